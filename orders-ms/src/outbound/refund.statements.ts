import type { Actor } from '@orderwire/contracts';
import { statement } from '@orderwire/platform';
import type { Refund } from '../domain/refund.js';
import { insertEntries } from './timeline.sql.js';

/** A refund as it is stored. */
export interface StoredRefund extends Refund {
  /** What staff asked for; null: all that is left. */
  readonly asked: number | null;
  readonly note: string | null;
  readonly actor: Actor;
  readonly correlationId: string;
  readonly tries: number;
  readonly createdAt: Date;
}

const columns = `id, order_id AS "orderId", payment_id AS "paymentId", amount, asked, status, reason, automatic, note,
  restock, actor, correlation_id AS "correlationId", failure, news_at AS "newsAt", told, announced, tries,
  created_at AS "createdAt"`;

/** Oldest first. */
export const refundsOf = statement<StoredRefund>(
  'refunds.of',
  `SELECT ${columns} FROM order_refunds WHERE order_id = ANY ((SELECT $1::uuid[])::uuid[]) ORDER BY created_at, id`,
);

export const findRefund = statement<StoredRefund>(
  'refunds.find',
  `SELECT ${columns} FROM order_refunds WHERE id = $1`,
);

/** A refund that staff ask for, with its timeline entry. Gives no row when it is stored already. */
export const insertRefund = statement<StoredRefund>(
  'refunds.insert',
  `WITH stored AS (
     INSERT INTO order_refunds (id, order_id, amount, asked, reason, note, restock, actor, correlation_id, news_at, due_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
     ON CONFLICT (id) DO NOTHING RETURNING *
   ), told AS (${insertEntries(12, 'WHERE EXISTS (SELECT FROM stored)')})
   SELECT ${columns} FROM stored`,
);

/** What news made of refunds, those first heard of included. */
export const saveRefunds = statement(
  'refunds.save',
  `INSERT INTO order_refunds AS r (id, order_id, payment_id, amount, status, reason, automatic, actor, correlation_id,
     failure, news_at, told, announced, due_at)
   SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::int[], $5::text[], $6::text[], $7::bool[], $8::jsonb[],
     $9::text[], $10::text[], $11::timestamptz[], $12::bool[], $13::bool[], $14::timestamptz[])
   ON CONFLICT (id) DO UPDATE SET payment_id = excluded.payment_id, amount = excluded.amount, status = excluded.status,
     failure = excluded.failure, news_at = excluded.news_at, told = excluded.told, announced = excluded.announced,
     due_at = excluded.due_at, updated_at = now()`,
);

/** Where orders stand by their refunds. */
export const restandOrders = statement(
  'refunds.restand',
  `UPDATE orders SET status = s.status, refunded_amount = s.refunded_amount, status_before_refund = s.before,
     updated_at = now()
   FROM unnest($1::uuid[], $2::text[], $3::int[], $4::text[]) AS s (id, status, refunded_amount, before)
   WHERE orders.id = s.id`,
);

/** Payments-ms has the refund: from here on its events say how it goes. Nothing changes when they were faster. */
export const answerRefund = statement(
  'refunds.answer',
  `WITH answered AS (
     UPDATE idempotency_keys SET reply = $6::json WHERE scope = $4 AND key = $5 AND reply IS NULL
   )
   UPDATE order_refunds SET status = 'pending', payment_id = $2, amount = $3, due_at = NULL, updated_at = now()
   WHERE id = $1 AND status = 'requested'`,
);

/** Refunds that somebody has to look at. Taken for a while, longer each time: whoever takes them may crash. */
export const takeDue = statement<StoredRefund>(
  'refunds.take_due',
  `UPDATE order_refunds SET tries = tries + 1, due_at = now() + least(60, power(2, least(tries, 6))) * interval '1 minute'
   WHERE id IN (SELECT id FROM order_refunds WHERE due_at < now() ORDER BY due_at LIMIT $1 FOR UPDATE SKIP LOCKED)
   RETURNING ${columns}`,
);
