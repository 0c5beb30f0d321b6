import type { Stripe } from 'stripe';
import type { BalanceTransaction, Presented } from '../domain/balance-transaction.js';
import type { StripeDispute } from '../domain/dispute.js';
import type { Span } from '../domain/reconciliation.js';
import type { StripeRefund } from '../domain/refund.js';
import { type IncomingEvent, neededEvents, orderIdOf, readEvent } from '../domain/stripe-event.js';
import { balanceOf } from './balance.mapping.js';
import { disputeOf } from './dispute.gateway.js';
import { idOf } from './reference.mapping.js';
import { refundOf } from './refund.mapping.js';
import { isMissing } from './stripe.errors.js';

/** Money that a charge captured. */
export interface StripeCharge extends Presented {
  /** `ch_…`, `py_…` */
  readonly id: string;
  /** `pi_…`; the charge's own id for money that came without a payment intent. */
  readonly paymentId: string;
  /** The order its metadata names. */
  readonly orderId: string | null;
  readonly at: Date;
  /** Whether all of it has gone back. */
  readonly returned: boolean;
}

/** A line of Stripe's account book with what it is about. */
export interface BookedTransaction {
  /** Null when Stripe's own sum is wrong. */
  readonly transaction: BalanceTransaction | null;
  readonly id: string;
  /** `ch_…`, `re_…`, `dp_…`, `po_…`; null for what is about nothing. */
  readonly source: string | null;
  readonly paymentId: string | null;
  readonly presented: Presented | null;
  /** The charge itself, when this is the transaction that captured it. */
  readonly charge: StripeCharge | null;
}

interface List<T> {
  data: T[];
  has_more: boolean;
}

/** Events are kept by Stripe for 30 days; it refuses to look further back. */
const EVENTS_KEPT_MS = 30 * 86_400_000;

/** What Stripe has written down, page by page, newest first. Its errors leave as they are: nobody but the log and the operator reads them. */
export class StripeBooks {
  constructor(private readonly stripe: Stripe) {}

  /** The events that have to reach us. */
  async *events({ from, to }: Span): AsyncGenerator<IncomingEvent[]> {
    const oldest = new Date(Math.max(from.getTime(), Math.ceil(Date.now() / 1_000) * 1_000 - EVENTS_KEPT_MS));
    if (oldest >= to) return;
    const filter = { ...between({ from: oldest, to }), types: [...neededEvents] };
    for await (const page of pages((cursor) => this.stripe.events.list({ ...filter, ...cursor })))
      yield page.flatMap((event) => readEvent(event, JSON.stringify(event)) ?? []);
  }

  /** Charges that captured money; what was looked at besides is only counted. */
  async *charges(span: Span): AsyncGenerator<{ seen: number; captured: StripeCharge[] }> {
    for await (const page of pages((cursor) => this.stripe.charges.list({ ...between(span), ...cursor })))
      yield { seen: page.length, captured: page.flatMap((charge) => capturedOf(charge) ?? []) };
  }

  async *refunds(span: Span): AsyncGenerator<StripeRefund[]> {
    for await (const page of pages((cursor) => this.stripe.refunds.list({ ...between(span), ...cursor })))
      yield page.map(refundOf);
  }

  async *disputes(span: Span): AsyncGenerator<StripeDispute[]> {
    for await (const page of pages((cursor) => this.stripe.disputes.list({ ...between(span), ...cursor })))
      yield page.map(disputeOf);
  }

  async *transactions(span: Span): AsyncGenerator<BookedTransaction[]> {
    const filter = { ...between(span), expand: ['data.source'] };
    for await (const page of pages((cursor) =>
      this.stripe.balanceTransactions.list({ ...filter, ...cursor }),
    ))
      yield page.map(bookedOf);
  }

  /** What a payment intent captured; null when Stripe has no such intent. */
  async captured(paymentId: string): Promise<Presented | null> {
    try {
      const { amount_received: amount, currency } = await this.stripe.paymentIntents.retrieve(paymentId);
      return { amount, currency };
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  }

  /** Whether Stripe has a balance transaction with this id. */
  async hasTransaction(id: string): Promise<boolean> {
    try {
      return (await this.stripe.balanceTransactions.retrieve(id)).id === id;
    } catch (error) {
      if (isMissing(error)) return false;
      throw error;
    }
  }

  /** The Checkout session behind a payment intent, if one is. */
  async sessionIdOf(paymentId: string): Promise<string | null> {
    const found = await this.stripe.checkout.sessions.list({ payment_intent: paymentId, limit: 1 });
    return found.data[0]?.id ?? null;
  }
}

const between = ({ from, to }: Span) => ({
  created: { gte: from.getTime() / 1_000, lt: to.getTime() / 1_000 },
  limit: 100,
});

async function* pages<T extends { id: string }>(
  list: (cursor: { starting_after?: string }) => Promise<List<T>>,
): AsyncGenerator<T[]> {
  let cursor = {};
  for (;;) {
    const page = await list(cursor);
    if (page.data.length > 0) yield page.data;
    const last = page.data.at(-1);
    if (!page.has_more || !last) return;
    cursor = { starting_after: last.id };
  }
}

function capturedOf(charge: Stripe.Charge): StripeCharge | null {
  const { id, amount_captured: amount, currency } = charge;
  if (!charge.paid || charge.status !== 'succeeded' || amount === 0) return null;
  return {
    id,
    paymentId: idOf(charge.payment_intent) ?? id,
    orderId: orderIdOf(charge.metadata?.['orderId']),
    amount,
    currency,
    at: new Date(charge.created * 1_000),
    returned: charge.amount_refunded >= amount,
  };
}

function bookedOf(line: Stripe.BalanceTransaction): BookedTransaction {
  const { id } = line;
  const about = line.source;
  const source = idOf(about);
  const base = { id, transaction: balanceOf(line), source, paymentId: null, presented: null, charge: null };
  if (!about || typeof about === 'string') return base;
  switch (about.object) {
    case 'charge':
      return { ...base, ...moneyOf(about), charge: capturedOf(about) };
    case 'refund':
    case 'dispute':
      return { ...base, ...moneyOf(about) };
    default:
      return base;
  }
}

const moneyOf = (about: Stripe.Charge | Stripe.Refund | Stripe.Dispute) => ({
  paymentId: idOf(about.payment_intent),
  presented: { amount: about.amount, currency: about.currency },
});
