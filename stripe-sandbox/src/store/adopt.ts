import { chargeMovement, refundMovement } from '../money/movement.js';
import type { Operation } from './operation.js';
import type { Rows } from './rows.js';

/** Brings a line of a journal that an older sandbox wrote up to what records hold today. */
export function adopt(rows: Rows, operation: Operation): void {
  if (operation.op !== 'put' && operation.op !== 'set') return;
  const id = operation.op === 'put' ? operation.record.id : operation.id;
  if (operation.kind === 'charge') {
    const charge = rows.charge.get(id);
    if (!charge?.balanceTransaction || rows.transaction.get(charge.balanceTransaction)) return;
    const { balanceTransaction, created } = charge;
    rows.transaction.put({ id: balanceTransaction, created, ...chargeMovement(charge) });
  } else if (operation.kind === 'refund') {
    const refund = rows.refund.get(id);
    if (!refund) return;
    if (!('status' in refund)) {
      const ended = { status: 'succeeded', failure: null, settlement: null } as const;
      rows.refund.put(Object.assign({}, refund, ended));
    }
    const { balanceTransaction, created } = refund;
    if (rows.transaction.get(balanceTransaction)) return;
    rows.transaction.put({ id: balanceTransaction, created, ...refundMovement(refund) });
  }
}
