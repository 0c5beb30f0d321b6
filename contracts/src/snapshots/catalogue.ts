import { Fault, type FaultFactory } from '../fault.js';
import type { Declared } from './declared.js';

/** The page that lists every subject and every fault code, for people. */
export function catalogue(contracts: readonly Declared[], faults: readonly FaultFactory[]): string {
  const rpcs = contracts.flatMap(({ contract, ...rest }) =>
    contract.kind === 'rpc' ? [{ contract, ...rest }] : [],
  );
  const events = contracts.flatMap(({ contract, ...rest }) =>
    contract.kind === 'event' ? [{ contract, ...rest }] : [],
  );
  return [
    '<!-- Written by `npm run snapshot:write -w contracts`. Change the contracts, not this page. -->',
    '# Subjects',
    "What Orderwire's services say to each other. Each name is a constant of `@orderwire/contracts`; its schema is in `contracts/snapshots/`, and the whole as AsyncAPI in `contracts/asyncapi.json`.",
    '## Requests',
    table(
      ['subject', 'contract', 'answered by', 'who may ask', 'request → reply', 'waits', 'what it does'],
      rpcs.map(({ name, owner, description, contract }) => [
        code(contract.subject),
        code(name),
        owner,
        contract.access,
        `${code(contract.request.name)} → ${code(contract.reply.name)}`,
        `${contract.timeoutMs / 1_000} s`,
        description,
      ]),
    ),
    '## Events',
    table(
      ['subject', 'contract', 'announced by', 'payload', 'what became true'],
      events.map(({ name, owner, description, contract }) => [
        code(contract.subject),
        code(name),
        owner,
        code(contract.payload.name),
        description,
      ]),
    ),
    '## Faults',
    'Programs match on the code; the kind decides the HTTP status.',
    table(
      ['code', 'kind', 'message'],
      faults
        .map((make) => make())
        .sort((a, b) => (a.code < b.code ? -1 : 1))
        .map((fault) => [code(fault.code), fault.kind, fault.message]),
    ),
    '',
  ].join('\n\n');
}

/** The fault factories among a module's exports. */
export function faultsAmong(exports: Readonly<Record<string, unknown>>): FaultFactory[] {
  return Object.values(exports).filter(
    (value): value is FaultFactory =>
      typeof value === 'function' &&
      'code' in value &&
      'matches' in value &&
      !(value.prototype instanceof Fault),
  );
}

const code = (value: string): string => `\`${value}\``;

const table = (head: string[], rows: string[][]): string =>
  [head, head.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n');
