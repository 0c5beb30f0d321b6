import type Stripe from 'stripe';
import type { Snapshot } from '../store/records.js';
import { renderCharge } from './charge.js';
import { renderCustomer } from './customer.js';
import { renderPaymentIntent } from './payment-intent.js';
import { renderRefund } from './refund.js';
import { renderSession } from './session.js';

/** The API version whose shapes the sandbox renders: the one the pinned SDK asks for. */
export const API_VERSION: typeof Stripe.API_VERSION = '2026-10-28.endive';

/** Any object the sandbox can announce. */
export type StripeObject =
  Stripe.Checkout.Session | Stripe.PaymentIntent | Stripe.Charge | Stripe.Refund | Stripe.Customer;

/** Renders one version of an object. */
export function render(snapshot: Snapshot, publicUrl: string): StripeObject {
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
  }
}
