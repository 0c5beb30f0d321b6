import { PaymentsUnavailable } from '@orderwire/contracts';
import type { Stripe } from 'stripe';
import type { CheckoutSession } from '../domain/checkout-session.js';
import type { SessionDraft } from '../domain/session-draft.js';
import { making, retrieving } from './stripe.calls.js';
import { faultOf, isInvalid } from './stripe.errors.js';
import { paramsOf, sessionOf } from './stripe.mapping.js';

/** Sessions a search looks at before it gives up. */
const SEARCH_LIMIT = 10_000;

interface Span {
  readonly from: Date;
  readonly to: Date;
}

/** All that we say to Stripe. Its errors leave as payments.rejected or payments.unavailable. */
export class StripeGateway {
  constructor(private readonly stripe: Stripe) {}

  /** Opens the session of a draft; under the same key Stripe opens it once. Throws KeySpent. */
  create(draft: SessionDraft, idempotencyKey: string): Promise<CheckoutSession> {
    const { sessions } = this.stripe.checkout;
    return making(async () => sessionOf(await sessions.create(paramsOf(draft), { idempotencyKey })));
  }

  /** The session with its payment intent, charge and balance transaction; null when there is none with this id. */
  retrieve(id: string): Promise<CheckoutSession | null> {
    const { sessions } = this.stripe.checkout;
    return retrieving(async () =>
      sessionOf(
        await sessions.retrieve(id, { expand: ['payment_intent.latest_charge.balance_transaction'] }),
      ),
    );
  }

  /** Ends an open session. What it gives is open no more, but may be complete: then the shopper was faster. */
  async expire(id: string): Promise<CheckoutSession | null> {
    try {
      return sessionOf(await this.stripe.checkout.sessions.expire(id));
    } catch (error) {
      if (isInvalid(error)) return this.retrieve(id);
      throw faultOf(error);
    }
  }

  /** Looks for an attempt's session among those made in a span of time; null when there is none. */
  async find(orderId: string, attempt: number, { from, to }: Span): Promise<CheckoutSession | null> {
    const created = { gte: Math.floor(from.getTime() / 1_000), lte: Math.ceil(to.getTime() / 1_000) };
    if (created.lte < created.gte) return null;
    let seen = 0;
    try {
      for await (const session of this.stripe.checkout.sessions.list({ created, limit: 100 })) {
        if (session.client_reference_id === orderId && session.metadata?.['attempt'] === String(attempt))
          return await this.retrieve(session.id);
        if (++seen >= SEARCH_LIMIT) throw PaymentsUnavailable({ stripe: { code: 'too_many_sessions' } });
      }
      return null;
    } catch (error) {
      throw faultOf(error);
    }
  }
}
