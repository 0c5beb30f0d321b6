import { Injectable } from '@nestjs/common';
import { Database, statement } from '@orderwire/platform';

/** A payment session whose end is not known. */
export type UnsettledSession = {
  readonly orderId: string;
  readonly attempt: number;
  readonly status: 'opening' | 'open' | 'complete' | 'expired' | 'failed';
  readonly stripeId: string | null;
  readonly keyedAt: Date;
  readonly expiresAt: Date;
  /** It was published that the bank processes its payment. */
  readonly delayed: boolean;
};

/** The most stuck events, or refunds, that a run reports. */
const MAX_REPORTED = 1_000;
const PAGE = 100;
const NIL_UUID = '00000000-0000-0000-0000-000000000000';

const storedEvents = statement<{ id: string }, { ids: readonly string[] }>(
  'reconcile.stored_events',
  `SELECT id FROM stripe_events WHERE id = ANY(:ids::text[])`,
);

const unprocessedObjects = statement<{ objectId: string }, { ids: readonly string[] }>(
  'reconcile.unprocessed_objects',
  `SELECT DISTINCT object_id AS "objectId" FROM stripe_events
   WHERE processed_at IS NULL AND object_id = ANY(:ids::text[])`,
);

const unprocessedEvents = statement<{ id: string }, { ids: readonly string[] }>(
  'reconcile.unprocessed_events',
  `SELECT id FROM stripe_events WHERE processed_at IS NULL AND id = ANY(:ids::text[])`,
);

const backlog = statement<{ count: number; age: number }>(
  'reconcile.backlog',
  `SELECT count(*)::int AS count, COALESCE(extract(epoch FROM now() - min(received_at)), 0)::float AS age
   FROM stripe_events WHERE processed_at IS NULL`,
);

type StuckEvent = {
  id: string;
  type: string;
  objectId: string | null;
  receivedAt: Date;
  attempts: number;
  error: string | null;
};

/** Older than an hour, or 12 attempts, which take half an hour. */
const stuckEvents = statement<StuckEvent>(
  'reconcile.stuck_events',
  `SELECT id, type, object_id AS "objectId", received_at AS "receivedAt", tries AS attempts, error FROM stripe_events
   WHERE processed_at IS NULL AND (received_at < now() - interval '1 hour' OR tries >= 12)
   ORDER BY received_at LIMIT ${MAX_REPORTED}`,
);

type StuckRefund = {
  id: string;
  paymentId: string;
  status: 'requested' | 'pending';
  requestedAt: Date;
  attempts: number;
  error: string | null;
};

/** Not accepted by Stripe for an hour, or pending for two weeks. */
const stuckRefunds = statement<StuckRefund>(
  'reconcile.stuck_refunds',
  `SELECT id, payment_id AS "paymentId", status, requested_at AS "requestedAt", tries AS attempts, error FROM refunds
   WHERE status IN ('requested', 'pending')
     AND requested_at < now() - CASE status WHEN 'requested' THEN interval '1 hour' ELSE interval '14 days' END
   ORDER BY requested_at, id LIMIT ${MAX_REPORTED}`,
);

/** Sessions that were closed or completed, or whose time is over, and that are not settled. */
const unsettledSessions = statement<
  UnsettledSession,
  { afterExpiresAt: Date; afterOrderId: string; afterAttempt: number; limit: number }
>(
  'reconcile.unsettled_sessions',
  `SELECT order_id AS "orderId", attempt, status, stripe_id AS "stripeId", keyed_at AS "keyedAt",
     expires_at AS "expiresAt", delayed_at IS NOT NULL AS delayed
   FROM payment_sessions
   WHERE settled_at IS NULL AND status IN ('opening', 'open', 'complete', 'expired', 'failed')
     AND (status IN ('complete', 'expired', 'failed') OR expires_at < now())
     AND (expires_at, order_id, attempt) > (:afterExpiresAt::timestamptz, :afterOrderId::uuid, :afterAttempt::int)
   ORDER BY expires_at, order_id, attempt LIMIT :limit`,
);

const settledSessions = statement<
  { orderId: string; attempt: number },
  { orderIds: readonly string[]; attempts: readonly number[]; delayed: readonly boolean[] }
>(
  'reconcile.settled_sessions',
  `SELECT s.order_id AS "orderId", s.attempt FROM payment_sessions s
   JOIN unnest(:orderIds::uuid[], :attempts::int[], :delayed::boolean[]) AS d(order_id, attempt, delayed) USING (order_id, attempt)
   WHERE s.settled_at IS NOT NULL OR (s.delayed_at IS NOT NULL AND NOT d.delayed)`,
);

const closeUncreated = statement<{ attempt: number }, { orderId: string; attempt: number; keyedAt: Date }>(
  'reconcile.close_uncreated',
  `UPDATE payment_sessions SET status = 'expired', settled_at = now(), request = NULL
   WHERE order_id = :orderId AND attempt = :attempt AND stripe_id IS NULL AND settled_at IS NULL
     AND status IN ('opening', 'expired') AND keyed_at = :keyedAt
   RETURNING attempt`,
);

/** Events, refunds and sessions that are not settled. */
@Injectable()
export class UnsettledRepository {
  constructor(private readonly database: Database) {}

  /** Which of these events are stored. */
  async storedEvents(ids: readonly string[]): Promise<ReadonlySet<string>> {
    return new Set((await this.database.run(storedEvents, { ids })).map(({ id }) => id));
  }

  /** Which of these objects have an event that is not processed. */
  async unprocessedObjects(ids: readonly string[]): Promise<ReadonlySet<string>> {
    return new Set((await this.database.run(unprocessedObjects, { ids })).map(({ objectId }) => objectId));
  }

  /** Which of these events are not processed. */
  async unprocessedEvents(ids: readonly string[]): Promise<ReadonlySet<string>> {
    return new Set((await this.database.run(unprocessedEvents, { ids })).map(({ id }) => id));
  }

  /** Unprocessed events: their number, and the age of the oldest in seconds. */
  async backlog(): Promise<{ count: number; age: number }> {
    return (await this.database.run(backlog))[0] ?? { count: 0, age: 0 };
  }

  /** Overdue events, oldest first. */
  stuckEvents(): Promise<StuckEvent[]> {
    return this.database.run(stuckEvents);
  }

  /** Overdue refunds, oldest first. */
  stuckRefunds(): Promise<StuckRefund[]> {
    return this.database.run(stuckRefunds);
  }

  /** Pages of unsettled sessions, oldest first. */
  async *sessions(): AsyncGenerator<UnsettledSession[]> {
    let after = { afterExpiresAt: new Date(0), afterOrderId: NIL_UUID, afterAttempt: 0 };
    for (;;) {
      const rows = await this.database.run(unsettledSessions, { ...after, limit: PAGE });
      if (rows.length > 0) yield rows;
      const last = rows.at(-1);
      if (!last || rows.length < PAGE) return;
      const { expiresAt, orderId, attempt } = last;
      after = { afterExpiresAt: expiresAt, afterOrderId: orderId, afterAttempt: attempt };
    }
  }

  /** Which of these sessions are settled now, or newly delayed, as `order attempt`. */
  async settledSessions(
    sessions: readonly Pick<UnsettledSession, 'orderId' | 'attempt' | 'delayed'>[],
  ): Promise<ReadonlySet<string>> {
    const rows = await this.database.run(settledSessions, {
      orderIds: sessions.map(({ orderId }) => orderId),
      attempts: sessions.map(({ attempt }) => attempt),
      delayed: sessions.map(({ delayed }) => delayed),
    });
    return new Set(rows.map(({ orderId, attempt }) => `${orderId} ${attempt}`));
  }

  /** Ends a session that Stripe never created, unless it was requested again meanwhile. */
  async closeUncreated({ orderId, attempt, keyedAt }: UnsettledSession): Promise<void> {
    await this.database.run(closeUncreated, { orderId, attempt, keyedAt });
  }
}
