import type Stripe from 'stripe';
import type { FraudWarningRecord, ReviewRecord } from '../store/records.js';

/** Renders an early fraud warning as Stripe's own, with every field. */
export const renderFraudWarning = (warning: FraudWarningRecord): Stripe.Radar.EarlyFraudWarning => ({
  id: warning.id,
  object: 'radar.early_fraud_warning',
  actionable: warning.actionable,
  charge: warning.charge,
  created: warning.created,
  fraud_type: warning.fraudType,
  livemode: false,
  payment_intent: warning.intent,
});

/** Renders a review as Stripe's own, with every field. */
export const renderReview = (review: ReviewRecord): Stripe.Review => ({
  id: review.id,
  object: 'review',
  billing_zip: null,
  charge: review.charge,
  closed_reason: review.closedReason,
  created: review.created,
  ip_address: null,
  ip_address_location: null,
  livemode: false,
  open: review.closedReason === null,
  opened_reason: review.openedReason,
  payment_intent: review.intent,
  reason: review.closedReason ?? review.openedReason,
  session: null,
});
