import { Type } from 'class-transformer';
import { IsIn, IsString, ValidateNested } from 'class-validator';
import { event } from '../contract.js';
import { IsAmount, IsCurrencyCode, IsId, IsTime, Nullable } from '../rules.js';
import { orderStatuses, type OrderStatus } from './order-status.js';
import { OrderLineView } from './order-view.js';
import { RestockLine } from './refund-order.js';

/** An order was placed; its stock is held. */
export class OrderCreatedEvent {
  @IsId()
  orderId!: string;

  @IsCurrencyCode()
  currency!: string;

  @IsAmount()
  totalAmount!: number;

  @ValidateNested({ each: true })
  @Type(() => OrderLineView)
  items!: OrderLineView[];

  @IsTime()
  createdAt!: string;
}
export const OrderCreated = event('order.created', OrderCreatedEvent, (e) => e.orderId);

/** The whole amount was captured; goods may leave. */
export class OrderPaidEvent {
  @IsId()
  orderId!: string;

  @IsCurrencyCode()
  currency!: string;

  @IsAmount()
  totalAmount!: number;

  @IsString()
  paymentId!: string;

  @IsTime()
  paidAt!: string;
}
export const OrderPaid = event('order.paid', OrderPaidEvent, (e) => e.orderId);

/**
 * The order will not be paid; its stock may go back on sale. Also announced for an order that could not be placed after
 * its stock was held: nobody else has heard of such an order.
 */
export class OrderCancelledEvent {
  @IsId()
  orderId!: string;

  @IsString()
  reason!: string;

  @IsTime()
  cancelledAt!: string;
}
export const OrderCancelled = event('order.cancelled', OrderCancelledEvent, (e) => e.orderId);

/** An order has somebody who looks after it, or nobody any more. */
export class OrderAssignedEvent {
  @IsId()
  orderId!: string;

  /** Account id of the staff member. */
  @Nullable()
  @IsString()
  assigneeId!: string | null;

  /** Account id of who decided it. */
  @Nullable()
  @IsString()
  assignedBy!: string | null;

  @IsTime()
  assignedAt!: string;
}
export const OrderAssigned = event('order.assigned', OrderAssignedEvent, (e) => e.orderId);

/** Staff moved an order along: shipped, delivered. */
export class OrderStatusChangedEvent {
  @IsId()
  orderId!: string;

  @IsIn(orderStatuses)
  from!: OrderStatus;

  @IsIn(orderStatuses)
  to!: OrderStatus;

  @Nullable()
  @IsString()
  reason!: string | null;

  @IsTime()
  changedAt!: string;
}
export const OrderStatusChanged = event('order.status_changed', OrderStatusChangedEvent, (e) => e.orderId);

/** Money of the order went back to the shopper. REFUNDED once nothing is left of it. */
export class OrderRefundedEvent {
  @IsId()
  orderId!: string;

  @IsId()
  refundId!: string;

  @IsCurrencyCode()
  currency!: string;

  /** What went back now, in minor units. */
  @IsAmount()
  amount!: number;

  /** What went back so far, this refund included; never more than `totalAmount`. */
  @IsAmount()
  refundedAmount!: number;

  @IsAmount()
  totalAmount!: number;

  /** What goes back on sale. */
  @ValidateNested({ each: true })
  @Type(() => RestockLine)
  restock!: RestockLine[];

  @IsTime()
  refundedAt!: string;
}
export const OrderRefunded = event('order.refunded', OrderRefundedEvent, (e) => e.orderId);

/** Money was captured for the order that does not pay it: it is to go back to the shopper. */
export class OrderPaymentRejectedEvent {
  @IsId()
  orderId!: string;

  /** Stripe's payment intent (`pi_…`). */
  @IsString()
  paymentId!: string;

  @IsAmount()
  amount!: number;

  @IsCurrencyCode()
  currency!: string;

  /** Why: `unknown_order`, `cancelled`, `paid_by_another`, `amount_differs` or `currency_differs`. */
  @IsString()
  reason!: string;

  @IsTime()
  rejectedAt!: string;
}
export const OrderPaymentRejected = event(
  'order.payment_rejected',
  OrderPaymentRejectedEvent,
  (e) => e.orderId,
);
