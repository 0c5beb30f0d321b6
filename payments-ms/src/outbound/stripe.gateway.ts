import { PaymentsUnavailable } from '@orderwire/contracts';
import { callingStripe } from '@orderwire/platform';
import { Stripe } from 'stripe';
import type { CheckoutSession } from '../domain/checkout-session.js';
import type { SessionDraft } from '../domain/session-draft.js';
import { faultOf, isInvalid, isMissing, isSpent } from './stripe.errors.js';
import { paramsOf, sessionOf } from './stripe.mapping.js';

/** Stripe answers under this idempotency key with an old error, or holds it for another request: only a look tells what exists. */
export class KeySpent extends Error {
  override readonly name = 'KeySpent';
}

/** Sessions a search looks at before it gives up. */
const SEARCH_LIMIT = 10_000;

interface Span {
  readonly from: Date;
  readonly to: Date;
}

/** All that we say to Stripe. Its errors leave as payments.rejected or payments.unavailable. */
export class StripeGateway {
  constructor(private readonly stripe: Stripe) {}

  /** Opens the session of a draft; under the same key Stripe opens it once. Throws {@link KeySpent}. */
  async create(draft: SessionDraft, idempotencyKey: string): Promise<CheckoutSession> {
    try {
      const { sessions } = this.stripe.checkout;
      return sessionOf(
        await callingStripe('create_session', () => sessions.create(paramsOf(draft), { idempotencyKey })),
      );
    } catch (error) {
      if (isSpent(error)) throw new KeySpent('the idempotency key is spent', { cause: error });
      throw faultOf(error);
    }
  }

  /** The session with its payment intent, charge and balance transaction; null when there is none with this id. */
  async retrieve(id: string): Promise<CheckoutSession | null> {
    try {
      return sessionOf(
        await callingStripe('retrieve_session', () =>
          this.stripe.checkout.sessions.retrieve(id, {
            expand: ['payment_intent.latest_charge.balance_transaction'],
          }),
        ),
      );
    } catch (error) {
      if (isMissing(error)) return null;
      throw faultOf(error);
    }
  }

  /** Ends an open session. What it gives is open no more, but may be complete: then the shopper was faster. */
  async expire(id: string): Promise<CheckoutSession | null> {
    try {
      return sessionOf(await callingStripe('expire_session', () => this.stripe.checkout.sessions.expire(id)));
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
