import { fault } from '../fault.js';

/** No order with this id that the caller may see. */
export const OrderNotFound = fault('not_found', 'orders.not_found', 'There is no such order.');

/** Orders are assigned to active staff and admins only. */
export const NotAssignable = fault(
  'unprocessable',
  'orders.not_assignable',
  'Orders cannot be assigned to this account.',
);

/** The order cannot be cancelled in its status, which is in `details.status`. */
export const OrderNotCancellable = fault(
  'conflict',
  'orders.not_cancellable',
  'This order can no longer be cancelled.',
);

/** The status cannot change this way; `details` has `from`, `to` and `allowed`. */
export const IllegalTransition = fault(
  'conflict',
  'orders.illegal_transition',
  'The status of an order cannot change this way.',
);

/*
 * Why an order may not be shipped, one code each: its money is going back, or may have to.
 * `details.blockedBy` lists all of their codes. Staff may ship it with an `overrideReason`.
 */
const notShippable = <Code extends string>(code: Code, why: string, next: string) =>
  fault('conflict', code, `${why}: ${next}, or ship it with an \`overrideReason\`.`);

export const RefundPending = notShippable(
  'orders.refund_pending',
  'A refund of this order is pending',
  'wait until it succeeds or fails',
);
export const DisputeIsOpen = notShippable(
  'orders.dispute_open',
  'A dispute about the payment of this order is open',
  'respond to it in Stripe’s dashboard and wait for the verdict',
);
export const DisputeIsLost = notShippable(
  'orders.dispute_lost',
  'A dispute about the payment of this order was lost and its money was returned',
  'do not ship it',
);
export const FraudWarned = notShippable(
  'orders.fraud_warning',
  'The card network warned that the payment of this order is probably fraudulent',
  'check it in Stripe’s dashboard and refund it if it is',
);
export const ReviewIsOpen = notShippable(
  'orders.review_open',
  'The payment of this order is under review',
  'approve or refund it in Stripe’s dashboard',
);

/** The order does not await payment; `details.status` is its status. */
export const OrderNotPayable = fault('conflict', 'orders.not_payable', 'This order does not await payment.');

/**
 * The account, or the guest's network or e-mail address (`details.per`), has as many unpaid orders
 * as it may have (`details.max`). `details.retryAfterMs`: when the next one of them ends; an hour when
 * all wait for delayed payments.
 */
export const TooManyOpenOrders = fault(
  'too_many',
  'orders.too_many_open',
  'Too many orders of yours are unpaid. Pay for one of them or cancel it, or order again when one has ended. A guest can sign in.',
);

/**
 * As many payment sessions as one order may have in an hour (`details.max`) were opened.
 * `details.retryAfterMs`: when the next one is possible.
 */
export const TooManyPaymentSessions = fault(
  'too_many',
  'orders.too_many_payment_sessions',
  'Too many payment sessions were opened for this order. Pay with the newest one, or try again later.',
);

/**
 * The order has had all of its payment sessions (`details.max`), or is too old for another one
 * (`details.until`). It is cancelled when its newest session ends without a payment.
 */
export const NoMorePaymentSessions = fault(
  'conflict',
  'orders.no_more_payment_sessions',
  'This order gets no further payment session. Pay with the newest one while it is open, or place a new order.',
);

/**
 * The total is less or more than Stripe charges at once, or a price is no multiple of the
 * currency's charge step; `details` has `totalAmount`, `currency`, `min`, `max` and, in the last
 * case, `multipleOf`.
 */
export const TotalOutOfRange = fault(
  'invalid',
  'orders.total_out_of_range',
  'The total of this order cannot be charged: change the items so that it is between `min` and `max`.',
);

/** The Idempotency-Key was used with another request. */
export const IdempotencyKeyReused = fault(
  'unprocessable',
  'idempotency.key_reused',
  'This Idempotency-Key was used with another request.',
);

/** The first request with this Idempotency-Key is still in flight. */
export const IdempotencyInFlight = fault(
  'conflict',
  'idempotency.in_flight',
  'A request with this Idempotency-Key is still in flight.',
);

/**
 * Nothing was captured for this order, or all of it is refunded; `details.status` is its status.
 */
export const OrderNotRefundable = fault(
  'conflict',
  'orders.not_refundable',
  'Nothing of this order can be refunded.',
);

/**
 * More units than the order has, or than are left after earlier refunds; `details.products` lists
 * `{productId, left}`.
 */
export const RestockTooLarge = fault(
  'conflict',
  'orders.restock_too_large',
  'The order does not have that many units to restock.',
);

/** No tax rate has this id. */
export const TaxRateNotFound = fault('not_found', 'orders.tax_rate_not_found', 'There is no such tax rate.');

/** Another rate of the country and class begins at the same time; `details.taxRateId` is its id. */
export const TaxRateExists = fault(
  'conflict',
  'orders.tax_rate_exists',
  'A tax rate of this country and class begins at the same time. End that one first.',
);

/** The tax rate has ended, or ends before that; `details.validUntil` says when. */
export const TaxRateEnded = fault(
  'conflict',
  'orders.tax_rate_ended',
  'This tax rate ends at `validUntil` already.',
);

/** Tax rates begin and end now or later: orders keep the tax that they were created with. */
export const TaxRateInThePast = fault(
  'invalid',
  'orders.tax_rate_in_the_past',
  'A tax rate cannot begin or end in the past, and not end before it begins.',
);

/** More orders match than one bulk action may have (`details.max`). Narrow the filter. */
export const BulkActionTooLarge = fault(
  'unprocessable',
  'orders.bulk_action_too_large',
  'More orders match the filter than one bulk action may have.',
);

/** Another number of orders matches than the dry run counted; `details` has `expected` and `matching`. */
export const BulkActionChanged = fault(
  'conflict',
  'orders.bulk_action_changed',
  'The number of matching orders has changed since the dry run. Repeat the dry run.',
);

/** As many bulk actions run as may at the same time (`details.max`). */
export const TooManyBulkActions = fault(
  'conflict',
  'orders.too_many_bulk_actions',
  'Other bulk actions are still running. Wait until one has ended, or stop one.',
);

/** No bulk action has this id. */
export const BulkActionNotFound = fault(
  'not_found',
  'orders.bulk_action_not_found',
  'There is no such bulk action.',
);
