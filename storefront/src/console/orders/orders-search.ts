import type { OrderStatus } from '@orderwire/contracts';
import { day, flag, manyOf, oneOf, searchParams, text } from '../table/search-params';

export const orderStatuses = [
  'PENDING',
  'PAID',
  'SHIPPED',
  'DELIVERED',
  'CANCELLED',
  'REFUNDED',
] as const satisfies readonly OrderStatus[];

/** The filters of the list of orders, by the names of the API. */
export const ordersSearch = searchParams({
  status: manyOf(orderStatuses),
  dispute: oneOf(['open', 'won', 'lost']),
  fraudWarning: flag,
  review: oneOf(['open', 'closed']),
  from: day,
  to: day,
  assigneeId: text(36),
  customerId: text(36),
});

export type OrdersSearch = ReturnType<typeof ordersSearch>;
