import { Injectable } from '@nestjs/common';
import { Database, statement } from '@orderwire/platform';
import { type CheckoutSession, idempotencyKeyOf } from '../checkout/checkout-session.js';

/** A Checkout Session of this shop that names its order and attempt. */
export type OwnSession = CheckoutSession & {
  readonly orderId: string;
  readonly attempt: number;
  readonly createdAt: Date;
};

/**
 * Stores a session that exists at Stripe. Older attempts than `newest`, and sessions beside a live or
 * paid one, are superseded. No row when the attempt is stored.
 */
const importSession = statement<
  { attempt: number },
  {
    orderId: string;
    attempt: number;
    newest: boolean;
    stripeId: string;
    url: string | null;
    amount: number;
    currency: string;
    key: string;
    correlationId: string;
    expiresAt: Date;
    createdAt: Date;
  }
>(
  'sessions.import',
  `WITH replaced AS (
     UPDATE payment_sessions SET status = 'superseded', request = NULL
     WHERE order_id = :orderId AND attempt < :attempt AND status IN ('opening', 'open') AND :newest::boolean RETURNING attempt
   )
   INSERT INTO payment_sessions (order_id, attempt, status, stripe_id, url, amount, currency, idempotency_key, correlation_id, expires_at, keyed_at, created_at)
   SELECT :orderId, :attempt, (CASE WHEN :newest::boolean AND NOT EXISTS (
       SELECT FROM payment_sessions o WHERE o.order_id = :orderId AND o.status IN ('opening', 'open', 'complete')
         AND o.attempt NOT IN (SELECT attempt FROM replaced)) THEN 'open' ELSE 'superseded' END)::session_status,
     :stripeId, :url, :amount, :currency, :key, :correlationId, :expiresAt, :createdAt, :createdAt
   ON CONFLICT DO NOTHING RETURNING attempt`,
);

/** Processes the events again whose session or payment was not stored when they arrived. */
const reopenEvents = statement<Record<string, never>, { since: Date }>(
  'events.reopen_unknown',
  `UPDATE stripe_events SET processed_at = NULL, outcome = NULL, tries = 0, due_at = now()
   WHERE outcome IN ('unknown_order', 'unknown_payment') AND received_at >= :since`,
);

const liveSessions = statement<{ orderId: string }, { from: Date; to: Date; after: string; limit: number }>(
  'sessions.live_between',
  `SELECT order_id AS "orderId" FROM payment_sessions
   WHERE status IN ('opening', 'open') AND created_at >= :from AND created_at < :to AND order_id > :after
   ORDER BY order_id LIMIT :limit`,
);

const NIL_UUID = '00000000-0000-0000-0000-000000000000';
const PAGE = 100;

/** Payment sessions that a restore concerns. Not on the path of an order. */
@Injectable()
export class RestoredSessionRepository {
  constructor(private readonly database: Database) {}

  /** `newest`: of all attempts of the order. False when the attempt is stored already. */
  async import(
    { id: stripeId, orderId, attempt, url, amount, currency, expiresAt, createdAt }: OwnSession,
    newest: boolean,
    correlationId: string,
  ): Promise<boolean> {
    if (!amount || !currency) return false;
    const key = idempotencyKeyOf({ orderId, attempt });
    const row = {
      orderId,
      attempt,
      newest,
      stripeId,
      url,
      amount,
      currency,
      key,
      correlationId,
      expiresAt,
      createdAt,
    };
    return (await this.database.run(importSession, row)).length > 0;
  }

  async reopenEvents(since: Date): Promise<void> {
    await this.database.run(reopenEvents, { since });
  }

  /** Pages of orders with a session that can still be paid and was created in a time span. */
  async *ordersWithLiveSession(from: Date, to: Date): AsyncGenerator<string[]> {
    for (let after = NIL_UUID; ;) {
      const rows = await this.database.run(liveSessions, { from, to, after, limit: PAGE });
      yield rows.map(({ orderId }) => orderId);
      const last = rows.at(-1);
      if (!last || rows.length < PAGE) return;
      after = last.orderId;
    }
  }
}
