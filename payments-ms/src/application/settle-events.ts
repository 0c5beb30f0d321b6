import { Injectable } from '@nestjs/common';
import {
  PaymentFailed,
  PaymentMismatched,
  PaymentSessionExpired,
  PaymentSucceeded,
  system,
} from '@orderwire/contracts';
import { Database, InjectLogger, type Logger, Outbox, runInContext, type Tx } from '@orderwire/platform';
import type { CheckoutSession } from '../domain/checkout-session.js';
import { settle, type SettledSession } from '../domain/settled-session.js';
import {
  type Decision,
  decide,
  differenceOf,
  type OurSession,
  retryDelayMs,
  type TakenEvent,
} from '../domain/settlement.js';
import { RefundWrongMoney } from './refund-wrong-money.js';
import { type News, StripeEventRepository } from '../outbound/stripe-event.repository.js';

/** A taken event with the session as Stripe has it. */
export interface LookedUp {
  readonly event: TakenEvent;
  readonly found: CheckoutSession | null;
}

interface Decided extends LookedUp {
  readonly decision: Decision;
  readonly settled?: { readonly row: SettledSession; readonly ours: OurSession };
}

/** Turns looked-up events into payments, sessions' ends and announcements: one transaction for all of them. */
@Injectable()
export class SettleEvents {
  constructor(
    private readonly database: Database,
    private readonly events: StripeEventRepository,
    private readonly outbox: Outbox,
    private readonly wrongMoney: RefundWrongMoney,
    @InjectLogger() private readonly log: Logger,
  ) {}

  async execute(lookedUp: readonly LookedUp[]): Promise<void> {
    const now = new Date();
    const all = lookedUp.map((one) => this.decide(one, now));
    const waiting = all.flatMap(({ event, decision }) =>
      decision.kind === 'wait'
        ? [{ id: event.id, delayMs: retryDelayMs(event.tries), error: decision.reason }]
        : [],
    );
    if (waiting.length > 0) await this.events.postpone(waiting);
    const done = all.filter(({ decision }) => decision.kind !== 'wait');
    if (done.length > 0) await this.write(done);
    for (const one of all) this.report(one);
  }

  private decide({ event, found }: LookedUp, now: Date): Decided {
    const decision = decide(event, found, now);
    const ours = event.session;
    const row = ours && found ? settle(decision, ours, found, now) : undefined;
    return { event, found, decision, ...(row && ours && { settled: { row, ours } }) };
  }

  private async write(done: readonly Decided[]): Promise<void> {
    // Several events of one session were looked up once and say the same; the last one is named as the cause.
    const bySession = new Map(
      done.flatMap((one) => (one.settled ? [[one.settled.row.sessionId, one] as const] : [])),
    );
    const causes = [...bySession.values()];
    const outcomes = done.map(({ event, decision }) => ({ id: event.id, outcome: outcomeOf(decision) }));
    await this.database.transaction(async (tx) => {
      const rows = causes.flatMap(({ settled }) => (settled ? [settled.row] : []));
      const news = await this.events.settle(tx, rows, outcomes);
      for (const cause of causes) this.announce(tx, cause, news);
      const wrong = causes.flatMap((cause) => this.wrong(cause, news));
      if (wrong.length > 0) await this.wrongMoney.execute(tx, wrong);
    });
  }

  /** Money of a payment that is new and pays nothing: it goes back by itself. */
  private wrong({ found, settled }: Decided, news: News) {
    const payment = settled?.row.payment;
    if (!payment || !found || !news.mismatched.has(found.id)) return [];
    const { ours } = settled;
    const { orderId, correlationId } = ours;
    return [{ orderId, paymentId: payment.id, reason: differenceOf(ours, found), correlationId }];
  }

  private announce(tx: Tx, { event, found, decision, settled }: Decided, news: News): void {
    if (!settled) return;
    const { row, ours } = settled;
    const webhook = { eventId: event.id, type: event.type, receivedAt: event.receivedAt.toISOString() };
    const base = { orderId: row.orderId, sessionId: row.sessionId, webhook };
    runInContext({ correlationId: ours.correlationId, actor: system }, () => {
      if (row.payment && news.paid.has(row.sessionId)) {
        const { id: paymentId, amount, currency, receiptUrl, paidAt } = row.payment;
        const facts = { paymentId, amount, currency, receiptUrl, paidAt: paidAt.toISOString() };
        this.outbox.add(tx, PaymentSucceeded, { ...base, ...facts, email: found?.email ?? null });
      }
      if (row.payment && news.mismatched.has(row.sessionId)) {
        const { id: paymentId, amount, currency } = row.payment;
        this.outbox.add(tx, PaymentMismatched, {
          ...base,
          paymentId,
          amount,
          currency,
          reason: 'amount_mismatch',
        });
      }
      if (decision.kind !== 'over' || !news.over.has(row.sessionId)) return;
      if (decision.outcome === 'failed')
        this.outbox.add(tx, PaymentFailed, { ...base, reason: decision.reason });
      else this.outbox.add(tx, PaymentSessionExpired, base);
    });
  }

  /** What a person has to look at. */
  private report({ event, found, decision }: Decided): void {
    const about = { eventId: event.id, type: event.type, sessionId: event.objectId, tries: event.tries };
    if (decision.kind === 'wait')
      this.log.warn({ ...about, reason: decision.reason }, 'a Stripe event waits');
    if (decision.kind === 'report' && decision.outcome === 'unknown_order')
      this.log.error(about, 'a Stripe event names no order of ours; it is kept and not acted on');
    if (decision.kind === 'paid' && decision.outcome === 'amount_mismatch') {
      const expected = { amount: event.session?.amount, currency: event.session?.currency };
      const captured = { amount: found?.amount, currency: found?.currency, paymentId: decision.intent.id };
      this.log.error({ ...about, expected, captured }, 'the captured money is not what the order costs');
    }
  }
}

const outcomeOf = (decision: Decision): string => (decision.kind === 'wait' ? 'waiting' : decision.outcome);
