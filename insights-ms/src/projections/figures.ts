/**
 * What is counted, each with a number and an amount:
 * `placed` and `converted` (placed, and paid by now) at the time of the order, `paid` at the time of payment with what was
 * captured, `cancelled` and `expired` at the time of the cancellation, `refunded` at the time of the refund, `disputed`
 * and `dispute_lost` at the time of the dispute's opening, `payment_failed` at the time of the failure.
 */
export const figureNames = [
  'placed',
  'converted',
  'paid',
  'cancelled',
  'expired',
  'refunded',
  'disputed',
  'dispute_lost',
  'payment_failed',
] as const;

export type FigureName = (typeof figureNames)[number];

/** `to_pay`: from placed to paid. `webhook`: from Stripe's capture until orders-ms recorded it. */
export type DelayKind = 'to_pay' | 'webhook';
