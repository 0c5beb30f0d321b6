import { Type } from 'class-transformer';
import { IsOptional, IsString, ValidateNested } from 'class-validator';
import { event } from '../contract.js';
import { IsAmount, IsCurrencyCode, IsId, IsTime, Nullable } from '../rules.js';

/** The Stripe event that told us. */
export class WebhookReceipt {
  /** `evt_…`; `look_cs_…` when we looked before the webhook came. */
  @IsString()
  eventId!: string;

  @IsString()
  type!: string;

  /** When it was stored here. */
  @IsTime()
  receivedAt!: string;
}

/** Money that Stripe captured, whatever it pays. */
export class CapturedPayment {
  @IsId()
  orderId!: string;

  /** Stripe's payment intent (`pi_…`). */
  @IsString()
  paymentId!: string;

  /** Stripe's Checkout session (`cs_…`). */
  @IsString()
  sessionId!: string;

  /** What was captured. */
  @IsAmount()
  amount!: number;

  @IsCurrencyCode()
  currency!: string;

  @ValidateNested()
  @Type(() => WebhookReceipt)
  webhook!: WebhookReceipt;
}

/** The shopper's money was captured, in exactly the amount and currency of the session. */
export class PaymentSucceededEvent extends CapturedPayment {
  @Nullable()
  @IsString()
  receiptUrl!: string | null;

  /** What the shopper gave at Checkout. */
  @IsOptional()
  @IsString()
  email?: string | null;

  /** When Stripe captured it. */
  @IsTime()
  paidAt!: string;
}
export const PaymentSucceeded = event('payment.succeeded', PaymentSucceededEvent, (e) => e.orderId);

/** Money was captured that does not match its session. It pays nothing and goes back to the shopper by itself. */
export class PaymentMismatchedEvent extends CapturedPayment {
  /** Why, for programs: `amount_mismatch`. */
  @IsString()
  reason!: string;
}
export const PaymentMismatched = event('payment.mismatched', PaymentMismatchedEvent, (e) => e.orderId);

/** A delayed payment failed after Checkout was completed: this session will never be paid. */
export class PaymentFailedEvent {
  @IsId()
  orderId!: string;

  @IsString()
  sessionId!: string;

  @IsString()
  reason!: string;

  @ValidateNested()
  @Type(() => WebhookReceipt)
  webhook!: WebhookReceipt;
}
export const PaymentFailed = event('payment.failed', PaymentFailedEvent, (e) => e.orderId);

/** Nobody paid before the session's time was over. */
export class PaymentSessionExpiredEvent {
  @IsId()
  orderId!: string;

  @IsString()
  sessionId!: string;

  @ValidateNested()
  @Type(() => WebhookReceipt)
  webhook!: WebhookReceipt;
}
export const PaymentSessionExpired = event(
  'payment.session.expired',
  PaymentSessionExpiredEvent,
  (e) => e.orderId,
);
