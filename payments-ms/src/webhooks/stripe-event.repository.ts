import { Injectable } from '@nestjs/common';
import { Batcher, Database, type FactQuery, FactTable, statement, type Tx } from '@orderwire/platform';
import { paymentMovements } from '../ledger/ledger.js';
import { entryParams, type EntryParams, insertEntries } from '../ledger/ledger.repository.js';
import type { ClaimedEvent, KnownSession, Replaced, SettledSession } from './settlement.js';
import { FOREIGN, type IncomingEvent, shopInPayload } from './stripe-event.js';

/** The arrays of an unnest: one element per row. */
type Arrays<Row> = { readonly [Field in keyof Row]: readonly Row[Field][] };

const storeEvents = statement<
  { id: string },
  Arrays<Omit<IncomingEvent, 'account' | 'shop'> & { outcome: string | null }>
>(
  'events.store',
  `INSERT INTO stripe_events
     (id, type, object_id, api_version, livemode, order_id, attempt, payment_id, payload, processed_at, outcome)
   SELECT d.id, d.type, d.object_id, d.api_version, d.livemode, d.order_id, d.attempt, d.payment_id, d.payload,
     CASE WHEN d.outcome IS NOT NULL THEN now() END, d.outcome
   FROM unnest(:id::text[], :type::text[], :objectId::text[], :apiVersion::text[], :livemode::boolean[], :orderId::uuid[],
       :attempt::int[], :paymentId::text[], :payload::text[], :outcome::text[])
     AS d(id, type, object_id, api_version, livemode, order_id, attempt, payment_id, payload, outcome)
   ON CONFLICT (id) DO NOTHING RETURNING id`,
);

type ClaimedRow = Pick<ClaimedEvent, 'id' | 'type' | 'objectId' | 'receivedAt' | 'attempts'> & {
  [Field in keyof KnownSession]: KnownSession[Field] | null;
} & { payload: string | null; created: number | null };

/**
 * Claims due events for the lease; replicas never claim the same one. `payload`: of an event about
 * a session that is not stored. `created`: by Stripe's clock, in seconds; it stands at the beginning of the payload.
 */
const claimEvents = statement<ClaimedRow, { leaseMs: number; limit: number }>(
  'events.claim',
  `WITH due AS MATERIALIZED (
     SELECT id FROM stripe_events WHERE processed_at IS NULL AND due_at <= now()
     ORDER BY received_at LIMIT :limit FOR UPDATE SKIP LOCKED
   ), claimed AS (
     UPDATE stripe_events e SET due_at = now() + make_interval(secs => :leaseMs / 1000.0), tries = tries + 1
     FROM due WHERE e.id = due.id
     RETURNING e.id, e.type, e.object_id, e.received_at, e.tries, e.order_id, e.attempt, left(e.payload, 300) AS beginning
   )
   SELECT t.id, t.type, t.object_id AS "objectId", t.received_at AS "receivedAt", t.tries AS attempts,
     substring(t.beginning FROM '"created": ?([0-9]{1,12})')::float8 AS created,
     s.order_id AS "orderId", s.attempt, s.stripe_id AS "stripeId", s.amount, s.currency,
     s.correlation_id AS "correlationId",
     CASE WHEN s.status = 'superseded'
            OR EXISTS (SELECT FROM payment_sessions n WHERE n.order_id = s.order_id AND n.attempt > s.attempt) THEN 'yes'
          WHEN s.replacing THEN 'soon' ELSE 'no' END AS replaced,
     CASE WHEN s.order_id IS NULL AND t.type LIKE 'checkout.session.%'
          THEN (SELECT e.payload FROM stripe_events e WHERE e.id = t.id) END AS payload
   FROM claimed t LEFT JOIN payment_sessions s ON s.order_id = t.order_id AND s.attempt = t.attempt
   ORDER BY t.received_at`,
);

/**
 * An event that is due at once (`-infinity`) because its payment was settled meanwhile stays due.
 */
const postponeEvents = statement<Record<string, never>, Arrays<Postponed>>(
  'events.postpone',
  `UPDATE stripe_events e SET error = w.error,
     due_at = CASE WHEN e.due_at = '-infinity' THEN e.due_at ELSE now() + make_interval(secs => w.delay_ms / 1000.0) END
   FROM unnest(:id::text[], :delayMs::int[], :error::text[]) AS w(id, delay_ms, error)
   WHERE e.id = w.id AND e.processed_at IS NULL`,
);

const finishEvent = statement<Record<string, never>, { id: string; outcome: string }>(
  'events.finish',
  `UPDATE stripe_events SET processed_at = now(), outcome = :outcome, error = NULL
   WHERE id = :id AND processed_at IS NULL`,
);

/** Deletes events processed more than 30 days ago. An unprocessed event is never deleted. */
const purgeEvents = statement<{ purged: number }, { limit: number }>(
  'events.purge',
  `WITH old AS MATERIALIZED (
     SELECT id FROM stripe_events WHERE processed_at < now() - interval '30 days' LIMIT :limit FOR UPDATE SKIP LOCKED
   ), purged AS (DELETE FROM stripe_events e USING old WHERE e.id = old.id RETURNING 1)
   SELECT count(*)::int AS purged FROM purged`,
);

type SettleParams = EntryParams &
  Arrays<Omit<SettledSession, 'payment'>> & {
    readonly [
      Field in 'paymentId' | 'chargeId' | 'receiptUrl' | 'paidAt' | 'amount' | 'currency' | 'paymentStatus'
    ]: readonly unknown[];
  } & { readonly eventId: readonly string[]; readonly outcome: readonly string[]; readonly now: Date };

/**
 * Writes the result of a batch and returns what is new: payments that were not stored, sessions that
 * ended now, and sessions whose payment is delayed. The end of a replaced session is not new; its
 * payment is. If several sessions of one attempt end in one batch, the attempt gets the paid one.
 * Refund and dispute events that came before their payment become due at once (`-infinity`). They are
 * found by payment id; a condition on processed_at would let PostgreSQL choose the index of all
 * waiting events.
 */
const settleBatch = statement<
  { sessionId: string; result: 'paid' | 'mismatched' | 'ended' | 'delayed' },
  SettleParams
>(
  'events.settle',
  `WITH decided AS MATERIALIZED (
     SELECT * FROM unnest((SELECT :orderId::uuid[]), (SELECT :attempt::int[]), (SELECT :sessionId::text[]),
         (SELECT :status::text[]), (SELECT :final::boolean[]), (SELECT :paymentId::text[]), (SELECT :chargeId::text[]),
         (SELECT :receiptUrl::text[]), (SELECT :paidAt::timestamptz[]), (SELECT :amount::bigint[]),
         (SELECT :currency::text[]), (SELECT :paymentStatus::text[]))
       AS d(order_id, attempt, session_id, status, final, payment_id, charge_id, receipt_url, paid_at, amount, currency, payment)
   ), paid AS (
     INSERT INTO payments (id, order_id, session_id, amount, currency, charge_id, receipt_url, paid_at, status)
     SELECT payment_id, order_id, session_id, amount, currency, charge_id, receipt_url, paid_at, payment::payment_status
     FROM decided WHERE payment_id IS NOT NULL ORDER BY payment_id
     ON CONFLICT (id) DO NOTHING RETURNING id, session_id, status
   ), woken AS (
     UPDATE stripe_events e SET due_at = '-infinity' FROM paid p
     WHERE e.payment_id = p.id AND e.outcome IS NULL
   ), moved AS (
     UPDATE payment_sessions s
     SET stripe_id = d.session_id, request = NULL,
       settled_at = CASE WHEN d.final THEN :now::timestamptz END,
       delayed_at = CASE WHEN d.final THEN s.delayed_at ELSE :now END,
       status = CASE WHEN s.status IN ('opening', 'open') OR (s.status = 'complete' AND d.status = 'failed')
                     THEN d.status::session_status ELSE s.status END
     FROM (SELECT DISTINCT ON (order_id, attempt) * FROM decided
           ORDER BY order_id, attempt, payment_id IS NULL, final DESC, session_id) d
     WHERE s.order_id = d.order_id AND s.attempt = d.attempt AND s.settled_at IS NULL
       AND (d.final OR s.delayed_at IS NULL)
     RETURNING d.session_id, d.final AND d.payment_id IS NULL AND 'superseded' NOT IN (d.status, s.status::text) AS ended,
       NOT d.final AND s.status = 'complete' AS delayed
   ), done AS (
     UPDATE stripe_events e SET processed_at = now(), outcome = o.outcome, error = NULL
     FROM unnest((SELECT :eventId::text[]), (SELECT :outcome::text[])) AS o(id, outcome) WHERE e.id = o.id
   ), posted AS (
   ${insertEntries()}
   )
   SELECT session_id AS "sessionId", CASE status WHEN 'succeeded' THEN 'paid' ELSE 'mismatched' END AS result FROM paid
   UNION ALL SELECT session_id, CASE WHEN ended THEN 'ended' ELSE 'delayed' END FROM moved WHERE ended OR delayed`,
);

const delayedSessions = new FactTable<{ orderId: string; correlationId: string }>('facts.payment_delayed', {
  columns: 'order_id AS "orderId", correlation_id AS "correlationId"',
  from: 'payment_sessions',
  where: `status = 'complete' AND settled_at IS NULL AND delayed_at IS NOT NULL`,
  at: 'delayed_at',
  id: 'stripe_id',
  idType: 'text',
});

const failedSessions = new FactTable<{ orderId: string; currency: string; correlationId: string }>(
  'facts.payment_failed',
  {
    columns: 'order_id AS "orderId", currency, correlation_id AS "correlationId"',
    from: 'payment_sessions',
    where: `status = 'failed' AND settled_at IS NOT NULL AND stripe_id IS NOT NULL`,
    at: 'settled_at',
    id: 'stripe_id',
    idType: 'text',
  },
);

/** An event that is processed again after a pause. */
export interface Postponed {
  readonly id: string;
  readonly delayMs: number;
  readonly error: string;
}

/** Changes of a batch, by session id. */
export interface SettlementResult {
  readonly paid: ReadonlySet<string>;
  readonly mismatched: ReadonlySet<string>;
  readonly ended: ReadonlySet<string>;
  readonly delayed: ReadonlySet<string>;
}

/** Stripe's events and their outcomes. */
@Injectable()
export class StripeEventRepository {
  private readonly arrivals = new Batcher((items: { event: IncomingEvent; outcome: string | undefined }[]) =>
    this.storeAll(items),
  );

  private foreignFound: (count: number) => void = () => undefined;

  constructor(private readonly database: Database) {}

  /** Calls back with the number of events that this replica found to be about another shop. */
  onForeign(listener: (count: number) => void): void {
    this.foreignFound = listener;
  }

  /**
   * `outcome`: why the event needs no processing. Returns false when the event was already stored.
   */
  store(event: IncomingEvent, outcome: string | undefined): Promise<boolean> {
    return this.arrivals.add({ event, outcome });
  }

  /** After the lease the events can be claimed again, so a crash loses none. */
  async claim(leaseMs: number, limit: number): Promise<ClaimedEvent[]> {
    const rows = await this.database.run(claimEvents, { leaseMs, limit });
    return rows.map(({ id, type, objectId, receivedAt, attempts, payload, created, ...session }) => ({
      ...{ id, type, objectId, receivedAt, attempts },
      createdAt: created === null ? null : new Date(created * 1_000),
      shop: payload === null ? null : shopInPayload(payload),
      session: session.orderId === null ? null : (session as KnownSession & { replaced: Replaced }),
    }));
  }

  async postpone(events: readonly Postponed[]): Promise<void> {
    await this.database.run(postponeEvents, {
      id: events.map(({ id }) => id),
      delayMs: events.map(({ delayMs }) => delayMs),
      error: events.map(({ error }) => error),
    });
  }

  async finish(id: string, outcome: string): Promise<void> {
    await this.database.run(finishEvent, { id, outcome });
    this.countForeign([{ outcome }]);
  }

  /** Writes sessions, payments, ledger entries and outcomes with one statement. */
  async settle(
    tx: Tx,
    sessions: readonly SettledSession[],
    outcomes: readonly { id: string; outcome: string }[],
    now: Date,
  ): Promise<SettlementResult> {
    const movements = sessions.flatMap(({ orderId, payment }) =>
      payment ? paymentMovements(payment, orderId) : [],
    );
    const rows = await tx.run(settleBatch, {
      orderId: sessions.map(({ orderId }) => orderId),
      attempt: sessions.map(({ attempt }) => attempt),
      sessionId: sessions.map(({ sessionId }) => sessionId),
      status: sessions.map(({ status }) => status),
      final: sessions.map(({ final }) => final),
      paymentId: sessions.map(({ payment }) => payment?.id),
      chargeId: sessions.map(({ payment }) => payment?.chargeId),
      receiptUrl: sessions.map(({ payment }) => payment?.receiptUrl),
      paidAt: sessions.map(({ payment }) => payment?.at),
      amount: sessions.map(({ payment }) => payment?.amount),
      currency: sessions.map(({ payment }) => payment?.currency),
      paymentStatus: sessions.map(({ payment }) => payment?.status),
      eventId: outcomes.map(({ id }) => id),
      outcome: outcomes.map(({ outcome }) => outcome),
      now,
      ...entryParams(movements),
    });
    this.countForeign(outcomes);
    const of = (wanted: string) =>
      new Set(rows.filter(({ result }) => result === wanted).map(({ sessionId }) => sessionId));
    return { paid: of('paid'), mismatched: of('mismatched'), ended: of('ended'), delayed: of('delayed') };
  }

  /** Sessions whose delayed payment is being processed, by the time at which that became known. */
  delayed(query: FactQuery) {
    return delayedSessions.read(this.database, query);
  }

  /** Sessions whose payment failed, by the time at which that was recorded. */
  failed(query: FactQuery) {
    return failedSessions.read(this.database, query);
  }

  /**
   * Returns how many it deleted. Stripe never resends an event so late; if it did, it has no
   * effect.
   */
  async purge(limit: number): Promise<number> {
    return (await this.database.run(purgeEvents, { limit }))[0]?.purged ?? 0;
  }

  private async storeAll(items: { event: IncomingEvent; outcome: string | undefined }[]): Promise<boolean[]> {
    const events = items.map(({ event }) => event);
    const rows = await this.database.run(storeEvents, {
      id: events.map(({ id }) => id),
      type: events.map(({ type }) => type),
      objectId: events.map(({ objectId }) => objectId),
      apiVersion: events.map(({ apiVersion }) => apiVersion),
      livemode: events.map(({ livemode }) => livemode),
      orderId: events.map(({ orderId }) => orderId),
      attempt: events.map(({ attempt }) => attempt),
      paymentId: events.map(({ paymentId }) => paymentId),
      payload: events.map(({ payload }) => payload),
      outcome: items.map(({ outcome }) => outcome ?? null),
    });
    const inserted = new Set(rows.map(({ id }) => id));
    this.countForeign(items.filter(({ event }) => inserted.has(event.id)));
    return events.map(({ id }) => inserted.delete(id));
  }

  private countForeign(outcomes: readonly { outcome: string | undefined }[]): void {
    const count = outcomes.filter(({ outcome }) => outcome === FOREIGN).length;
    if (count > 0) this.foreignFound(count);
  }
}
