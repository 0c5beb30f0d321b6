import { fault } from '../fault.js';

/** The order's money was already captured, or is on its way by a delayed method. */
export const AlreadyPaid = fault('conflict', 'payments.already_paid', 'This order has already been paid.');

/** Stripe refused the request; `details.stripe` has its code and message. */
export const PaymentRejected = fault(
  'invalid',
  'payments.rejected',
  'The payment provider refused this order.',
);

/** Stripe could not be reached or failed; trying again with the same attempt is safe. */
export const PaymentsUnavailable = fault(
  'unavailable',
  'payments.unavailable',
  'The payment provider does not answer.',
);

/** The order has moved on to a newer session than the attempt asked for. */
export const AttemptSuperseded = fault(
  'conflict',
  'payments.attempt_superseded',
  'A newer payment link exists.',
);

/** Nothing was captured for this order, or it went back already. */
export const NotRefundable = fault(
  'conflict',
  'payments.not_refundable',
  'There is no money of this order to give back.',
);

/** More than what is left of the payment; `details.refundable` is that, in minor units. */
export const RefundTooLarge = fault(
  'conflict',
  'payments.refund_too_large',
  'That is more than is left of the payment.',
);

/** The refund id already stands for another order or another amount. */
export const RefundIdReused = fault(
  'conflict',
  'payments.refund_id_reused',
  'This refund id was used for another refund.',
);
