import { noSuch, refused } from '../api/api-error.js';
import type { Change, Core } from '../core.js';
import { newId } from '../store/ids.js';
import type { ChargeRecord, FraudWarningRecord, ReviewRecord } from '../store/records.js';

/** Stripe's types of fraud. */
export const FRAUD_TYPES = [
  'card_never_received',
  'fraudulent_card_application',
  'made_with_counterfeit_card',
  'made_with_lost_card',
  'made_with_stolen_card',
  'misc',
  'unauthorized_use_of_card',
] as const;

/** The reasons with which a person, or a refund or dispute, closes a review. */
export const CLOSED_REASONS = ['approved', 'refunded', 'refunded_as_fraud', 'disputed'] as const;

/** The card network warns that a charge is probably fraudulent. */
export function warnOfFraud(core: Core, change: Change, charge: ChargeRecord, fraudType = 'misc'): string {
  const id = newId.fraudWarning();
  const { id: of, intent } = charge;
  const actionable = charge.refunded < charge.amount && !charge.dispute;
  change.put('fraudWarning', { id, created: core.seconds, charge: of, intent, fraudType, actionable });
  change.event('fraudWarning', id, 'radar.early_fraud_warning.created');
  return id;
}

/**
 * Places a charge under review.
 *
 * @throws ApiError when it had a review already
 */
export function openReview(
  core: Core,
  change: Change,
  charge: ChargeRecord,
  openedReason: ReviewRecord['openedReason'] = 'rule',
): string {
  if (charge.review) throw refused(`Charge ${charge.id} has a review already: ${charge.review}.`);
  const id = newId.review();
  const { id: of, intent } = charge;
  change.put('review', { id, created: core.seconds, charge: of, intent, openedReason, closedReason: null });
  change.set('charge', of, { review: id });
  change.event('review', id, 'review.opened');
  return id;
}

/** @throws ApiError when it is unknown or closed */
export function closeReview(
  core: Core,
  change: Change,
  id: string,
  closedReason: (typeof CLOSED_REASONS)[number],
): void {
  if (findReview(core, id).closedReason) throw refused(`Review ${id} is closed already.`);
  change.set('review', id, { closedReason });
  change.event('review', id, 'review.closed');
}

/**
 * A full refund or a dispute leaves nothing to do: warnings of the charge are no longer actionable, and
 * its review is closed.
 */
export function endRadar(
  core: Core,
  change: Change,
  charge: ChargeRecord,
  reason: (typeof CLOSED_REASONS)[number],
): void {
  const { fraudWarning, review } = core.store.rows;
  for (let position = 0; position < fraudWarning.size; position++) {
    const warning = fraudWarning.at(position);
    if (warning?.charge !== charge.id || !warning.actionable) continue;
    change.set('fraudWarning', warning.id, { actionable: false });
    change.event('fraudWarning', warning.id, 'radar.early_fraud_warning.updated', { actionable: true });
  }
  const open = review.get(charge.review ?? '');
  if (open && !open.closedReason) closeReview(core, change, open.id, reason);
}

/** @throws ApiError 404 when it does not exist */
export function findReview(core: Core, id: string): ReviewRecord {
  const review = core.store.rows.review.get(id);
  if (!review) throw noSuch('review', id, 'review');
  return review;
}

/** @throws ApiError 404 when it does not exist */
export function findFraudWarning(core: Core, id: string): FraudWarningRecord {
  const warning = core.store.rows.fraudWarning.get(id);
  if (!warning) throw noSuch('early_fraud_warning', id, 'early_fraud_warning');
  return warning;
}
