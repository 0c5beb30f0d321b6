import type { Change, Core } from '../core.js';
import { newId } from '../store/ids.js';
import type { TransactionRecord } from '../store/records.js';
import type { Movement } from './movement.js';

/** Records a movement of the balance. */
export function record(core: Core, change: Change, movement: Movement): TransactionRecord {
  const transaction = { id: newId.balanceTransaction(), created: core.seconds, ...movement };
  change.put('transaction', transaction);
  return transaction;
}

/** The same, returning only the id of the balance transaction. */
export const recordTransaction = (core: Core, change: Change, movement: Movement): string =>
  record(core, change, movement).id;
