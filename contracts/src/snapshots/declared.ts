import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EventContract, RpcContract } from '../contract.js';
import { owners, type PerOwner } from '../operations/owners.js';

export type Contract = RpcContract<object, object> | EventContract<object>;

/** A contract with what only its source file knows: its name, who owns it, and what its comment says. */
export interface Declared {
  readonly name: string;
  /** The service that answers or announces it, e.g. "orders-ms". */
  readonly owner: string;
  readonly description: string;
  readonly contract: Contract;
}

/** Every contract of the package in the order of its subjects. `root` is the package's folder; it must be built. */
export async function declaredContracts(root: string): Promise<Declared[]> {
  const found: Declared[] = [];
  const folders = readdirSync(join(root, 'src'), { withFileTypes: true }).filter((entry) =>
    entry.isDirectory(),
  );
  for (const { name: folder } of folders) {
    if (folder === 'snapshots') continue;
    for (const file of readdirSync(join(root, 'src', folder)).filter(isSource)) {
      const source = readFileSync(join(root, 'src', folder, file), 'utf8');
      const exports = (await import(`../${folder}/${file.replace(/\.ts$/, '.js')}`)) as Record<
        string,
        unknown
      >;
      for (const [name, value] of Object.entries(exports)) {
        if (isContract(value))
          found.push({
            name,
            owner: `${folder}-ms`,
            description: describe(source, name, value),
            contract: value,
          });
        else if (isPerOwner(value))
          for (const [owner, contract] of Object.entries(value))
            found.push({
              name: `${name}.${owner}`,
              owner: `${owner}-ms`,
              description: describe(source, name, contract),
              contract,
            });
      }
    }
  }
  return found.sort((a, b) => (a.contract.subject < b.contract.subject ? -1 : 1));
}

const isSource = (file: string): boolean => file.endsWith('.ts') && !/\.(spec|test-d)\.ts$/.test(file);

const isContract = (value: unknown): value is Contract =>
  typeof value === 'object' &&
  value !== null &&
  'subject' in value &&
  'kind' in value &&
  (value.kind === 'rpc' || value.kind === 'event');

/** One contract for each service that owns a database. */
const isPerOwner = (value: unknown): value is PerOwner<object, object> =>
  typeof value === 'object' &&
  value !== null &&
  owners.every((owner) => isContract(Reflect.get(value, owner)));

/** The comment above the contract, or above an event's payload class. */
function describe(source: string, name: string, contract: Contract): string {
  const own = commentAbove(source, `export const ${name} `);
  return (
    own || (contract.kind === 'event' ? commentAbove(source, `export class ${contract.payload.name} `) : '')
  );
}

function commentAbove(source: string, declaration: string): string {
  const at = source.indexOf(declaration);
  const comment = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*$/.exec(source.slice(0, Math.max(at, 0)))?.[1] ?? '';
  return comment
    .replace(/^\s*\* ?/gm, '')
    .replace(/{@link (\w+)}/g, '$1')
    .replace(/\s+/g, ' ')
    .trim();
}
