import { PaymentsUnavailable } from '@orderwire/contracts';
import type { Logger } from '@orderwire/platform';
import { Stripe } from 'stripe';
import type { StripeStatus } from '../stripe/stripe-status.client.js';
import {
  AccountRefused,
  balanceTransactionOf,
  circuitOpen,
  isAccountRefusal,
  isInvalidRequest,
  stripeCreate,
  stripeFind,
  toFault,
  UnreadableResponse,
  wordsOf,
} from '../stripe/stripe.client.js';
import {
  attemptIn,
  orderIdIn,
  type CheckoutSession,
  type PaymentIntent,
  isLifetimeValid,
  type SessionDraft,
  shopIn,
  withoutOptional,
} from './checkout-session.js';

/** The most sessions that a search reads. */
const SEARCH_LIMIT = 10_000;

/** Checkout Sessions at Stripe. Errors become payments.rejected or payments.unavailable. */
export class CheckoutGateway {
  /** `shop`: the marker of the sessions that this gateway creates. */
  constructor(
    private readonly stripe: Stripe,
    private readonly shop: () => Promise<string>,
    private readonly status: Pick<StripeStatus, 'accepted' | 'refused' | 'circuit'>,
    private readonly log: Pick<Logger, 'warn'>,
  ) {}

  /**
   * Under one key Stripe creates one session. Throws IdempotencyKeyExhausted, and AccountRefused for
   * an old refusal that is stored under the key. Throws payments.unavailable without a request while
   * Stripe fails.
   */
  create(draft: SessionDraft, idempotencyKey: string): Promise<CheckoutSession> {
    return stripeCreate(async () => {
      const shop = await this.shop();
      const waitMs = this.status.circuit.enter();
      if (waitMs > 0) throw circuitOpen(waitMs);
      return this.send(draft, shop, idempotencyKey);
    });
  }

  /** How long no session can be created because Stripe fails, in milliseconds; 0: one can. */
  get waitMs(): number {
    return this.status.circuit.waitMs;
  }

  /**
   * Optional data that Stripe refuses is left out, and the request is sent again under a key that is
   * derived from the first: a repetition finds the same session.
   */
  private async send(draft: SessionDraft, shop: string, idempotencyKey: string): Promise<CheckoutSession> {
    try {
      const session = await this.stripe.checkout.sessions.create(paramsOf(draft, shop), { idempotencyKey });
      this.status.accepted();
      return sessionOf(session);
    } catch (error) {
      const reduced = withoutRefused(draft, error);
      const { orderId, attempt } = draft;
      const stripe = error instanceof Stripe.errors.StripeError ? wordsOf(error) : undefined;
      if (reduced) {
        this.log.warn({ orderId, attempt, omitted: reduced.field, stripe }, 'Stripe refused optional data');
        return this.send(reduced.draft, shop, `${idempotencyKey}:without_${reduced.field}`);
      }
      if (!isAccountRefusal(error) && !isClockRefusal(draft, error)) {
        if (isInvalidRequest(error)) this.log.warn({ orderId, attempt, stripe }, 'Stripe refused an order');
        throw error;
      }
      const refused = new AccountRefused(error);
      if (!refused.replayed) this.status.refused(error);
      throw refused;
    }
  }

  /** With payment intent, charge and balance transaction. Null for an unknown id. */
  retrieve(id: string): Promise<CheckoutSession | null> {
    const { sessions } = this.stripe.checkout;
    const expand = ['payment_intent.latest_charge.balance_transaction'];
    return stripeFind(async () => sessionOf(await sessions.retrieve(id, { expand })));
  }

  /** Expires an open session. The result may be complete: then the shopper paid first. */
  async expire(id: string): Promise<CheckoutSession | null> {
    const { sessions } = this.stripe.checkout;
    try {
      return sessionOf(await sessions.expire(id));
    } catch (error) {
      if (isInvalidRequest(error)) return this.retrieve(id);
      throw toFault(error);
    }
  }

  /**
   * The sessions of this shop that were created in a time span and name their order, newest first.
   * `amount`: the price, before a discount.
   */
  async *createdIn({
    from,
    to,
  }: {
    from: Date;
    to: Date;
  }): AsyncGenerator<CheckoutSession & { orderId: string; attempt: number; createdAt: Date }> {
    const created = { gte: Math.floor(from.getTime() / 1_000), lte: Math.ceil(to.getTime() / 1_000) };
    const shop = await this.shop();
    for await (const session of this.stripe.checkout.sessions.list({ created, limit: 100 })) {
      const { orderId, attempt, ...rest } = sessionOf(session);
      if (orderId && attempt && shopIn(session.metadata) === shop)
        yield {
          ...rest,
          orderId,
          attempt,
          amount: session.amount_subtotal ?? rest.amount,
          createdAt: new Date(session.created * 1_000),
        };
    }
  }

  /** Searches for an attempt's session among those created in a time span. */
  async find(
    orderId: string,
    attempt: number,
    { from, to }: { from: Date; to: Date },
  ): Promise<CheckoutSession | null> {
    const created = { gte: Math.floor(from.getTime() / 1_000), lte: Math.ceil(to.getTime() / 1_000) };
    if (created.lte < created.gte) return null;
    let read = 0;
    try {
      for await (const session of this.stripe.checkout.sessions.list({ created, limit: 100 })) {
        if (session.client_reference_id === orderId && session.metadata?.['attempt'] === String(attempt))
          return await this.retrieve(session.id);
        if (++read >= SEARCH_LIMIT) throw PaymentsUnavailable({ stripe: { code: 'too_many_sessions' } });
      }
      return null;
    } catch (error) {
      throw toFault(error);
    }
  }
}

function withoutRefused(draft: SessionDraft, error: unknown): ReturnType<typeof withoutOptional> {
  if (!(error instanceof Stripe.errors.StripeInvalidRequestError)) return undefined;
  return withoutOptional(draft, error.param ?? (error.code === 'email_invalid' ? 'customer_email' : ''));
}

/** Stripe refuses an expiry that is right by our clock. */
const isClockRefusal = (draft: SessionDraft, error: unknown): error is Stripe.errors.StripeError =>
  error instanceof Stripe.errors.StripeInvalidRequestError &&
  error.param === 'expires_at' &&
  isLifetimeValid(draft, new Date());

/** Deterministic: Stripe refuses an idempotency key that comes with other parameters. */
function paramsOf(draft: SessionDraft, shop: string): Stripe.Checkout.SessionCreateParams {
  return {
    mode: 'payment',
    client_reference_id: draft.orderId,
    ...(draft.email && { customer_email: draft.email }),
    success_url: draft.successUrl,
    cancel_url: draft.cancelUrl,
    expires_at: draft.expiresAt,
    metadata: { orderId: draft.orderId, attempt: String(draft.attempt), shop },
    // Stripe copies the metadata of a payment intent to its charges.
    payment_intent_data: { metadata: { orderId: draft.orderId, shop } },
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

function sessionOf(session: Stripe.Checkout.Session): CheckoutSession {
  if (session.object !== 'checkout.session' || !session.id)
    throw new UnreadableResponse('Stripe did not return a Checkout Session');
  const free = session.status === 'complete' && session.payment_status === 'no_payment_required';
  const { payment_intent: intent } = session;
  return {
    id: session.id,
    status: statusOf(session.status),
    paid: session.payment_status === 'paid' || free,
    free,
    amount: session.amount_total,
    currency: session.currency,
    url: session.url,
    successUrl: session.success_url ?? '',
    cancelUrl: session.cancel_url ?? '',
    expiresAt: new Date(session.expires_at * 1_000),
    orderId: orderIdIn(session.metadata),
    attempt: attemptIn(session.metadata),
    email: session.customer_details?.email ?? null,
    intent: free ? noPayment(session.id) : typeof intent === 'object' ? intentOf(intent) : null,
  };
}

const noPayment = (id: string): PaymentIntent => ({
  id,
  status: 'succeeded',
  received: 0,
  failure: null,
  charge: null,
});

/** An unknown status counts as open: it ends nothing, and the session is checked again. */
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
            balance: balanceTransactionOf(charge.balance_transaction),
          }
        : null,
  };
}
