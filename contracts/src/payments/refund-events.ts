import { IsBoolean, IsString } from 'class-validator';
import { event } from '../contract.js';
import { IsAmount, IsCurrencyCode, IsId, IsTime, Nullable } from '../rules.js';

/** A refund, at the moment the event is about. */
export class RefundEvent {
  @IsId()
  orderId!: string;

  @IsId()
  refundId!: string;

  /** Stripe's payment intent (`pi_…`). */
  @IsString()
  paymentId!: string;

  /** Minor units given back. */
  @IsAmount()
  amount!: number;

  @IsCurrencyCode()
  currency!: string;

  /** One of Stripe's reasons, or why we gave the money back by ourselves. */
  @IsString()
  reason!: string;

  /** Nobody asked: the money paid for nothing. */
  @IsBoolean()
  automatic!: boolean;

  /** Why it failed; null while it has not. */
  @Nullable()
  @IsString()
  failure!: string | null;

  @IsTime()
  at!: string;
}

/** Money is to go back: Stripe is asked, again and again if need be. */
export const RefundRequested = event('refund.requested', RefundEvent, (e) => e.orderId);

/** Stripe gave the money back. */
export const RefundSucceeded = event('refund.succeeded', RefundEvent, (e) => e.orderId);

/** The money did not go back, or came back from the shopper's bank, even days after it succeeded. Staff must look. */
export const RefundFailed = event('refund.failed', RefundEvent, (e) => e.orderId);
