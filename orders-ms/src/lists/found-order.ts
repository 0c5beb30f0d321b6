import type { FoundOrder, OrderMatch } from '@orderwire/contracts';
import type { Order } from '../lifecycle/order.js';
import { paymentStateOf } from '../lifecycle/payment-state.js';

/** An order as a row of search results. */
export const foundOrder = (order: Order, match: OrderMatch): FoundOrder => ({
  orderId: order.id,
  match,
  status: order.status,
  paymentState: paymentStateOf(order),
  currency: order.currency,
  totalAmount: order.totalAmount,
  email: order.email,
  createdAt: order.createdAt.toISOString(),
});
