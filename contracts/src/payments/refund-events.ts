import { IsBoolean, IsString } from 'class-validator';
import { event } from '../contract.js';
import { IsAmount, IsCurrencyCode, IsId, IsTime, Nullable } from '../rules.js';

export class RefundEvent {
  @IsId()
  orderId!: string;

  @IsId()
  refundId!: string;

  /** Stripe's payment intent (`pi_…`). */
  @IsString()
  paymentId!: string;

  /** Refunded minor units. */
  @IsAmount()
  amount!: number;

  @IsCurrencyCode()
  currency!: string;

  /** One of Stripe's reasons, or the reason of an automatic refund. */
  @IsString()
  reason!: string;

  /** Whether the refund is automatic, for a capture that pays for nothing. */
  @IsBoolean()
  automatic!: boolean;

  /** Why it failed; null while it has not. */
  @Nullable()
  @IsString()
  failure!: string | null;

  @IsTime()
  at!: string;
}

export const RefundRequested = event('refund.requested', {
  description: 'A refund was requested. Stripe is asked until it succeeds or fails.',
  payload: RefundEvent,
  aggregateId: ({ orderId }) => orderId,
});

export const RefundSucceeded = event('refund.succeeded', {
  description: 'Stripe refunded the payment.',
  payload: RefundEvent,
  aggregateId: ({ orderId }) => orderId,
});

export const RefundFailed = event('refund.failed', {
  description:
    'A refund failed. This may happen days after it succeeded, when the bank of the shopper returns it. Staff must act.',
  payload: RefundEvent,
  aggregateId: ({ orderId }) => orderId,
});
