import {
  PaymentSucceeded,
  RefundFailed,
  RefundOrder,
  type RefundOrderRequest,
  RefundRequested,
  RefundSucceeded,
  type RefundEvent,
  type RefundView,
} from '@orderwire/contracts';
import { RetryPendingRefundsUseCase } from '../src/refunds/retry-pending-refunds.use-case.js';
import type { Asking, OrdersWorld } from './orders-world.js';
import { capture } from './payment-events.js';

/** What payments-ms says of a refund: all of an order of 25 dollars, unless told. */
export const said = (orderId: string, refundId: string, more: Partial<RefundEvent> = {}): RefundEvent => ({
  orderId,
  refundId,
  paymentId: `pi_${orderId}`,
  amount: 2_500,
  currency: 'usd',
  reason: 'requested_by_customer',
  automatic: false,
  failure: null,
  at: new Date().toISOString(),
  ...more,
});

/** Refunds in a world: what staff do, and what payments-ms says. */
export const refundsIn = (world: OrdersWorld) => ({
  /** A paid order of two mugs: 25 dollars. */
  async paid(): Promise<string> {
    const { order } = await world.place();
    await world.taken('settle_order', await world.announce(PaymentSucceeded, capture(order.id)));
    return order.id;
  },
  refund(orderId: string, more: Partial<RefundOrderRequest> = {}, asking?: Asking): Promise<RefundView> {
    return world.ask(RefundOrder, { orderId, reason: 'requested_by_customer', ...more }, asking);
  },
  async requested(event: RefundEvent): Promise<void> {
    await world.taken('note_refund', await world.announce(RefundRequested, event));
  },
  async succeed(event: RefundEvent): Promise<void> {
    await world.taken('refund_order', await world.announce(RefundSucceeded, event));
  },
  async fail(event: RefundEvent): Promise<void> {
    const failed = { ...event, failure: 'lost_or_stolen_card' };
    await world.taken('take_back_refund', await world.announce(RefundFailed, failed));
  },
  async money(orderId: string) {
    const { status, refundedAmount } = await world.order(orderId);
    return [status, refundedAmount];
  },
  /** What the clock does, with everything due that waits. */
  async chase(): Promise<void> {
    await world.rows("UPDATE order_refunds SET due_at = now() - interval '1 s' WHERE due_at IS NOT NULL");
    await world.services[0]!.app.get(RetryPendingRefundsUseCase).execute();
  },
});
