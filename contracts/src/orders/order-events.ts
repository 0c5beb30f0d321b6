import { Type } from 'class-transformer';
import { IsBoolean, IsIn, IsOptional, IsString, ValidateNested } from 'class-validator';
import { event } from '../contract.js';
import { IsAmount, IsCurrencyCode, IsId, IsTime, Nullable } from '../rules.js';
import { orderStatuses, type OrderStatus } from './order-status.js';
import { OrderLineView } from './order-view.js';
import { RestockLine } from './refund-order.js';

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
export const OrderCreated = event('order.created', {
  description: 'An order was created and its stock is reserved.',
  payload: OrderCreatedEvent,
  aggregateId: ({ orderId }) => orderId,
});

export class OrderPaidEvent {
  @IsId()
  orderId!: string;

  @IsCurrencyCode()
  currency!: string;

  /** Of the order, before promotion codes. */
  @IsAmount()
  totalAmount!: number;

  /** Stripe's payment intent (`pi_…`); empty for a free order. */
  @IsString()
  paymentId!: string;

  @IsTime()
  paidAt!: string;

  /** Whether it has an address to ship to. */
  @IsOptional()
  @IsBoolean()
  ships?: boolean;

  /** When the order became PAID here: `paidAt` is Stripe's time. */
  @IsOptional()
  @IsTime()
  recordedAt?: string;
}
export const OrderPaid = event('order.paid', {
  description: 'The total of the order was captured, or the order is free. The goods may be shipped.',
  payload: OrderPaidEvent,
  aggregateId: ({ orderId }) => orderId,
});

export class OrderCancelledEvent {
  @IsId()
  orderId!: string;

  /** May be the words of staff: never shown to the shopper. */
  @IsString()
  reason!: string;

  @IsTime()
  cancelledAt!: string;

  /** Whether it was not paid in time. */
  @IsOptional()
  @IsBoolean()
  expired?: boolean;
}
export const OrderCancelled = event('order.cancelled', {
  description:
    'The order will not be paid, and its stock is released. Also published for an order that could not be created after its stock was reserved; no other event mentions such an order.',
  payload: OrderCancelledEvent,
  aggregateId: ({ orderId }) => orderId,
});

export class OrderAssignedEvent {
  @IsId()
  orderId!: string;

  /** Account id of the staff member. */
  @Nullable()
  @IsString()
  assigneeId!: string | null;

  /** Account id of the staff member who assigned it. */
  @Nullable()
  @IsString()
  assignedBy!: string | null;

  @IsTime()
  assignedAt!: string;
}
export const OrderAssigned = event('order.assigned', {
  description: 'An order was assigned to a staff member, or to none.',
  payload: OrderAssignedEvent,
  aggregateId: ({ orderId }) => orderId,
});

export class OrderStatusChangedEvent {
  @IsId()
  orderId!: string;

  @IsIn(orderStatuses)
  from!: OrderStatus;

  @IsIn(orderStatuses)
  to!: OrderStatus;

  /** The words of staff: never shown to the shopper. Null when the carrier reported it. */
  @Nullable()
  @IsString()
  reason!: string | null;

  @IsTime()
  changedAt!: string;
}
export const OrderStatusChanged = event('order.status_changed', {
  description: 'Staff or the carrier changed the status of an order: shipped, delivered.',
  payload: OrderStatusChangedEvent,
  aggregateId: ({ orderId }) => orderId,
});

export class OrderRefundedEvent {
  @IsId()
  orderId!: string;

  @IsId()
  refundId!: string;

  @IsCurrencyCode()
  currency!: string;

  /** Refunded now, in minor units. */
  @IsAmount()
  amount!: number;

  /** Refunded so far, including this refund; never more than `totalAmount`. */
  @IsAmount()
  refundedAmount!: number;

  @IsAmount()
  totalAmount!: number;

  /** Units that are put back into stock. */
  @ValidateNested({ each: true })
  @Type(() => RestockLine)
  restock!: RestockLine[];

  @IsTime()
  refundedAt!: string;
}
export const OrderRefunded = event('order.refunded', {
  description: 'A refund of the order succeeded. The order is REFUNDED once its total is refunded.',
  payload: OrderRefundedEvent,
  aggregateId: ({ orderId }) => orderId,
});

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

  /**
   * Why: `unknown_order`, `cancelled`, `paid_by_another`, `amount_differs` or `currency_differs`.
   */
  @IsString()
  reason!: string;

  @IsTime()
  rejectedAt!: string;
}
export const OrderPaymentRejected = event('order.payment_rejected', {
  description: 'A capture does not pay for the order and will be refunded.',
  payload: OrderPaymentRejectedEvent,
  aggregateId: ({ orderId }) => orderId,
});
