import { ApiError, noSuch, refused } from '../api/api-error.js';
import type { Core } from '../core.js';
import { disputeMovement } from '../money/movement.js';
import { record } from '../money/record-transaction.js';
import { endRadar } from '../radar/radar.js';
import { newId } from '../store/ids.js';
import type { DisputeRecord } from '../store/records.js';

/** Stripe's reasons. */
export const REASONS = [
  'bank_cannot_process',
  'check_returned',
  'credit_not_processed',
  'customer_initiated',
  'debit_not_authorized',
  'duplicate',
  'fraudulent',
  'general',
  'incorrect_account_details',
  'insufficient_funds',
  'noncompliant',
  'product_not_received',
  'product_unacceptable',
  'subscription_canceled',
  'unrecognized',
] as const;

/** The parameters of a dispute. */
export interface DisputeInput {
  reason?: (typeof REASONS)[number];
  /** Minor units. Default: the amount that was not refunded. */
  amount?: number;
  /** An inquiry moves no money. */
  inquiry?: boolean;
  verdict?: DisputeRecord['verdict'];
}

/**
 * Opens a dispute: withdraws the amount and Stripe's fee until the dispute is won.
 *
 * @throws ApiError when the charge does not exist, has nothing left to dispute, or is disputed
 * already
 */
export function openDispute(core: Core, chargeId: string, pendingDispute: DisputeInput = {}): DisputeRecord {
  const charge = core.store.rows.charge.get(chargeId);
  if (!charge) throw noSuch('charge', chargeId);
  if (charge.status !== 'succeeded') throw refused(`Charge ${chargeId} has not succeeded.`);
  if (charge.dispute) throw refused(`Charge ${chargeId} is disputed already: ${charge.dispute}.`);
  const left = charge.amount - charge.refunded;
  const { reason = 'fraudulent', amount = left, inquiry = false, verdict = null } = pendingDispute;
  if (amount < 1 || amount > left)
    throw refused(`Of charge ${chargeId} there is ${left} left to dispute, not ${amount}.`);
  const change = core.change();
  const { currency, intent, method } = charge;
  const dispute = { id: newId.dispute(), amount, currency, charge: charge.id };
  const { id } = dispute;
  change.put('dispute', {
    ...dispute,
    created: core.seconds,
    intent,
    brand: method.brand,
    reason,
    inquiry,
    status: inquiry ? 'warning_needs_response' : 'needs_response',
    movements: inquiry ? [] : [record(core, change, disputeMovement(dispute))],
    evidence: {},
    submissions: 0,
    metadata: {},
    verdict,
  });
  change.set('charge', charge.id, { dispute: id });
  change.event('dispute', id, 'charge.dispute.created');
  if (!inquiry) change.event('dispute', id, 'charge.dispute.funds_withdrawn');
  if (!inquiry) endRadar(core, change, charge, 'disputed');
  change.commit();
  return findDispute(core, id);
}

/** Opens a charge's pending dispute, unless it was refunded or disputed meanwhile. */
export function openPendingDispute(core: Core, chargeId: string): void {
  const pendingDispute = core.store.rows.charge.get(chargeId)?.pendingDispute;
  if (!pendingDispute) return;
  const { kind, verdict } = pendingDispute;
  const at = core.now() + core.config.disputeSeconds * 1000;
  try {
    openDispute(core, chargeId, {
      inquiry: kind === 'inquiry',
      verdict: verdict ? { at, status: verdict } : null,
    });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
  }
}

/** @throws ApiError 404 when it does not exist */
export function findDispute(core: Core, id: string): DisputeRecord {
  const dispute = core.store.rows.dispute.get(id);
  if (!dispute) throw noSuch('dispute', id, 'dispute');
  return dispute;
}
