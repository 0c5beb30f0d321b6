import { Injectable } from '@nestjs/common';
import { Database, type FactQuery, FactTable, statement, type Tx } from '@orderwire/platform';

/** A captured payment of an order, as stored. */
export interface Capture {
  /** `pi_…`; `cs_…` when nothing was to pay. */
  readonly id: string;
  readonly orderId: string;
  readonly sessionId: string;
  /** Minor units. */
  readonly amount: number;
  readonly currency: string;
  readonly receiptUrl: string | null;
  readonly paidAt: Date;
  /** When payments-ms stored it. */
  readonly recordedAt: Date;
  /** Whether amount and currency are those of the payment session. */
  readonly exact: boolean;
  /** What a promotion code took off, in minor units: all of the session's amount, or nothing. */
  readonly discount: number;
  /** Null when the payment session's row does not exist. */
  readonly correlationId: string | null;
}

/** Captures of an order that orders-ms did not reject, and those that differ from their session. */
const REPUBLISHABLE = `order_id = :orderId AND (status = 'amount_mismatch' OR rejected_because IS NULL)`;

const capturesOfOrder = statement<
  { sessionId: string; exact: boolean; due: boolean },
  { orderId: string; seconds: number }
>(
  'captures.of_order',
  `SELECT session_id AS "sessionId", status = 'succeeded' AS exact,
     announced_at < now() - make_interval(secs => :seconds) AS due
   FROM payments WHERE ${REPUBLISHABLE}`,
);

type CaptureRow = { [Field in keyof Capture]: Capture[Field] };

const CAPTURE = `p.id, p.order_id AS "orderId", p.session_id AS "sessionId", p.amount, p.currency,
     p.receipt_url AS "receiptUrl", p.paid_at AS "paidAt", p.created_at AS "recordedAt",
     p.status = 'succeeded' AS exact,
     CASE WHEN p.amount > 0 OR p.status <> 'succeeded' THEN 0
       ELSE (SELECT s.amount FROM payment_sessions s WHERE s.stripe_id = p.session_id) END AS discount,
     (SELECT s.correlation_id FROM payment_sessions s WHERE s.order_id = p.order_id
      ORDER BY s.stripe_id = p.session_id DESC NULLS LAST LIMIT 1) AS "correlationId"`;

/** Of several concurrent callers only one gets the rows. */
const claimCaptures = statement<CaptureRow, { orderId: string; seconds: number }>(
  'captures.claim',
  `WITH due AS MATERIALIZED (
     SELECT id FROM payments WHERE ${REPUBLISHABLE} AND announced_at < now() - make_interval(secs => :seconds)
     ORDER BY id FOR UPDATE
   )
   UPDATE payments p SET announced_at = now() FROM due WHERE p.id = due.id
   RETURNING ${CAPTURE}`,
);

const factsOf = (name: string, where: string) =>
  new FactTable<CaptureRow>(name, {
    columns: CAPTURE,
    from: 'payments p',
    where,
    at: 'p.created_at',
    id: 'p.id',
    idType: 'text',
  });
const succeeded = factsOf('facts.payment_succeeded', `p.status = 'succeeded' AND p.rejected_because IS NULL`);
const mismatched = factsOf('facts.payment_mismatched', `p.status = 'amount_mismatch'`);

const unrejected = statement<{ id: string }, { ids: readonly string[] }>(
  'captures.unrejected',
  `SELECT id FROM unnest((SELECT :ids::text[])) AS f (id)
   WHERE NOT EXISTS (SELECT FROM payments p WHERE p.id = f.id AND p.rejected_because IS NOT NULL)`,
);

/** Captures, and when each was last published. */
@Injectable()
export class CaptureRepository {
  constructor(private readonly database: Database) {}

  /** `due`: not published within the last `seconds`. */
  ofOrder(orderId: string, seconds: number): Promise<{ sessionId: string; exact: boolean; due: boolean }[]> {
    return this.database.run(capturesOfOrder, { orderId, seconds });
  }

  /** The captures to publish in this transaction. No other caller gets them for so many seconds. */
  claimForRepublish(tx: Tx, orderId: string, seconds: number): Promise<Capture[]> {
    return tx.run(claimCaptures, { orderId, seconds });
  }

  /** Captures by the time at which they were stored: exact ones that are not rejected, or others. */
  facts(query: FactQuery, exact: boolean) {
    return (exact ? succeeded : mismatched).read(this.database, query);
  }

  /** Which of these payments are not marked as rejected. */
  async unrejected(ids: readonly string[]): Promise<string[]> {
    return (await this.database.run(unrejected, { ids })).map(({ id }) => id);
  }
}
