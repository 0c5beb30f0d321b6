import type { DisputeState, OrderPaymentState, OrderStatus } from '@orderwire/contracts';
import type { CancellationBlocker } from './overdue-order.js';

/** The facts of an order that decide its payment state. */
export interface PaymentFacts {
  readonly status: OrderStatus;
  /** Minor units. */
  readonly totalAmount: number;
  readonly refundedAmount: number;
  readonly refundPendingAmount: number;
  readonly paidAt: Date | null;
  readonly dispute: DisputeState | null;
  readonly cancellationBlockedBy: CancellationBlocker | null;
}

/** What became of the money of an order. The filter of lists (lists/order-conditions.repository.ts) has the same rules. */
export function paymentStateOf(order: PaymentFacts): OrderPaymentState {
  const { status, dispute } = order;
  if (order.paidAt === null) {
    if (order.cancellationBlockedBy === 'payment_processing') return 'payment_processing';
    return status === 'CANCELLED' ? 'cancelled' : 'awaiting_payment';
  }
  if (dispute === 'lost' || dispute === 'open') return `dispute_${dispute}`;
  if (order.refundPendingAmount > 0) return 'refund_pending';
  if (status === 'REFUNDED') return 'refunded';
  if (order.refundedAmount > 0) return 'partially_refunded';
  return order.totalAmount === 0 ? 'free' : 'paid';
}
