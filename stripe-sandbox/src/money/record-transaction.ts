import type { Change, Core } from '../core.js';
import { newId } from '../store/ids.js';
import type { Movement } from './movement.js';

/** Notes a movement of the balance; answers the id of its balance transaction. */
export function recordTransaction(core: Core, change: Change, movement: Movement): string {
  const id = newId.balanceTransaction();
  change.put('transaction', { id, created: core.seconds, ...movement });
  return id;
}
