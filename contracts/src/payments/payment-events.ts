import { Type } from 'class-transformer';
import { IsOptional, IsString, ValidateNested } from 'class-validator';
import { event } from '../contract.js';
import { IsAmount, IsCurrencyCode, IsId, IsTime, Nullable } from '../rules.js';

/** The Stripe event that reported the change. */
export class WebhookReceipt {
  /** `evt_…`; `sync_cs_…` for an event of payments-ms itself, when the webhook did not arrive. */
  @IsString()
  eventId!: string;

  @IsString()
  type!: string;

  /** When it was stored here. */
  @IsTime()
  receivedAt!: string;
}

/** A capture, with the session that it belongs to. */
export class CapturedPayment {
  @IsId()
  orderId!: string;

  /** Stripe's payment intent (`pi_…`). */
  @IsString()
  paymentId!: string;

  /** Stripe's Checkout session (`cs_…`). */
  @IsString()
  sessionId!: string;

  /** The captured amount, in minor units. */
  @IsAmount()
  amount!: number;

  @IsCurrencyCode()
  currency!: string;

  @ValidateNested()
  @Type(() => WebhookReceipt)
  webhook!: WebhookReceipt;
}

export class PaymentSucceededEvent extends CapturedPayment {
  @Nullable()
  @IsString()
  receiptUrl!: string | null;

  /**
   * What promotion codes took off the amount of the session, in minor units. Only of a session that
   * required no payment: `amount` is 0 then, and `paymentId` the id of the session.
   */
  @IsOptional()
  @IsAmount()
  discount?: number;

  /** The address that the shopper entered at Checkout. */
  @IsOptional()
  @IsString()
  email?: string | null;

  /** When Stripe captured it. */
  @IsTime()
  paidAt!: string;
}
export const PaymentSucceeded = event('payment.succeeded', {
  description:
    'The payment of an order was captured, in exactly the amount and currency of its session, or its session required no payment.',
  payload: PaymentSucceededEvent,
  aggregateId: ({ orderId }) => orderId,
});

export class PaymentMismatchedEvent extends CapturedPayment {
  /** For programs: `amount_mismatch`. */
  @IsString()
  reason!: string;
}
export const PaymentMismatched = event('payment.mismatched', {
  description:
    'A capture differs from its session in amount or currency. It pays for nothing and is refunded automatically.',
  payload: PaymentMismatchedEvent,
  aggregateId: ({ orderId }) => orderId,
});

/** A change of a payment session, without a capture. */
export class PaymentSessionEvent {
  @IsId()
  orderId!: string;

  @IsString()
  sessionId!: string;

  @ValidateNested()
  @Type(() => WebhookReceipt)
  webhook!: WebhookReceipt;
}

export class PaymentDelayedEvent extends PaymentSessionEvent {}
export const PaymentDelayed = event('payment.delayed', {
  description:
    'Checkout was completed with a delayed payment method: the bank processes the payment, which can take days. payment.succeeded or payment.failed follows.',
  payload: PaymentDelayedEvent,
  aggregateId: ({ orderId }) => orderId,
});

export class PaymentFailedEvent extends PaymentSessionEvent {
  @IsString()
  reason!: string;

  /** Of the payment session. */
  @IsOptional()
  @IsCurrencyCode()
  currency?: string;

  /** When payments-ms recorded it. */
  @IsOptional()
  @IsTime()
  failedAt?: string;
}
export const PaymentFailed = event('payment.failed', {
  description: 'A delayed payment failed after Checkout was completed. This session will never be paid.',
  payload: PaymentFailedEvent,
  aggregateId: ({ orderId }) => orderId,
});

export class PaymentSessionExpiredEvent extends PaymentSessionEvent {}
export const PaymentSessionExpired = event('payment.session.expired', {
  description: 'A payment session expired unpaid.',
  payload: PaymentSessionExpiredEvent,
  aggregateId: ({ orderId }) => orderId,
});
