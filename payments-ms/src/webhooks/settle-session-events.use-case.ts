import { Injectable } from '@nestjs/common';
import {
  PaymentDelayed,
  type PaymentDelayedEvent,
  PaymentFailed,
  type PaymentFailedEvent,
  PaymentMismatched,
  PaymentSessionExpired,
  PaymentSucceeded,
} from '@orderwire/contracts';
import {
  Database,
  type FactQuery,
  Facts,
  type FoundFact,
  InjectLogger,
  type Logger,
  Outbox,
  type Tx,
} from '@orderwire/platform';
import type { CheckoutSession } from '../checkout/checkout-session.js';
import { ShopRepository } from '../checkout/session.repository.js';
import { RefundRejectedPaymentsUseCase } from '../refunds/refund-rejected-payments.use-case.js';
import {
  type ClaimedEvent,
  decide,
  type Decision,
  type KnownSession,
  mismatchReason,
  retryDelayMs,
  type SettledSession,
  toSettledSession,
} from './settlement.js';
import { type SettlementResult, StripeEventRepository } from './stripe-event.repository.js';

/** A claimed event with its session as Stripe has it. */
export interface RetrievedEvent {
  readonly event: ClaimedEvent;
  readonly found: CheckoutSession | null;
}

interface DecidedEvent extends RetrievedEvent {
  readonly decision: Decision;
  readonly settled?: { readonly row: SettledSession; readonly known: KnownSession };
}

/** What a batch changed. */
export interface SettlementListener {
  /** A capture is stored. `outcome`: of the session; minor units. */
  captured(outcome: 'paid' | 'mismatched', currency: string, amount: number): void;
  /** An event needs no further processing. Seconds since it was stored, and since Stripe created it. */
  processed(sinceStored: number, sinceCreated: number | undefined): void;
}

/** Writes payments, ends of sessions and their events for a batch of events in one transaction. */
@Injectable()
export class SettleSessionEventsUseCase {
  private listener: SettlementListener | undefined;

  constructor(
    private readonly database: Database,
    private readonly events: StripeEventRepository,
    private readonly outbox: Outbox,
    private readonly refundRejected: RefundRejectedPaymentsUseCase,
    @InjectLogger() private readonly log: Logger,
    private readonly shop: ShopRepository,
  ) {}

  /** Calls back after each commit. */
  onSettled(listener: SettlementListener): void {
    this.listener = listener;
  }

  async execute(retrieved: readonly RetrievedEvent[]): Promise<void> {
    const now = new Date();
    const shop = await this.shop.id();
    const all = retrieved.map((one) => this.decide(one, now, shop));
    const waiting = all.flatMap(({ event, decision }) =>
      decision.kind === 'wait'
        ? [{ id: event.id, delayMs: retryDelayMs(event.attempts), error: decision.reason }]
        : [],
    );
    if (waiting.length > 0) await this.events.postpone(waiting);
    const done = all.filter(({ decision }) => decision.kind !== 'wait');
    if (done.length > 0) await this.write(done, now);
    for (const one of all) this.report(one);
  }

  /** Delayed payments that are being processed. */
  @Facts(PaymentDelayed)
  async delayed(query: FactQuery): Promise<FoundFact<PaymentDelayedEvent>[]> {
    const sessions = await this.events.delayed(query);
    return sessions.map(({ id, at, orderId, correlationId }) => {
      const type = 'checkout.session.completed';
      const webhook = { eventId: `sync_${id}`, type, receivedAt: at.toISOString() };
      return { id, at, correlationId, event: { orderId, sessionId: id, webhook } };
    });
  }

  /** Payments that failed after Checkout was completed. Their reasons are not stored. */
  @Facts(PaymentFailed)
  async failed(query: FactQuery): Promise<FoundFact<PaymentFailedEvent>[]> {
    const sessions = await this.events.failed(query);
    return sessions.map(({ id, at, orderId, currency, correlationId }) => {
      const failedAt = at.toISOString();
      const type = 'checkout.session.async_payment_failed';
      const webhook = { eventId: `sync_${id}`, type, receivedAt: failedAt };
      const event = { orderId, sessionId: id, webhook, reason: 'The payment failed.', currency, failedAt };
      return { id, at, correlationId, event };
    });
  }

  private decide({ event, found }: RetrievedEvent, now: Date, shop: string): DecidedEvent {
    const decision = decide(event, found, now, shop);
    const known = event.session;
    const row = known && found ? toSettledSession(decision, known, found, now) : undefined;
    return { event, found, decision, ...(row && known && { settled: { row, known } }) };
  }

  private async write(done: readonly DecidedEvent[], now: Date): Promise<void> {
    // All events of one session had the same object. The last event is named as the cause.
    const bySession = new Map(
      done.flatMap((one) => (one.settled ? [[one.settled.row.sessionId, one] as const] : [])),
    );
    const causes = [...bySession.values()];
    const outcomes = done.map(({ event, decision }) => ({ id: event.id, outcome: outcomeOf(decision) }));
    const result = await this.database.transaction(async (tx) => {
      const rows = causes.flatMap(({ settled }) => (settled ? [settled.row] : []));
      const result = await this.events.settle(tx, rows, outcomes, now);
      for (const cause of causes) this.publish(tx, cause, result, now);
      const rejected = causes.flatMap((cause) => this.rejectedPayment(cause, result));
      if (rejected.length > 0) await this.refundRejected.execute(tx, rejected);
      return result;
    });
    if (this.listener) this.notify(this.listener, done, causes, result);
  }

  private notify(
    listener: SettlementListener,
    done: readonly DecidedEvent[],
    causes: readonly DecidedEvent[],
    { paid, mismatched }: SettlementResult,
  ): void {
    for (const { settled } of causes) {
      const { sessionId = '', payment } = settled?.row ?? {};
      if (!payment || !(paid.has(sessionId) || mismatched.has(sessionId))) continue;
      listener.captured(paid.has(sessionId) ? 'paid' : 'mismatched', payment.currency, payment.amount);
    }
    const since = (time: Date): number => Math.max(0, (Date.now() - time.getTime()) / 1_000);
    for (const { event } of done)
      listener.processed(since(event.receivedAt), event.createdAt ? since(event.createdAt) : undefined);
  }

  /**
   * A new payment whose amount or currency differs from the session's is refunded automatically.
   */
  private rejectedPayment({ found, settled }: DecidedEvent, result: SettlementResult) {
    const payment = settled?.row.payment;
    if (!payment || !found || !result.mismatched.has(found.id)) return [];
    const { known } = settled;
    const { orderId, correlationId } = known;
    return [{ orderId, paymentId: payment.id, reason: mismatchReason(known, found), correlationId }];
  }

  private publish(
    tx: Tx,
    { event, found, decision, settled }: DecidedEvent,
    result: SettlementResult,
    now: Date,
  ): void {
    if (!settled) return;
    const { row, known } = settled;
    const webhook = { eventId: event.id, type: event.type, receivedAt: event.receivedAt.toISOString() };
    const base = { orderId: row.orderId, sessionId: row.sessionId, webhook };
    const origin = { correlationId: known.correlationId };
    if (row.payment) {
      const { id: paymentId, amount, currency, receiptUrl, at } = row.payment;
      const payment = { ...base, paymentId, amount, currency };
      if (result.paid.has(row.sessionId)) {
        const discount = known.amount - amount;
        const paid = { ...payment, receiptUrl, paidAt: at.toISOString(), email: found?.email ?? null };
        this.outbox.add(tx, PaymentSucceeded, { ...paid, ...(discount > 0 && { discount }) }, origin);
      }
      if (result.mismatched.has(row.sessionId))
        this.outbox.add(tx, PaymentMismatched, { ...payment, reason: 'amount_mismatch' }, origin);
    }
    if (result.delayed.has(row.sessionId)) this.outbox.add(tx, PaymentDelayed, base, origin);
    if (decision.kind !== 'ended' || !result.ended.has(row.sessionId)) return;
    const { currency } = known;
    if (decision.outcome === 'failed')
      this.outbox.add(
        tx,
        PaymentFailed,
        { ...base, reason: decision.reason, currency, failedAt: now.toISOString() },
        origin,
      );
    else this.outbox.add(tx, PaymentSessionExpired, base, origin);
  }

  private report({ event, found, decision }: DecidedEvent): void {
    const about = {
      eventId: event.id,
      type: event.type,
      sessionId: event.objectId,
      attempts: event.attempts,
    };
    if (decision.kind === 'wait')
      this.log.warn({ ...about, reason: decision.reason }, 'a Stripe event is retried later');
    if (decision.kind === 'report' && decision.outcome === 'unknown_order')
      this.log.error(
        about,
        'a Stripe event of this shop names an unknown order; it is stored and not processed',
      );
    if (decision.kind === 'paid' && decision.outcome === 'amount_mismatch') {
      const expected = { amount: event.session?.amount, currency: event.session?.currency };
      const captured = { amount: found?.amount, currency: found?.currency, paymentId: decision.intent.id };
      this.log.error({ ...about, expected, captured }, 'the capture differs from the payment session');
    }
  }
}

const outcomeOf = (decision: Decision): string => (decision.kind === 'wait' ? 'waiting' : decision.outcome);
