import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A contract as its source declares it: who answers or announces it stands in the name of its folder. */
interface Declared {
  name: string;
  kind: 'rpc' | 'event';
  subject: string;
  owner: string;
}

/** What one service says and hears on NATS, all of it subjects but the durable consumers. */
export interface Voice {
  service: string;
  answers: string[];
  asks: string[];
  announces: string[];
  /** Durable consumers, and what each of them reads. */
  reactions: { durable: string; subject: string }[];
}

/** Every process verifies access tokens by itself, and follows the sessions that ended. */
const EVERYBODY_ASKS = 'GetJwks';
export const EVERYBODY_FOLLOWS = 'session.revoked';

/**
 * Reads from the sources who says what: contracts declare subjects and owners; a service that names another's request
 * asks it; `@Reacts(Contract, 'name')` is a durable consumer. Sorted, so that the same sources give the same answer.
 */
export function whoSaysWhat(root: string, services: readonly string[]): Voice[] {
  const contracts = declaredContracts(join(root, 'contracts', 'src'));
  return services.map((service) => {
    const text = sources(join(root, service, 'src')).join('\n');
    const own = (kind: Declared['kind']) =>
      contracts.filter((contract) => contract.kind === kind && contract.owner === service);
    const named = contracts.filter(
      ({ name, kind, owner }) =>
        kind === 'rpc' &&
        owner !== service &&
        (name === EVERYBODY_ASKS || new RegExp(`\\b${name}\\b`).test(text)),
    );
    return {
      service,
      answers: subjects(own('rpc')),
      asks: subjects(named),
      announces: subjects(own('event')),
      reactions: reactions(service, text, contracts),
    };
  });
}

/** Every contract under `contracts/src/<owner>/`. */
export function declaredContracts(folder: string): Declared[] {
  const rooms = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return rooms.flatMap(({ name: owner }) =>
    sources(join(folder, owner)).flatMap((text) => [
      ...[...text.matchAll(/export const (\w+) = (rpc|event)\(\s*'([^']+)'/g)].map(
        ([, name = '', kind, subject = '']) => ({
          name,
          kind: kind as Declared['kind'],
          subject,
          owner: `${owner}-ms`,
        }),
      ),
      ...[...text.matchAll(/export const (\w+) = perOwner\(\s*'([^']+)'/g)].flatMap(
        ([, name = '', verb = '']) =>
          ownersIn(folder).map((each) => ({
            name,
            kind: 'rpc' as const,
            subject: `${each}.${verb}`,
            owner: `${each}-ms`,
          })),
      ),
    ]),
  );
}

/** Who answers what platform answers for every service with a database. */
function ownersIn(folder: string): string[] {
  const list = /export const owners = \[([^\]]*)\]/.exec(sources(folder).join('\n'))?.[1] ?? '';
  return [...list.matchAll(/'(\w+)'/g)].map(([, owner = '']) => owner);
}

function reactions(service: string, text: string, contracts: Declared[]): Voice['reactions'] {
  return [...text.matchAll(/@EventHandler\(\s*(?:contracts\.)?(\w+),\s*'(\w+)'/g)].map(
    ([, contract = '', name = '']) => {
      const subject = contracts.find((declared) => declared.name === contract)?.subject;
      if (!subject) throw new Error(`${service} reacts to ${contract}, which is no contract`);
      // As platform names it.
      return { durable: `${service.replaceAll('-', '_')}_${name}`, subject };
    },
  );
}

const subjects = (contracts: Declared[]): string[] => contracts.map(({ subject }) => subject).sort();

/** The texts of a folder's sources, tests and generated ones left out, without their comments. */
function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /(?<!\.(spec|test-d))\.ts$/.test(entry.name))
    .filter((entry) => !entry.parentPath.includes('generated'))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
    .map((text) => text.replace(/\/\*[^]*?\*\/|^\s*\/\/.*$/gm, ''));
}
