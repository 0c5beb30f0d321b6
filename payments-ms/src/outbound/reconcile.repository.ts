import { Injectable } from '@nestjs/common';
import { Database } from '@orderwire/platform';
import { quarters, type Span } from '../domain/reconciliation.js';
import {
  backlogOfEvents,
  closeUnmade,
  keptForNothing,
  knownEvents,
  knownOrders,
  knownSession,
  paymentsBetween,
  paymentsById,
  type PaymentRow,
  settledSessions,
  unsettledSessions,
  waitingEvents,
  waitingObjects,
} from './reconcile.statements.js';
import { type PaidTwice, paidTwice, stuckEvents, stuckRefunds } from './waiting.statements.js';

/** A session of ours whose end we have not heard of. */
export interface UnsettledSession {
  readonly orderId: string;
  readonly attempt: number;
  readonly status: 'opening' | 'open' | 'complete' | 'expired' | 'failed';
  readonly stripeId: string | null;
  readonly keyedAt: Date;
  readonly expiresAt: Date;
}

/** A payment as it stands with us. */
export interface OurPayment {
  /** `pi_…` */
  readonly id: string;
  readonly orderId: string;
  /** Minor units. */
  readonly amount: number;
  readonly currency: string;
  readonly paidAt: Date;
}

const PAGE = 100;
/** Payments of one page: a quarter of an hour with ten a second. */
const PAYMENTS = 10_000;
const FIRST = new Date(0);
const NO_UUID = '00000000-0000-0000-0000-000000000000';

/** What we know, asked a page of Stripe's ids at a time. */
@Injectable()
export class ReconcileRepository {
  constructor(private readonly database: Database) {}

  async knownEvents(ids: readonly string[]): Promise<ReadonlySet<string>> {
    return new Set((await this.database.run(knownEvents, [ids])).map(({ id }) => id));
  }

  /** Which of these objects have an event that the worker will work off. */
  async waitingObjects(ids: readonly string[]): Promise<ReadonlySet<string>> {
    return new Set((await this.database.run(waitingObjects, [ids])).map(({ object_id }) => object_id));
  }

  async waitingEvents(ids: readonly string[]): Promise<ReadonlySet<string>> {
    return new Set((await this.database.run(waitingEvents, [ids])).map(({ id }) => id));
  }

  /** Stored events that wait: how many, and the age of the oldest in seconds. */
  async backlog(): Promise<{ count: number; age: number }> {
    const [row] = await this.database.run(backlogOfEvents);
    return row ?? { count: 0, age: 0 };
  }

  /** Events that should long have been worked off, the oldest first. */
  stuckEvents() {
    return this.database.run(stuckEvents);
  }

  /** Refunds that should long be at their end, the oldest first. */
  stuckRefunds() {
    return this.database.run(stuckRefunds);
  }

  /** Orders with more than one payment of which none was rejected for an hour; an order may be named by each. */
  async *paidTwice(span: Span): AsyncGenerator<PaidTwice[]> {
    for (const { from, to } of quarters(span)) yield this.database.run(paidTwice, [from, to]);
  }

  /** All sessions whose end we have not heard of, oldest first, page by page. */
  async *unsettled(): AsyncGenerator<UnsettledSession[]> {
    let after: unknown[] = [FIRST, NO_UUID, 0];
    for (;;) {
      const rows = await this.database.run(unsettledSessions, [...after, PAGE]);
      if (rows.length > 0)
        yield rows.map(({ order_id, attempt, status, stripe_id, keyed_at, expires_at }) => ({
          orderId: order_id,
          attempt,
          status,
          stripeId: stripe_id,
          keyedAt: keyed_at,
          expiresAt: expires_at,
        }));
      const last = rows.at(-1);
      if (!last || rows.length < PAGE) return;
      after = [last.expires_at, last.order_id, last.attempt];
    }
  }

  /** Which of these sessions have ended by now, as `order attempt`. */
  async settled(
    sessions: readonly Pick<UnsettledSession, 'orderId' | 'attempt'>[],
  ): Promise<ReadonlySet<string>> {
    const values = [sessions.map(({ orderId }) => orderId), sessions.map(({ attempt }) => attempt)];
    const rows = await this.database.run(settledSessions, values);
    return new Set(rows.map(({ order_id, attempt }) => `${order_id} ${attempt}`));
  }

  /** Ends a session that Stripe never made, unless it was asked for again meanwhile. */
  async closeUnmade({ orderId, attempt, keyedAt }: UnsettledSession): Promise<void> {
    await this.database.run(closeUnmade, [orderId, attempt, keyedAt]);
  }

  async payments(ids: readonly string[]): Promise<ReadonlyMap<string, OurPayment>> {
    const rows = await this.database.run(paymentsById, [ids]);
    return new Map(rows.map((row) => [row.id, paymentOf(row)]));
  }

  /**
   * Payments of a span, oldest first, page by page. The index (BRIN, so that it costs a paid order nothing) gives a span as a whole: each
   * page would read all of a day again, and reads a quarter of an hour.
   */
  async *paymentsBetween(span: Span): AsyncGenerator<OurPayment[]> {
    for (const { from, to } of quarters(span)) {
      let last: PaymentRow | undefined;
      do {
        const after = [last?.paid_at ?? from, last?.id ?? ''];
        const rows = await this.database.run(paymentsBetween, [from, to, ...after, PAYMENTS]);
        if (rows.length > 0) yield rows.map(paymentOf);
        last = rows.length < PAYMENTS ? undefined : rows.at(-1);
      } while (last);
    }
  }

  /** Money of a span that pays nothing and stays with us: which, and how much of it in minor units; a thousand at most. */
  async keptForNothing({ from, to }: Span): Promise<{ id: string; orderId: string; kept: string }[]> {
    const rows = await this.database.run(keptForNothing, [from, to, 1_000]);
    return rows.map(({ id, order_id: orderId, kept, currency }) => ({
      id,
      orderId,
      kept: `${kept} ${currency}`,
    }));
  }

  async hasSession(orderId: string, attempt: number): Promise<boolean> {
    return (await this.database.run(knownSession, [orderId, attempt])).length > 0;
  }

  async knownOrders(ids: readonly string[]): Promise<ReadonlySet<string>> {
    return new Set((await this.database.run(knownOrders, [ids])).map(({ order_id }) => order_id));
  }
}

const paymentOf = ({ id, order_id, amount, currency, paid_at }: PaymentRow): OurPayment => ({
  id,
  orderId: order_id,
  amount: Number(amount),
  currency,
  paidAt: paid_at,
});
