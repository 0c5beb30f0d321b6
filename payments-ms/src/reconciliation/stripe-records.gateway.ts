import type { Stripe } from 'stripe';
import { disputeOf } from '../disputes/dispute.gateway.js';
import type { StripeDispute } from '../disputes/dispute.js';
import type { BalanceTransaction, PresentmentAmount } from '../ledger/ledger.js';
import type { StripeMark } from '../radar/mark.js';
import { fraudWarningOf, reviewOf } from '../radar/mark.gateway.js';
import { refundOf } from '../refunds/refund.gateway.js';
import type { StripeRefund } from '../refunds/refund.js';
import { orderIdIn, shopIn } from '../checkout/checkout-session.js';
import { balanceTransactionOf, idOf, isMissing } from '../stripe/stripe.client.js';
import { type IncomingEvent, parseStripeEvent, REQUIRED_EVENT_TYPES } from '../webhooks/stripe-event.js';
import type { Span } from './reconciliation.js';

/** A charge that captured a payment. */
export interface StripeCharge extends PresentmentAmount {
  /** `ch_…`, `py_…` */
  readonly id: string;
  /** `pi_…`; the charge's own id if it has no payment intent. */
  readonly paymentId: string;
  /** From the metadata. */
  readonly orderId: string | null;
  readonly shop: string | null;
  readonly at: Date;
  readonly fullyRefunded: boolean;
}

/** A balance transaction with its source. */
export interface StripeTransaction {
  /** Null if Stripe's net is not its amount less its fee. */
  readonly transaction: BalanceTransaction | null;
  readonly id: string;
  /** `ch_…`, `re_…`, `dp_…`, `po_…`; null if there is none. */
  readonly source: string | null;
  /** Whether it belongs to a payment: the source is a charge, refund or dispute. */
  readonly ofPayment: boolean;
  readonly paymentId: string | null;
  /** From the metadata of the source. */
  readonly orderId: string | null;
  readonly shop: string | null;
  readonly presented: PresentmentAmount | null;
  /** The charge, if this transaction captured it. */
  readonly charge: StripeCharge | null;
}

/** Stripe keeps events for 30 days and refuses a query for older ones. */
const EVENTS_KEPT_MS = 30 * 86_400_000;

const PAGE = 100;

/** The payment's metadata say whose refund or dispute it is. */
const WITH_PAYMENT = { expand: ['data.payment_intent'] };

/**
 * Stripe's records of a time span, in pages, newest first. Errors are the SDK's: staff read them.
 */
export class StripeRecordsGateway {
  constructor(private readonly stripe: Stripe) {}

  /** The events to which the endpoint is subscribed. */
  async *events({ from, to }: Span): AsyncGenerator<IncomingEvent[]> {
    const oldest = new Date(Math.max(from.getTime(), Math.ceil(Date.now() / 1_000) * 1_000 - EVENTS_KEPT_MS));
    if (oldest >= to) return;
    const params = { ...createdIn({ from: oldest, to }), types: [...REQUIRED_EVENT_TYPES] };
    for await (const page of pages(this.stripe.events.list(params)))
      yield page.flatMap((event) => parseStripeEvent(event, JSON.stringify(event)) ?? []);
  }

  /** `read`: all charges of the page; `captured`: those that captured a payment. */
  async *charges(span: Span): AsyncGenerator<{ read: number; captured: StripeCharge[] }> {
    for await (const page of pages(this.stripe.charges.list(createdIn(span))))
      yield { read: page.length, captured: page.flatMap((charge) => capturedCharge(charge) ?? []) };
  }

  async *refunds(span: Span): AsyncGenerator<StripeRefund[]> {
    for await (const page of pages(this.stripe.refunds.list({ ...createdIn(span), ...WITH_PAYMENT })))
      yield page.map(refundOf);
  }

  async *disputes(span: Span): AsyncGenerator<StripeDispute[]> {
    for await (const page of pages(this.stripe.disputes.list({ ...createdIn(span), ...WITH_PAYMENT })))
      yield page.map(disputeOf);
  }

  /** Early fraud warnings, and reviews that are open. */
  async *marks(span: Span): AsyncGenerator<StripeMark[]> {
    const params = { ...createdIn(span), ...WITH_PAYMENT };
    for await (const page of pages(this.stripe.radar.earlyFraudWarnings.list(params)))
      yield page.map(fraudWarningOf);
    for await (const page of pages(this.stripe.reviews.list(params))) yield page.map(reviewOf);
  }

  async *transactions(span: Span): AsyncGenerator<StripeTransaction[]> {
    const params = { ...createdIn(span), expand: ['data.source'] };
    for await (const page of pages(this.stripe.balanceTransactions.list(params)))
      yield page.map(transactionOf);
  }

  /** The captured amount of a payment intent; null for an unknown id. */
  async captured(paymentId: string): Promise<PresentmentAmount | null> {
    const intent = await this.intent(paymentId);
    return intent && { amount: intent.amount_received, currency: intent.currency };
  }

  /** Order and shop in the metadata of a payment intent; null if there are none. */
  async metadataOf(paymentId: string): Promise<{ orderId: string | null; shop: string | null }> {
    const intent = await this.intent(paymentId);
    return { orderId: orderIdIn(intent?.metadata), shop: shopIn(intent?.metadata) };
  }

  async hasTransaction(id: string): Promise<boolean> {
    try {
      return (await this.stripe.balanceTransactions.retrieve(id)).id === id;
    } catch (error) {
      if (isMissing(error)) return false;
      throw error;
    }
  }

  /** The Checkout Session of a payment intent, if there is one. */
  async sessionIdOf(paymentId: string): Promise<string | null> {
    const found = await this.stripe.checkout.sessions.list({ payment_intent: paymentId, limit: 1 });
    return found.data[0]?.id ?? null;
  }

  private async intent(id: string): Promise<Stripe.PaymentIntent | null> {
    try {
      return await this.stripe.paymentIntents.retrieve(id);
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  }
}

const createdIn = ({ from, to }: Span) => ({
  created: { gte: from.getTime() / 1_000, lt: to.getTime() / 1_000 },
  limit: PAGE,
});

async function* pages<T>(items: AsyncIterable<T>): AsyncGenerator<T[]> {
  let page: T[] = [];
  for await (const item of items)
    if (page.push(item) === PAGE) {
      yield page;
      page = [];
    }
  if (page.length > 0) yield page;
}

function capturedCharge(charge: Stripe.Charge): StripeCharge | null {
  const { id, amount_captured: amount, currency } = charge;
  if (!charge.paid || charge.status !== 'succeeded' || amount === 0) return null;
  return {
    id,
    paymentId: idOf(charge.payment_intent) ?? id,
    orderId: orderIdIn(charge.metadata),
    shop: shopIn(charge.metadata),
    amount,
    currency,
    at: new Date(charge.created * 1_000),
    fullyRefunded: charge.amount_refunded >= amount,
  };
}

function transactionOf(line: Stripe.BalanceTransaction): StripeTransaction {
  const { id, source } = line;
  const transaction = balanceTransactionOf(line);
  const base = {
    ...{ id, transaction, source: idOf(source), ofPayment: false, paymentId: null },
    ...{ orderId: null, shop: null, presented: null, charge: null },
  };
  if (!source || typeof source === 'string') return base;
  if (source.object !== 'charge' && source.object !== 'refund' && source.object !== 'dispute') return base;
  return {
    ...base,
    ofPayment: true,
    paymentId: idOf(source.payment_intent),
    orderId: orderIdIn(source.metadata),
    shop: shopIn(source.metadata),
    presented: { amount: source.amount, currency: source.currency },
    charge: source.object === 'charge' ? capturedCharge(source) : null,
  };
}
