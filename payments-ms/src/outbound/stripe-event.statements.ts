import { statement } from '@orderwire/platform';
import { insertEntries } from './ledger.statements.js';
import type { Replaced } from '../domain/settlement.js';

/** An event that is already stored changes nothing. */
export const storeEvents = statement<{ id: string }>(
  'events.store',
  `INSERT INTO stripe_events
     (id, type, object_id, api_version, livemode, order_id, attempt, payment_id, payload, processed_at, outcome)
   SELECT d.id, d.type, d.object_id, d.api_version, d.livemode, d.order_id, d.attempt, d.payment_id, d.payload,
     CASE WHEN d.outcome IS NOT NULL THEN now() END, d.outcome
   FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::boolean[], $6::uuid[], $7::int[], $8::text[], $9::text[], $10::text[])
     AS d(id, type, object_id, api_version, livemode, order_id, attempt, payment_id, payload, outcome)
   ON CONFLICT (id) DO NOTHING RETURNING id`,
);

export interface TakenRow {
  id: string;
  type: string;
  object_id: string | null;
  received_at: Date;
  tries: number;
  order_id: string | null;
  attempt: number | null;
  stripe_id: string | null;
  amount: number | null;
  currency: string | null;
  correlation_id: string | null;
  replaced: Replaced | null;
}

/** Takes events that are due for as long as the lease lasts ($1, ms); replicas never take the same. */
export const takeEvents = statement<TakenRow>(
  'events.take',
  `WITH due AS MATERIALIZED (
     SELECT id FROM stripe_events WHERE processed_at IS NULL AND due_at <= now()
     ORDER BY received_at LIMIT $2 FOR UPDATE SKIP LOCKED
   ), taken AS (
     UPDATE stripe_events e SET due_at = now() + make_interval(secs => $1 / 1000.0), tries = tries + 1
     FROM due WHERE e.id = due.id
     RETURNING e.id, e.type, e.object_id, e.received_at, e.tries, e.order_id, e.attempt
   )
   SELECT t.id, t.type, t.object_id, t.received_at, t.tries,
     s.order_id, s.attempt, s.stripe_id, s.amount, s.currency, s.correlation_id,
     CASE WHEN s.status = 'superseded'
            OR EXISTS (SELECT FROM payment_sessions n WHERE n.order_id = s.order_id AND n.attempt > s.attempt) THEN 'yes'
          WHEN s.replacing THEN 'soon' ELSE 'no' END AS replaced
   FROM taken t LEFT JOIN payment_sessions s ON s.order_id = t.order_id AND s.attempt = t.attempt
   ORDER BY t.received_at`,
);

/** An event whose payment was settled while it was looked at does not wait. */
export const postponeEvents = statement(
  'events.postpone',
  `UPDATE stripe_events e SET error = w.error,
     due_at = CASE WHEN e.due_at = '-infinity' THEN e.due_at ELSE now() + make_interval(secs => w.delay_ms / 1000.0) END
   FROM unnest($1::text[], $2::int[], $3::text[]) AS w(id, delay_ms, error)
   WHERE e.id = w.id AND e.processed_at IS NULL`,
);

export const finishEvent = statement(
  'events.finish',
  `UPDATE stripe_events SET processed_at = now(), outcome = $2, error = NULL WHERE id = $1 AND processed_at IS NULL`,
);

/** Lets go of up to $1 events processed more than 30 days ago; what is not processed stays for ever. */
export const sweepEvents = statement<{ swept: number }>(
  'events.sweep',
  `WITH old AS MATERIALIZED (
     SELECT id FROM stripe_events WHERE processed_at < now() - interval '30 days' LIMIT $1 FOR UPDATE SKIP LOCKED
   ), swept AS (DELETE FROM stripe_events e USING old WHERE e.id = old.id RETURNING 1)
   SELECT count(*)::int AS swept FROM swept`,
);

/**
 * Writes what a batch came to, and tells what is new: payments not stored before, and sessions that ended just now. The
 * end of a session that a newer link replaced is nobody's news; its payment would be. When sessions of one attempt end in the same
 * batch, the paid one is the attempt's. Refunds and disputes that came before their payment are due at once (`-infinity`);
 * they are found by their payment, not among all that waits: `processed_at` would offer that index.
 */
export const settleBatch = statement<{ session_id: string; news: 'paid' | 'mismatched' | 'over' }>(
  'events.settle',
  `WITH decided AS MATERIALIZED (
     SELECT * FROM unnest((SELECT $1::uuid[]), (SELECT $2::int[]), (SELECT $3::text[]), (SELECT $4::text[]), (SELECT $5::boolean[]), (SELECT $6::text[]), (SELECT $7::text[]),
                          (SELECT $8::text[]), (SELECT $9::timestamptz[]), (SELECT $10::bigint[]), (SELECT $11::text[]), (SELECT $12::text[]))
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
       settled_at = CASE WHEN d.final THEN now() END,
       status = CASE WHEN s.status IN ('opening', 'open') OR (s.status = 'complete' AND d.status = 'failed')
                     THEN d.status::session_status ELSE s.status END
     FROM (SELECT DISTINCT ON (order_id, attempt) * FROM decided
           ORDER BY order_id, attempt, payment_id IS NULL, final DESC, session_id) d
     WHERE s.order_id = d.order_id AND s.attempt = d.attempt AND s.settled_at IS NULL
     RETURNING d.session_id, d.final AND d.payment_id IS NULL AND 'superseded' NOT IN (d.status, s.status::text) AS over
   ), done AS (
     UPDATE stripe_events e SET processed_at = now(), outcome = o.outcome, error = NULL
     FROM unnest((SELECT $13::text[]), (SELECT $14::text[])) AS o(id, outcome) WHERE e.id = o.id
   ), posted AS (
   ${insertEntries(15)}
   )
   SELECT session_id, CASE status WHEN 'succeeded' THEN 'paid' ELSE 'mismatched' END AS news FROM paid
   UNION ALL SELECT session_id, 'over' FROM moved WHERE over`,
);
