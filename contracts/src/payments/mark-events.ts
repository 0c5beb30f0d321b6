import { IsBoolean, IsString } from 'class-validator';
import { event } from '../contract.js';
import { IsId, IsTime } from '../rules.js';

/** What Stripe Radar says about a payment: an early fraud warning, or a review. For staff only. */
export class PaymentMarkEvent {
  @IsId()
  orderId!: string;

  /** Stripe's early fraud warning (`issfr_…`) or review (`prv_…`). */
  @IsString()
  markId!: string;

  /** Stripe's payment intent (`pi_…`). */
  @IsString()
  paymentId!: string;

  /** Stripe's type of fraud (`made_with_stolen_card`, …), or the reason of the review's start or end. */
  @IsString()
  reason!: string;

  /** Whether the shop has something to decide: the review is open, the warning actionable. */
  @IsBoolean()
  open!: boolean;

  @IsTime()
  at!: string;
}

export const FraudWarningReported = event('fraud_warning.reported', {
  description:
    'A card network warned of fraud, or a warning is not actionable any more: the payment was refunded or disputed.',
  payload: PaymentMarkEvent,
  aggregateId: ({ orderId }) => orderId,
});

export const ReviewOpened = event('review.opened', {
  description: 'A payment was placed under review. Staff approve or refund it in Stripe’s dashboard.',
  payload: PaymentMarkEvent,
  aggregateId: ({ orderId }) => orderId,
});

export const ReviewClosed = event('review.closed', {
  description: 'The review of a payment was closed: approved, refunded or disputed.',
  payload: PaymentMarkEvent,
  aggregateId: ({ orderId }) => orderId,
});
