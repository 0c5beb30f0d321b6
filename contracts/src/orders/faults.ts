import { fault } from '../fault.js';

/** No order with this id that the caller may see. */
export const OrderNotFound = fault('not_found', 'orders.not_found', 'There is no such order.');

/** Orders are assigned to active staff and admins only. */
export const NotAssignable = fault(
  'unprocessable',
  'orders.not_assignable',
  'This account cannot look after orders.',
);

/** The order is past the point where it can be cancelled; `details.status` says where it stands. */
export const OrderNotCancellable = fault(
  'conflict',
  'orders.not_cancellable',
  'This order can no longer be cancelled.',
);

/** The transition table has no such step; `details` has `from`, `to` and `allowed`. */
export const IllegalTransition = fault(
  'conflict',
  'orders.illegal_transition',
  'An order cannot make this step.',
);

/** The order does not wait for money; `details.status` says where it stands. */
export const OrderNotPayable = fault(
  'conflict',
  'orders.not_payable',
  'This order does not wait for a payment.',
);

/**
 * The total is more than Stripe can charge in one go, zero, or no multiple of what the currency is charged in; `details` has
 * `totalAmount`, `currency`, `max` and, in the last case, `multipleOf`.
 */
export const TotalOutOfRange = fault(
  'invalid',
  'orders.total_out_of_range',
  'The total of this order cannot be charged.',
);

/** The Idempotency-Key was used with another request. */
export const IdempotencyKeyReused = fault(
  'unprocessable',
  'idempotency.key_reused',
  'This Idempotency-Key was used with another request.',
);

/** The first request with this Idempotency-Key is still being worked on. */
export const IdempotencyInFlight = fault(
  'conflict',
  'idempotency.in_flight',
  'A request with this Idempotency-Key is still in flight.',
);

/** No money of this order was taken, or all of it went back; `details.status` says where the order stands. */
export const OrderNotRefundable = fault(
  'conflict',
  'orders.not_refundable',
  'There is no money of this order to give back.',
);

/** More units than the order has, or than are left after earlier refunds; `details.products` lists `{productId, left}`. */
export const RestockTooLarge = fault(
  'conflict',
  'orders.restock_too_large',
  'The order does not have that many units to put back.',
);
