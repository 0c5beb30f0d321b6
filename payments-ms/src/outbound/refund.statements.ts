import { statement } from '@orderwire/platform';
import type { RefundStatus } from '../domain/refund.js';

export interface RefundRow {
  id: string;
  order_id: string;
  payment_id: string;
  /** bigint comes as text. */
  amount: string;
  asked: string | null;
  currency: string;
  status: RefundStatus;
  reason: string;
  automatic: boolean;
  stripe_id: string | null;
  idempotency_key: string;
  keyed_at: Date;
  failure: string | null;
  correlation_id: string;
  requested_at: Date;
  changed_at: Date;
  tries: number;
}

const COLUMNS = [
  'id, order_id, payment_id, amount, asked, currency, status, reason, automatic, stripe_id',
  'idempotency_key, keyed_at, failure, correlation_id, requested_at, changed_at, tries',
].join(', ');

const prefixed = (table: string): string =>
  COLUMNS.split(', ')
    .map((column) => `${table}.${column}`)
    .join(', ');

/**
 * Reserves an amount ($3; null: all that is left) of the one payment that stands for an order. Refunds of a payment take
 * turns at its row, so that together they never exceed what was captured. $5: how long the first try is the caller's own, ms.
 */
export const reserveRefund = statement<RefundRow>(
  'refunds.reserve',
  `WITH standing AS MATERIALIZED (
     SELECT id, order_id, currency, amount - refunded AS rest FROM payments
     WHERE order_id = $2 AND status = 'succeeded' AND rejected_because IS NULL ORDER BY id FOR UPDATE
   )
   INSERT INTO refunds (id, order_id, payment_id, amount, asked, currency, reason, automatic, idempotency_key, correlation_id, due_at)
   SELECT $1::uuid, order_id, id, COALESCE($3::bigint, rest), $3::bigint, currency, $4, false, $6, $7,
     now() + make_interval(secs => $5 / 1000.0)
   FROM standing
   WHERE (SELECT count(*) FROM standing) = 1 AND COALESCE($3::bigint, rest) BETWEEN 1 AND rest
   ON CONFLICT DO NOTHING RETURNING ${COLUMNS}`,
);

/** The payments that stand for an order. */
export const standingPayments = statement<{ amount: string; refunded: string }>(
  'refunds.standing',
  `SELECT amount, refunded FROM payments
   WHERE order_id = $1 AND status = 'succeeded' AND rejected_because IS NULL ORDER BY id`,
);

/**
 * Money that pays nothing: marks the payments and reserves all that is left of each. `known` names every payment that was found,
 * the refund's columns are null where there was none to make.
 */
export const reserveWrong = statement<
  { known: string } & { [Column in keyof RefundRow]: RefundRow[Column] | null }
>(
  'refunds.reserve_wrong',
  `WITH wrong AS MATERIALIZED (
     SELECT p.id, p.order_id, p.currency, p.amount - p.refunded AS rest, d.refund_id, d.reason, d.key, d.correlation_id
     FROM unnest((SELECT $1::text[]), (SELECT $2::uuid[]), (SELECT $3::uuid[]), (SELECT $4::text[]), (SELECT $5::text[]), (SELECT $6::text[]))
       AS d(payment_id, order_id, refund_id, reason, key, correlation_id)
     JOIN payments p ON p.id = d.payment_id AND p.order_id = d.order_id ORDER BY p.id FOR UPDATE OF p
   ), marked AS (
     UPDATE payments p SET rejected_because = w.reason FROM wrong w WHERE p.id = w.id AND p.rejected_because IS NULL
   ), made AS (
     INSERT INTO refunds (id, order_id, payment_id, amount, currency, reason, automatic, idempotency_key, correlation_id)
     SELECT refund_id, order_id, id, rest, currency, reason, true, key, correlation_id FROM wrong WHERE rest > 0
     ON CONFLICT DO NOTHING RETURNING ${COLUMNS}
   )
   SELECT w.id AS known, ${prefixed('m')} FROM (SELECT DISTINCT id FROM wrong) w LEFT JOIN made m ON m.payment_id = w.id`,
);

/** Takes over a refund that was made at Stripe, when there is room for it beside those of ours. */
export const adoptRefund = statement<RefundRow>(
  'refunds.adopt',
  `WITH payment AS MATERIALIZED (
     SELECT id, order_id, currency, amount - refunded AS rest FROM payments WHERE id = $2 FOR UPDATE
   )
   INSERT INTO refunds (id, order_id, payment_id, amount, asked, currency, status, reason, automatic, stripe_id, idempotency_key, correlation_id)
   SELECT $1::uuid, order_id, id, $3::bigint, $3::bigint, currency, $4::refund_status, $5, false, $6, $7, $8 FROM payment
   WHERE $3::bigint BETWEEN 1 AND rest
   ON CONFLICT DO NOTHING RETURNING ${COLUMNS}`,
);

/** Moves a refund on from the status it is known to have ($2). One that had failed needs its amount to be free again. */
export const moveRefund = statement<RefundRow>(
  'refunds.move',
  `WITH payment AS MATERIALIZED (
     SELECT p.id, p.amount - p.refunded AS rest FROM payments p
     WHERE p.id = (SELECT payment_id FROM refunds WHERE id = $1) FOR UPDATE
   )
   UPDATE refunds r
   SET status = $3::refund_status, stripe_id = COALESCE($4, r.stripe_id), failure = $5, error = NULL, tries = 0, changed_at = now(),
     due_at = now() + make_interval(secs => $6 / 1000.0)
   FROM payment
   WHERE r.id = $1 AND r.payment_id = payment.id AND r.status = $2::refund_status
     AND (r.status <> 'failed' OR r.amount <= payment.rest)
   RETURNING ${prefixed('r')}`,
);

/** A refund by our id or by Stripe's. */
export const readRefund = statement<RefundRow>(
  'refunds.read',
  `SELECT ${COLUMNS} FROM refunds WHERE id = $1 OR stripe_id = $2 ORDER BY stripe_id = $2 DESC NULLS LAST LIMIT 1`,
);

export const refundedPayment = statement<{ order_id: string }>(
  'refunds.payment',
  `SELECT order_id FROM payments WHERE id = $1`,
);

/** Takes refunds that are on their way and due, for as long as the lease lasts ($1, ms). */
export const takeRefunds = statement<RefundRow>(
  'refunds.take',
  `WITH due AS MATERIALIZED (
     SELECT id FROM refunds WHERE status IN ('requested', 'pending') AND due_at <= now()
     ORDER BY due_at LIMIT $2 FOR UPDATE SKIP LOCKED
   )
   UPDATE refunds r SET due_at = now() + make_interval(secs => $1 / 1000.0), tries = r.tries + 1
   FROM due WHERE r.id = due.id RETURNING ${prefixed('r')}`,
);

export const postponeRefund = statement(
  'refunds.postpone',
  `UPDATE refunds SET due_at = now() + make_interval(secs => $2 / 1000.0), error = $3
   WHERE id = $1 AND status IN ('requested', 'pending')`,
);

export const rekeyRefund = statement<{ id: string }>(
  'refunds.rekey',
  `UPDATE refunds SET idempotency_key = $3, keyed_at = now()
   WHERE id = $1 AND idempotency_key = $2 AND status = 'requested' RETURNING id`,
);
