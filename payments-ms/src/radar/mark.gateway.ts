import type { Stripe } from 'stripe';
import { paymentOf, stripeFind, UnreadableResponse } from '../stripe/stripe.client.js';
import type { StripeMark } from './mark.js';

const WITH_PAYMENT = { expand: ['payment_intent'] };

/** Marks at Stripe. Errors become payments.rejected or payments.unavailable. */
export class MarkGateway {
  constructor(private readonly stripe: Stripe) {}

  /** Null for an unknown id. */
  retrieve(id: string): Promise<StripeMark | null> {
    return stripeFind(async () =>
      id.startsWith('prv_')
        ? reviewOf(await this.stripe.reviews.retrieve(id, WITH_PAYMENT))
        : fraudWarningOf(await this.stripe.radar.earlyFraudWarnings.retrieve(id, WITH_PAYMENT)),
    );
  }
}

export function fraudWarningOf(warning: Stripe.Radar.EarlyFraudWarning): StripeMark {
  if (warning.object !== 'radar.early_fraud_warning' || !warning.id)
    throw new UnreadableResponse('Stripe did not return an early fraud warning');
  return {
    kind: 'fraud_warning',
    id: warning.id,
    ...paymentOf(warning.payment_intent ?? null),
    reason: warning.fraud_type,
    open: warning.actionable,
    createdAt: new Date(warning.created * 1_000),
  };
}

export function reviewOf(review: Stripe.Review): StripeMark {
  if (review.object !== 'review' || !review.id)
    throw new UnreadableResponse('Stripe did not return a review');
  return {
    kind: 'review',
    id: review.id,
    ...paymentOf(review.payment_intent ?? null),
    reason: review.closed_reason ?? review.opened_reason,
    open: review.open,
    createdAt: new Date(review.created * 1_000),
  };
}
