import * as contracts from '../index.js';
import { allEvents, allRpcs, type EventContract, type RpcContract } from '../index.js';

export type Contract = RpcContract<object, object> | EventContract<object>;

/**
 * A contract and the name under which `@orderwire/contracts` exports it, such as `CreateOrder` or
 * `GetDeadLetter.auth`.
 */
export interface NamedContract {
  readonly name: string;
  readonly contract: Contract;
}

/** Every contract, ordered by subject. */
export function namedContracts(): NamedContract[] {
  const names = namesOf(contracts);
  return [...allRpcs().values(), ...allEvents().values()]
    .map((contract) => ({ name: names.get(contract) ?? contract.subject, contract }))
    .sort((a, b) => (a.contract.subject < b.contract.subject ? -1 : 1));
}

/** Contracts are exported alone, or as a record with one contract per service. */
function namesOf(exports: object): ReadonlyMap<unknown, string> {
  const names = new Map<unknown, string>();
  for (const [name, value] of Object.entries(exports)) {
    if (typeof value !== 'object' || value === null) continue;
    names.set(value, name);
    for (const [key, each] of Object.entries(value)) names.set(each, `${name}.${key}`);
  }
  return names;
}
