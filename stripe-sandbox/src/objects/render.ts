import type Stripe from 'stripe';
import type { Snapshot } from '../store/records.js';
import { renderBalanceTransaction } from './balance-transaction.js';
import { renderCharge } from './charge.js';
import { renderCustomer } from './customer.js';
import { renderDispute } from './dispute.js';
import { renderPaymentIntent } from './payment-intent.js';
import { renderFraudWarning, renderReview } from './radar.js';
import { renderRefund } from './refund.js';
import { renderSession } from './session.js';

/**
 * The body of a reply or a webhook, indented by two spaces as Stripe's: parsing it and writing it
 * again without the spaces breaks the signature.
 */
export const bodyOf = (value: object): string => JSON.stringify(value, null, 2);

/** Any object the sandbox keeps. */
export type StripeObject =
  | Stripe.Checkout.Session
  | Stripe.PaymentIntent
  | Stripe.Charge
  | Stripe.Refund
  | Stripe.Customer
  | Stripe.BalanceTransaction
  | Stripe.Dispute
  | Stripe.Radar.EarlyFraudWarning
  | Stripe.Review;

/**
 * Renders one version of an object. `now` (Unix seconds) matters to those whose state depends on
 * time.
 */
export function render(snapshot: Snapshot, publicUrl: string, now: number): StripeObject {
  switch (snapshot.kind) {
    case 'session':
      return renderSession(snapshot.record, publicUrl);
    case 'intent':
      return renderPaymentIntent(snapshot.record, publicUrl);
    case 'charge':
      return renderCharge(snapshot.record, publicUrl);
    case 'refund':
      return renderRefund(snapshot.record);
    case 'customer':
      return renderCustomer(snapshot.record);
    case 'dispute':
      return renderDispute(snapshot.record, now);
    case 'fraudWarning':
      return renderFraudWarning(snapshot.record);
    case 'review':
      return renderReview(snapshot.record);
    case 'transaction':
      return renderBalanceTransaction(snapshot.record, now);
  }
}
