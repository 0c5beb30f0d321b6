import { IsBoolean, IsIn, IsInt, IsOptional, IsString, Max, Min } from 'class-validator';
import { rpc } from '../contract.js';
import { IsAmount, IsCurrencyCode, IsId, IsTime, MAX_AMOUNT, Nullable } from '../rules.js';
import {
  PaymentRejected,
  PaymentsUnavailable,
  NotRefundable,
  RefundTooLarge,
  RefundIdReused,
} from './faults.js';

/** Stripe's reasons for a refund. */
export const refundReasons = ['requested_by_customer', 'duplicate', 'fraudulent'] as const;

export type RefundReason = (typeof refundReasons)[number];

/** `pending`: on its way to Stripe, or to the shopper's bank. A refund that succeeded may still fail days later. */
export const refundStatuses = ['pending', 'succeeded', 'failed'] as const;

export type RefundStatus = (typeof refundStatuses)[number];

export class RefundPaymentRequest {
  @IsId()
  orderId!: string;

  /** Made by the caller: asking again with the same id refunds nothing more. */
  @IsId()
  refundId!: string;

  /** Minor units of the payment's currency; absent: all that is left of it. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(MAX_AMOUNT)
  amount?: number;

  @IsIn(refundReasons)
  reason!: RefundReason;
}

/** Money on its way back. */
export class RefundView {
  @IsId()
  id!: string;

  @IsId()
  orderId!: string;

  /** Stripe's payment intent (`pi_…`) that it is taken from. */
  @IsString()
  paymentId!: string;

  /** Minor units. */
  @IsAmount()
  amount!: number;

  @IsCurrencyCode()
  currency!: string;

  @IsIn(refundStatuses)
  status!: RefundStatus;

  /** One of Stripe's reasons, or why we gave the money back by ourselves: `cancelled`, `paid_by_another`, `amount_differs`, … */
  @IsString()
  reason!: string;

  /** Nobody asked: the money paid for nothing. */
  @IsBoolean()
  automatic!: boolean;

  /** Why it failed, in Stripe's words. */
  @Nullable()
  @IsString()
  failure!: string | null;

  @IsTime()
  requestedAt!: string;
}

export const RefundPayment = rpc('payments.refund', {
  description:
    'Refunds the capture of an order, in full or in part. All refunds of a capture together never exceed it. While Stripe is unavailable the refund is `pending` and is retried here.',
  request: RefundPaymentRequest,
  reply: RefundView,
  access: 'service',
  timeoutMs: 8_000,
  faults: [NotRefundable, RefundTooLarge, RefundIdReused, PaymentRejected, PaymentsUnavailable],
});
