import type { OrderPaymentState, OrderStatus } from '@orderwire/contracts';
import { currencies } from '@orderwire/contracts/currencies';
import { day, flag, manyOf, oneOf, searchParams, text, wholeNumber } from '../table/filters/search-params';

export const orderStatuses = [
  'PENDING',
  'PAID',
  'SHIPPED',
  'DELIVERED',
  'CANCELLED',
  'REFUNDED',
] as const satisfies readonly OrderStatus[];

export const paymentStates = [
  'awaiting_payment',
  'payment_processing',
  'paid',
  'free',
  'refund_pending',
  'partially_refunded',
  'refunded',
  'dispute_open',
  'dispute_lost',
  'cancelled',
] as const satisfies readonly OrderPaymentState[];

/** The least age of an order, in hours. */
export const ages = { '1h': 1, '1d': 24, '7d': 168, '30d': 720 } as const;

/** The filters of the list of orders, by the names of the API where it has them. */
export const ordersSearch = searchParams({
  status: manyOf(orderStatuses),
  paymentState: manyOf(paymentStates),
  refundPending: flag,
  dispute: oneOf(['open', 'won', 'lost']),
  fraudWarning: flag,
  review: oneOf(['open', 'closed']),
  emailPrefix: text(254),
  olderThan: oneOf(['1h', '1d', '7d', '30d']),
  from: day,
  to: day,
  currency: oneOf(currencies),
  minAmount: wholeNumber,
  maxAmount: wholeNumber,
  assigneeId: text(36),
  customerId: text(36),
  correlationId: text(128),
});

export type OrdersSearch = ReturnType<typeof ordersSearch>;
