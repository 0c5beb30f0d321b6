import { noSuch, refused } from '../api/api-error.js';
import type { Core } from '../core.js';
import { refundFailureMovement } from '../money/movement.js';
import { recordTransaction } from '../money/record-transaction.js';
import type { RefundRecord } from '../store/records.js';

/** Settles a refund with the outcome decided at its creation. Idempotent. */
export function settleRefund(core: Core, id: string): void {
  const refund = core.store.rows.refund.get(id);
  if (!refund?.settlement) return;
  if (refund.settlement.outcome === 'fails') failRefund(core, id);
  else succeedRefund(core, id);
}

/**
 * Fails a refund: the amount is in the balance again, and the charge counts as not refunded by it.
 *
 * @throws ApiError when the refund is unknown or has failed already
 */
export function failRefund(core: Core, id: string): void {
  const refund = find(core, id);
  if (refund.status === 'failed') throw refused(`Refund ${id} has already failed.`);
  const charge = core.store.rows.charge.get(refund.charge);
  const change = core.change();
  const balanceTransaction = recordTransaction(core, change, refundFailureMovement(refund));
  const failure = { reason: 'expired_or_canceled_card', balanceTransaction };
  change.set('refund', id, { status: 'failed', failure, settlement: null });
  if (charge) change.set('charge', charge.id, { refunded: charge.refunded - refund.amount });
  const previous = { status: refund.status };
  change.event('refund', id, 'refund.updated', previous);
  change.event('refund', id, 'charge.refund.updated', previous);
  change.event('refund', id, 'refund.failed', previous);
  change.commit();
}

/**
 * Completes a pending refund, or one that was to fail.
 *
 * @throws ApiError when the refund is unknown or has ended already
 */
export function succeedRefund(core: Core, id: string): void {
  const refund = find(core, id);
  if (!refund.settlement) throw refused(`Refund ${id} has a status of ${refund.status} already.`);
  const change = core.change();
  change.set('refund', id, { status: 'succeeded', settlement: null });
  if (refund.status === 'pending') {
    const previous = { status: refund.status };
    change.event('refund', id, 'refund.updated', previous);
    change.event('refund', id, 'charge.refund.updated', previous);
  }
  change.commit();
}

function find(core: Core, id: string): RefundRecord {
  const refund = core.store.rows.refund.get(id);
  if (!refund) throw noSuch('refund', id, 'refund');
  return refund;
}
