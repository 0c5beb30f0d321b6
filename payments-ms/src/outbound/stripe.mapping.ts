import type { Stripe } from 'stripe';
import type { CheckoutSession, PaymentIntent } from '../domain/checkout-session.js';
import type { SessionDraft } from '../domain/session-draft.js';
import { attemptOf, orderIdOf } from '../domain/stripe-event.js';
import { balanceOf } from './balance.mapping.js';

/** A draft in Stripe's words. A draft always gives the same words: Stripe refuses a key that comes with others. */
export function paramsOf(draft: SessionDraft): Stripe.Checkout.SessionCreateParams {
  return {
    mode: 'payment',
    client_reference_id: draft.orderId,
    ...(draft.email && { customer_email: draft.email }),
    success_url: draft.successUrl,
    cancel_url: draft.cancelUrl,
    expires_at: draft.expiresAt,
    metadata: { orderId: draft.orderId, attempt: String(draft.attempt) },
    payment_intent_data: { metadata: { orderId: draft.orderId } },
    line_items: draft.lines.map(({ name, unitAmount, quantity, image }) => ({
      quantity,
      price_data: {
        currency: draft.currency,
        unit_amount: unitAmount,
        product_data: { name, ...(image && { images: [image] }) },
      },
    })),
  };
}

/** Something else than the object asked for: the SDK gives any JSON that has no `error`, whatever its HTTP status. */
export class UnreadableAnswer extends Error {
  override readonly name = 'UnreadableAnswer';
}

/** Stripe's session in ours. Throws {@link UnreadableAnswer} when it is none. */
export function sessionOf(session: Stripe.Checkout.Session): CheckoutSession {
  if (session.object !== 'checkout.session' || !session.id)
    throw new UnreadableAnswer('Stripe answered with something that is not a session');
  return {
    id: session.id,
    status: statusOf(session.status),
    paid: session.payment_status === 'paid',
    amount: session.amount_total,
    currency: session.currency,
    url: session.url,
    successUrl: session.success_url ?? '',
    cancelUrl: session.cancel_url ?? '',
    expiresAt: new Date(session.expires_at * 1_000),
    orderId: orderIdOf(session.metadata?.['orderId']),
    attempt: attemptOf(session.metadata?.['attempt']),
    email: session.customer_details?.email ?? null,
    intent: typeof session.payment_intent === 'object' ? intentOf(session.payment_intent) : null,
  };
}

/** A status this code does not know ends nothing: the session counts as open and is looked at again. */
const statusOf = (status: string | null): CheckoutSession['status'] =>
  status === 'complete' || status === 'expired' ? status : 'open';

function intentOf(intent: Stripe.PaymentIntent | null): PaymentIntent | null {
  if (!intent) return null;
  const charge = intent.latest_charge;
  return {
    id: intent.id,
    status: intent.status,
    received: intent.amount_received,
    failure: intent.last_payment_error?.message ?? null,
    charge:
      charge && typeof charge === 'object'
        ? {
            id: charge.id,
            receiptUrl: charge.receipt_url,
            at: new Date(charge.created * 1_000),
            balance: balanceOf(charge.balance_transaction),
          }
        : null,
  };
}
