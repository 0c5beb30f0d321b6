import {
  AlreadyPaid,
  ExpirePaymentSession,
  isFaultOf,
  isUnavailable,
  PaymentInProgress,
} from '@orderwire/contracts';

/**
 * Why an order cannot be cancelled: a payment was made or is being processed, payments-ms is
 * unavailable, or closing the payment session failed for another reason.
 */
export type CancellationBlocker =
  'payment_processing' | 'payments_unavailable' | 'payment_session_not_expirable';

const MINUTE_MS = 60_000;
const MIN_DELAY_MS = 2 * MINUTE_MS;
const MAX_DELAY_MS = 60 * MINUTE_MS;
const OUTAGE_DELAY_MS = 5 * MINUTE_MS;

/** A PENDING order is overdue 5 minutes after its payment session should have expired. */
export const overdueSince = (): Date => new Date(Date.now() - 5 * MINUTE_MS);

/**
 * When cancelling an overdue order is tried again: after half the time for which it has been
 * overdue, at least 2 and at most 60 minutes.
 */
export function nextCheckAt(sessionExpiresAt: Date, now: Date): Date {
  const overdue = now.getTime() - sessionExpiresAt.getTime();
  return new Date(now.getTime() + Math.min(MAX_DELAY_MS, Math.max(MIN_DELAY_MS, overdue / 2)));
}

/**
 * The same for an order that could not be cancelled for this reason. An outage ends for all orders
 * at once: they are tried again every five minutes.
 */
export const retryAt = (blocker: CancellationBlocker, sessionExpiresAt: Date, now: Date): Date =>
  blocker === 'payments_unavailable'
    ? new Date(now.getTime() + OUTAGE_DELAY_MS)
    : nextCheckAt(sessionExpiresAt, now);

/** Whether payments-ms refused to close a session because it was paid, or its payment is processed. */
export const isPaidOrProcessing = (error: unknown): boolean =>
  isFaultOf(ExpirePaymentSession, error, AlreadyPaid, PaymentInProgress);

export function cancellationBlocker(error: unknown): CancellationBlocker {
  if (isPaidOrProcessing(error)) return 'payment_processing';
  return isUnavailable(error) ? 'payments_unavailable' : 'payment_session_not_expirable';
}
