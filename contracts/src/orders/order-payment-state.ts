/**
 * What became of the money of an order; the first one that holds.
 *
 * - `payment_processing`: the bank processes a delayed payment, also of a cancelled order.
 * - `awaiting_payment`: PENDING. `cancelled`: CANCELLED without a payment.
 * - `dispute_lost`, `dispute_open`: the shopper's bank took the payment back, or may.
 * - `refund_pending`: a refund was requested, and has neither succeeded nor failed.
 * - `refunded`, `partially_refunded`: refunds succeeded, of the whole total or of less.
 * - `free`: PAID, SHIPPED or DELIVERED with a total of 0. `paid`: the same with a payment.
 */
export const orderPaymentStates = [
  'payment_processing',
  'awaiting_payment',
  'cancelled',
  'dispute_lost',
  'dispute_open',
  'refund_pending',
  'refunded',
  'partially_refunded',
  'free',
  'paid',
] as const;

export type OrderPaymentState = (typeof orderPaymentStates)[number];
