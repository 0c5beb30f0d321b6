import { Injectable } from '@nestjs/common';
import { type Actor, type RefundEvent, type RefundView, system } from '@orderwire/contracts';
import {
  columnList,
  type Columns,
  Database,
  type FactQuery,
  FactTable,
  parameterList,
  selectList,
  type Queryable,
  statement,
  type Tx,
} from '@orderwire/platform';
import type { KeyedReply } from '../idempotency/idempotency.repository.js';
import { entryParams, type EntryParams, insertEntries } from '../timeline/timeline.repository.js';
import type { NewTimelineEntry } from '../timeline/timeline.js';
import type { OrderTotals, Refund, RefundUpdate } from './refund.js';

/** A refund as it is stored. */
export interface StoredRefund extends Refund {
  /** Requested by staff; null: everything that is left. */
  readonly requestedAmount: number | null;
  readonly note: string | null;
  readonly actor: Actor;
  readonly correlationId: string;
  readonly attempts: number;
  readonly createdAt: Date;
}

/** A refund to be saved; `checkAgain`: the job takes it in a minute. */
export type RefundToSave = Refund & { correlationId: string; checkAgain: boolean };

const columns = {
  id: 'id',
  orderId: 'order_id',
  paymentId: 'payment_id',
  amount: 'amount',
  requestedAmount: 'requested_amount',
  status: 'status',
  reason: 'reason',
  automatic: 'automatic',
  note: 'note',
  restock: 'restock',
  actor: 'actor',
  correlationId: 'correlation_id',
  failure: 'failure',
  reportedAt: 'reported_at',
  requestRecorded: 'request_recorded',
  published: 'published',
  attempts: 'tries',
  createdAt: 'created_at',
} satisfies Columns<StoredRefund>;

const selected = selectList(columns);

/** Oldest first. */
const refundsOfOrders = statement<StoredRefund, { orderIds: readonly string[] }>(
  'refunds.of_orders',
  `SELECT ${selected} FROM order_refunds
   WHERE order_id = ANY ((SELECT :orderIds::uuid[])::uuid[]) ORDER BY created_at, id`,
);

const findRefund = statement<StoredRefund, { id: string }>(
  'refunds.find',
  `SELECT ${selected} FROM order_refunds WHERE id = :id`,
);

/**
 * The columns of a request. The others have their defaults until payments-ms reports the refund.
 */
const requestColumns = {
  id: columns.id,
  orderId: columns.orderId,
  amount: columns.amount,
  requestedAmount: columns.requestedAmount,
  reason: columns.reason,
  note: columns.note,
  restock: columns.restock,
  actor: columns.actor,
  correlationId: columns.correlationId,
  reportedAt: columns.reportedAt,
};

type InsertParams = Omit<Pick<StoredRefund, keyof typeof requestColumns>, 'restock'> & {
  restock: string;
} & EntryParams;

/**
 * A refund requested by staff, with its timeline entry. Returns no row when it exists. The job
 * takes it in a minute.
 */
const insertRefund = statement<StoredRefund, InsertParams>(
  'refunds.insert',
  `WITH stored AS (
     INSERT INTO order_refunds (${columnList(requestColumns)}, due_at)
     VALUES (${parameterList(requestColumns)}, now() + interval '1 minute')
     ON CONFLICT (id) DO NOTHING RETURNING *
   ), entries AS (${insertEntries('WHERE EXISTS (SELECT FROM stored)')})
   SELECT ${selected} FROM stored`,
);

const saveRefunds = statement<Record<string, never>, SaveParams>(
  'refunds.save',
  `INSERT INTO order_refunds AS r (id, order_id, payment_id, amount, status, reason, automatic, actor, correlation_id,
     failure, reported_at, request_recorded, published, due_at)
   SELECT s.id, s.order_id, s.payment_id, s.amount, s.status, s.reason, s.automatic, :actor, s.correlation_id,
     s.failure, s.reported_at, s.recorded, s.published, CASE WHEN s.again THEN now() + interval '1 minute' END
   FROM unnest(:ids::uuid[], :orderIds::uuid[], :paymentIds::text[], :amounts::bigint[], :statuses::text[], :reasons::text[],
     :automatic::bool[], :correlationIds::text[], :failures::text[], :reportedAt::timestamptz[], :requestRecorded::bool[],
     :published::bool[], :checkAgain::bool[])
     AS s (id, order_id, payment_id, amount, status, reason, automatic, correlation_id, failure, reported_at, recorded,
       published, again)
   ON CONFLICT (id) DO UPDATE SET payment_id = excluded.payment_id, amount = excluded.amount, status = excluded.status,
     failure = excluded.failure, reported_at = excluded.reported_at, request_recorded = excluded.request_recorded, published = excluded.published,
     due_at = excluded.due_at, updated_at = now()`,
);

interface SaveParams {
  ids: string[];
  orderIds: string[];
  paymentIds: (string | null)[];
  amounts: number[];
  statuses: string[];
  reasons: string[];
  automatic: boolean[];
  actor: Actor;
  correlationIds: string[];
  failures: (string | null)[];
  reportedAt: string[];
  requestRecorded: boolean[];
  published: boolean[];
  checkAgain: boolean[];
}

const updateTotals = statement<Record<string, never>, TotalsParams>(
  'refunds.update_totals',
  `UPDATE orders SET status = t.status, refunded_amount = t.refunded_amount, status_before_refund = t.before,
     updated_at = now()
   FROM unnest(:orderIds::uuid[], :statuses::text[], :refundedAmounts::bigint[], :statusesBefore::text[])
     AS t (id, status, refunded_amount, before)
   WHERE orders.id = t.id`,
);

interface TotalsParams {
  orderIds: string[];
  statuses: string[];
  refundedAmounts: number[];
  statusesBefore: (string | null)[];
}

/** Changes nothing when an event of payments-ms was faster. */
const markSubmitted = statement<Record<string, never>, SubmittedParams>(
  'refunds.mark_submitted',
  `WITH answered AS (
     UPDATE idempotency_keys SET reply = :reply::json WHERE scope = :scope AND key = :key AND reply IS NULL
   )
   UPDATE order_refunds SET status = 'pending', payment_id = :paymentId, amount = :amount, due_at = NULL, updated_at = now()
   WHERE id = :id AND status = 'requested'`,
);

interface SubmittedParams {
  id: string;
  paymentId: string;
  amount: number;
  scope: string | null;
  key: string | null;
  reply: string | null;
}

/** Postpones the refunds that it returns, by 2, 4, … 60 minutes, in case this process crashes. */
const claimDue = statement<StoredRefund, { limit: number }>(
  'refunds.claim_due',
  `UPDATE order_refunds SET tries = tries + 1, due_at = now() + least(60, power(2, least(tries, 6))) * interval '1 minute'
   WHERE id IN (SELECT id FROM order_refunds WHERE due_at < now() ORDER BY due_at LIMIT :limit FOR UPDATE SKIP LOCKED)
   RETURNING ${selected}`,
);

const unappliedRefunds = statement<
  { id: string },
  { ids: string[]; orderIds: string[]; status: RefundUpdate['status'] }
>(
  'refunds.unapplied',
  `SELECT f.id FROM unnest((SELECT :ids::uuid[]), (SELECT :orderIds::uuid[])) AS f (id, order_id)
   JOIN orders ON orders.id = f.order_id LEFT JOIN order_refunds r ON r.id = f.id
   WHERE CASE :status::text WHEN 'pending' THEN r.request_recorded IS NOT TRUE ELSE r.status IS DISTINCT FROM :status END`,
);

type PublishedRefund = Pick<
  StoredRefund,
  'orderId' | 'amount' | 'restock' | 'reportedAt' | 'correlationId'
> & {
  currency: string;
  refundedAmount: number;
  totalAmount: number;
};

const publishedRefunds = new FactTable<PublishedRefund>('facts.order_refunded', {
  columns: `r.order_id AS "orderId", r.amount, r.restock, r.reported_at AS "reportedAt",
     r.correlation_id AS "correlationId", o.currency, o.refunded_amount AS "refundedAmount",
     o.total_amount AS "totalAmount"`,
  from: 'order_refunds r JOIN orders o ON o.id = r.order_id',
  where: 'r.published',
  at: 'r.updated_at',
  id: 'r.id',
  idType: 'uuid',
});

/** Refunds are only written while their orders are locked. */
@Injectable()
export class RefundRepository {
  constructor(private readonly database: Database) {}

  /** Oldest first. */
  ofOrders(tx: Queryable, orderIds: readonly string[]): Promise<StoredRefund[]> {
    return tx.run(refundsOfOrders, { orderIds });
  }

  async find(id: string): Promise<StoredRefund | undefined> {
    return (await this.database.run(findRefund, { id }))[0];
  }

  /** The refund as it is stored; undefined when it exists already. */
  async insert(
    tx: Tx,
    refund: Omit<StoredRefund, 'attempts' | 'createdAt'>,
    entry: NewTimelineEntry,
  ): Promise<StoredRefund | undefined> {
    const restock = JSON.stringify(refund.restock);
    return (await tx.run(insertRefund, { ...refund, restock, ...entryParams([entry]) }))[0];
  }

  async save(tx: Tx, refunds: readonly RefundToSave[]): Promise<void> {
    await tx.run(saveRefunds, {
      ids: refunds.map(({ id }) => id),
      orderIds: refunds.map(({ orderId }) => orderId),
      paymentIds: refunds.map(({ paymentId }) => paymentId),
      amounts: refunds.map(({ amount }) => amount),
      statuses: refunds.map(({ status }) => status),
      reasons: refunds.map(({ reason }) => reason),
      automatic: refunds.map(({ automatic }) => automatic),
      actor: system,
      correlationIds: refunds.map(({ correlationId }) => correlationId),
      failures: refunds.map(({ failure }) => failure),
      reportedAt: refunds.map(({ reportedAt }) => reportedAt.toISOString()),
      requestRecorded: refunds.map(({ requestRecorded }) => requestRecorded),
      published: refunds.map(({ published }) => published),
      checkAgain: refunds.map(({ checkAgain }) => checkAgain),
    });
  }

  async updateTotals(tx: Tx, orders: readonly (OrderTotals & { id: string })[]): Promise<void> {
    await tx.run(updateTotals, {
      orderIds: orders.map(({ id }) => id),
      statuses: orders.map(({ status }) => status),
      refundedAmounts: orders.map(({ refundedAmount }) => refundedAmount),
      statusesBefore: orders.map(({ statusBeforeRefund }) => statusBeforeRefund),
    });
  }

  /**
   * Stores that payments-ms has the refund, and the reply of the Idempotency-Key if there is one.
   */
  async markSubmitted({ id, paymentId, amount }: RefundView, keyed?: KeyedReply): Promise<void> {
    const { scope = null, key = null } = keyed?.claim ?? {};
    const reply = keyed ? JSON.stringify(keyed.reply) : null;
    await this.database.run(markSubmitted, { id, paymentId, amount, scope, key, reply });
  }

  /** Up to `limit` refunds that are due. */
  claimDue(limit: number): Promise<StoredRefund[]> {
    return this.database.run(claimDue, { limit });
  }

  /** Ids of refunds of our orders that are not stored with this status. */
  async unapplied(refunds: readonly RefundEvent[], status: RefundUpdate['status']): Promise<string[]> {
    const ids = refunds.map(({ refundId }) => refundId);
    const orderIds = refunds.map(({ orderId }) => orderId);
    return (await this.database.run(unappliedRefunds, { ids, orderIds, status })).map(({ id }) => id);
  }

  /** Published refunds, by their last change. */
  published(query: FactQuery) {
    return publishedRefunds.read(this.database, query);
  }
}
