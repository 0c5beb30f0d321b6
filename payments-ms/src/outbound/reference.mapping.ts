import type { Stripe } from 'stripe';
import { orderIdOf } from '../domain/stripe-event.js';

/** Id of what Stripe names, expanded or not; null when it names nothing. */
export const idOf = (reference: string | { id: string } | null | undefined): string | null =>
  typeof reference === 'string' ? reference : (reference?.id ?? null);

/** Which payment something at Stripe is about, and the order that the payment's metadata names where it is expanded. */
export const paymentNamed = (intent: string | Stripe.PaymentIntent | null) => ({
  paymentId: idOf(intent),
  orderId: intent && typeof intent === 'object' ? orderIdOf(intent.metadata?.['orderId']) : null,
});
