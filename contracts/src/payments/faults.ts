import { fault } from '../fault.js';

/** The order's payment was captured. */
export const AlreadyPaid = fault('conflict', 'payments.already_paid', 'This order has already been paid.');

/** The order's payment session is complete, and its delayed payment has not succeeded or failed yet. */
export const PaymentInProgress = fault(
  'conflict',
  'payments.in_progress',
  'A payment of this order is being processed by the bank, which can take some days; no new link is needed. If it fails, a new payment link or a new order is possible.',
);

/** Stripe refused the request; `details.stripe` has its code and message. */
export const PaymentRejected = fault(
  'invalid',
  'payments.rejected',
  'The payment provider refused this order.',
);

/**
 * `details.stripe.code` of {@link PaymentsUnavailable} while payments-ms sends no request to Stripe,
 * for `details.retryAfterMs`.
 */
export const CIRCUIT_OPEN = 'circuit_open';

/** Stripe is unavailable or failed. A retry with the same attempt is safe. */
export const PaymentsUnavailable = fault(
  'unavailable',
  'payments.unavailable',
  'The payment provider is unavailable.',
);

/** The order has a newer payment session than that of this attempt. */
export const AttemptSuperseded = fault(
  'conflict',
  'payments.attempt_superseded',
  'A newer payment session exists.',
);

/** Nothing was captured for this order, or all of it is refunded. */
export const NotRefundable = fault(
  'conflict',
  'payments.not_refundable',
  'Nothing of this order can be refunded.',
);

/** More than the remainder of the payment, which is `details.refundable` in minor units. */
export const RefundTooLarge = fault(
  'conflict',
  'payments.refund_too_large',
  'The refund exceeds the remainder of the payment.',
);

/** The refund id belongs to a refund of another order or amount. */
export const RefundIdReused = fault(
  'conflict',
  'payments.refund_id_reused',
  'This refund id was used for another refund.',
);

/** There is no capture with this id. */
export const PaymentNotFound = fault('not_found', 'payments.not_found', 'There is no such payment.');

/** A run of this reconciliation is in progress, or was requested and is about to start. */
export const ReconciliationRunning = fault(
  'conflict',
  'payments.reconciliation_running',
  'A reconciliation is in progress.',
);
