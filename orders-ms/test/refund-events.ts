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
import { type Caller } from '@orderwire/test-kit';
import { RetryPendingRefundsUseCase } from '../src/refunds/retry-pending-refunds.use-case.js';
import type { OrdersWorld } from './orders-world.js';
import { capture } from './payment-events.js';

/** A refund event; by default of the whole order of 25 dollars. */
export const refundEvent = (
  orderId: string,
  refundId: string,
  more: Partial<RefundEvent> = {},
): RefundEvent => ({
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

/** Requests of staff, and events of payments-ms. */
export const refundsIn = (world: OrdersWorld) => ({
  /** A paid order of two mugs: 25 dollars. */
  async paid(): Promise<string> {
    const { order } = await world.place();
    await world.consumed('settle_order', await world.publish(PaymentSucceeded, capture(order.id)));
    return order.id;
  },
  refund(orderId: string, more: Partial<RefundOrderRequest> = {}, caller?: Caller): Promise<RefundView> {
    return world.request(RefundOrder, { orderId, reason: 'requested_by_customer', ...more }, caller);
  },
  async requested(event: RefundEvent): Promise<void> {
    await world.consumed('note_refund', await world.publish(RefundRequested, event));
  },
  async succeed(event: RefundEvent): Promise<void> {
    await world.consumed('refund_order', await world.publish(RefundSucceeded, event));
  },
  async fail(event: RefundEvent): Promise<void> {
    const failed = { ...event, failure: 'lost_or_stolen_card' };
    await world.consumed('take_back_refund', await world.publish(RefundFailed, failed));
  },
  async totals(orderId: string) {
    const { status, refundedAmount } = await world.order(orderId);
    return [status, refundedAmount];
  },
  /** Runs the job, with all pending refunds due. */
  async retryPending(): Promise<void> {
    await world.rows('UPDATE order_refunds SET due_at = to_timestamp(0) WHERE due_at IS NOT NULL');
    await world.get(RetryPendingRefundsUseCase).execute();
  },
});
