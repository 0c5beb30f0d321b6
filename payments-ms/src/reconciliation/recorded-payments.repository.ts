import { Injectable } from '@nestjs/common';
import { Database, statement, type Statement } from '@orderwire/platform';
import type { DisputeStage } from '../disputes/dispute.js';
import type { RefundStatus } from '../refunds/refund.js';
import { EFFECTIVE } from '../refunds/refund.repository.js';
import { quarterHours, type Span } from './reconciliation.js';

/** A payment as stored. */
export type RecordedPayment = {
  /** `pi_…` */
  readonly id: string;
  readonly orderId: string;
  /** Minor units. */
  readonly amount: number;
  readonly currency: string;
  readonly paidAt: Date;
};

/** A refund or dispute as stored. */
export type RecordedReversal<State extends string> = {
  /** Stripe's: `re_…`, `dp_…` */
  readonly id: string;
  readonly paymentId: string;
  /** Minor units. */
  readonly amount: number;
  readonly currency: string;
  readonly state: State;
  readonly at: Date;
};
type RefundRow = RecordedReversal<RefundStatus>;
type DisputeRow = RecordedReversal<DisputeStage>;

/** Several payments for one order. `republished`: a republication did not resolve it. */
type DoublePayment = { orderId: string; paymentIds: string[]; republished: boolean };

type UnmatchedCapture = { id: string; orderId: string; amount: number; currency: string };

type Ids = { ids: readonly string[] };
type PageOf = Span & { afterAt: Date; afterId: string; limit: number };

/** The most differences of one kind that a run reports per day or quarter hour. */
const MAX_REPORTED = 1_000;
/** Payments of a page: a quarter hour at ten payments a second. */
const PAYMENTS_PAGE = 10_000;
const REVERSALS_PAGE = 500;

const PAYMENT = `id, order_id AS "orderId", amount, currency, paid_at AS "paidAt"`;
const REVERSAL = `payment_id AS "paymentId", amount, currency`;
const REFUND = `stripe_id AS id, ${REVERSAL}, status::text AS state, requested_at AS at`;
const DISPUTE = `id, ${REVERSAL}, stage::text AS state, opened_at AS at`;

const paymentsById = statement<RecordedPayment, Ids>(
  'reconcile.payments',
  `SELECT ${PAYMENT} FROM payments WHERE id = ANY(:ids::text[])`,
);

const paymentsBetween = statement<RecordedPayment, PageOf>(
  'reconcile.payments_between',
  `SELECT ${PAYMENT} FROM payments
   WHERE paid_at >= :from AND paid_at < :to AND (paid_at, id) > (:afterAt::timestamptz, :afterId::text)
     AND amount > 0
   ORDER BY paid_at, id LIMIT :limit`,
);

/** Payments published more than an hour ago whose order has another effective payment. */
const doublePayments = statement<DoublePayment, Span>(
  'reconcile.double_payments',
  `SELECT order_id AS "orderId", (SELECT array_agg(a.id ORDER BY a.id) FROM payments a
     WHERE a.order_id = p.order_id AND a.status = 'succeeded' AND a.rejected_because IS NULL) AS "paymentIds",
     announced_at > created_at AS republished
   FROM payments p
   WHERE paid_at >= :from AND paid_at < :to AND ${EFFECTIVE} AND announced_at < now() - interval '1 hour'
     AND EXISTS (SELECT FROM payments o WHERE o.order_id = p.order_id AND o.id <> p.id
       AND o.status = 'succeeded' AND o.rejected_because IS NULL)
   ORDER BY order_id LIMIT ${MAX_REPORTED}`,
);

/** Captures that pay for nothing, are not fully refunded, and have no open or lost dispute. */
const unmatchedCaptures = statement<UnmatchedCapture, Span>(
  'reconcile.unmatched_captures',
  `SELECT id, order_id AS "orderId", amount - refunded AS amount, currency FROM payments
   WHERE paid_at >= :from AND paid_at < :to AND refunded < amount
     AND (rejected_because IS NOT NULL OR status = 'amount_mismatch')
     AND NOT EXISTS (SELECT FROM disputes WHERE payment_id = payments.id AND stage IN ('opened', 'lost'))
   ORDER BY paid_at, id LIMIT ${MAX_REPORTED}`,
);

const session = statement<{ attempt: number }, { orderId: string; attempt: number }>(
  'reconcile.session',
  `SELECT attempt FROM payment_sessions WHERE order_id = :orderId AND attempt = :attempt`,
);

const refundsById = statement<RefundRow, Ids>(
  'reconcile.refunds',
  `SELECT ${REFUND} FROM refunds WHERE stripe_id = ANY(:ids::text[])`,
);

const refundIds = statement<{ id: string }, Ids>(
  'reconcile.refund_ids',
  `SELECT id FROM refunds WHERE id = ANY(:ids::uuid[])`,
);

const disputesById = statement<DisputeRow, Ids>(
  'reconcile.disputes',
  `SELECT ${DISPUTE} FROM disputes WHERE id = ANY(:ids::text[])`,
);

const refundsBetween = statement<RefundRow, PageOf>(
  'reconcile.refunds_between',
  `SELECT ${REFUND} FROM refunds
   WHERE requested_at >= :from AND requested_at < :to
     AND (requested_at, stripe_id) > (:afterAt::timestamptz, :afterId::text) AND stripe_id IS NOT NULL
   ORDER BY requested_at, stripe_id LIMIT :limit`,
);

const disputesBetween = statement<DisputeRow, PageOf>(
  'reconcile.disputes_between',
  `SELECT ${DISPUTE} FROM disputes
   WHERE opened_at >= :from AND opened_at < :to AND (opened_at, id) > (:afterAt::timestamptz, :afterId::text)
   ORDER BY opened_at, id LIMIT :limit`,
);

/** Our payments, refunds and disputes, for comparison with Stripe's. */
@Injectable()
export class RecordedPaymentsRepository {
  constructor(private readonly database: Database) {}

  payments(ids: readonly string[]): Promise<ReadonlyMap<string, RecordedPayment>> {
    return this.byId(paymentsById, ids);
  }

  /** By Stripe's id (`re_…`). */
  refunds(ids: readonly string[]): Promise<ReadonlyMap<string, RefundRow>> {
    return this.byId(refundsById, ids);
  }

  /** Which of our ids are stored. */
  async refundIds(ids: readonly string[]): Promise<ReadonlySet<string>> {
    return new Set((await this.database.run(refundIds, { ids })).map(({ id }) => id));
  }

  disputes(ids: readonly string[]): Promise<ReadonlyMap<string, DisputeRow>> {
    return this.byId(disputesById, ids);
  }

  /**
   * Pages of a span's payments, oldest first. The index on paid_at is BRIN, so that a paid order
   * costs nothing more. It has no order: without quarter hours each page would read a whole day.
   */
  async *paymentsBetween(span: Span): AsyncGenerator<RecordedPayment[]> {
    for (const quarterHour of quarterHours(span))
      yield* this.pages(paymentsBetween, quarterHour, PAYMENTS_PAGE, ({ paidAt }) => paidAt);
  }

  /** Pages of refunds that were requested in a span and accepted by Stripe. */
  refundsBetween(span: Span): AsyncGenerator<RefundRow[]> {
    return this.pages(refundsBetween, span, REVERSALS_PAGE, ({ at }) => at);
  }

  disputesBetween(span: Span): AsyncGenerator<DisputeRow[]> {
    return this.pages(disputesBetween, span, REVERSALS_PAGE, ({ at }) => at);
  }

  /**
   * Orders with several payments, none rejected for an hour. An order may come once per payment.
   */
  async *doublePayments(span: Span): AsyncGenerator<DoublePayment[]> {
    for (const { from, to } of quarterHours(span)) yield this.database.run(doublePayments, { from, to });
  }

  /** `amount`: what is not refunded, in minor units. */
  unmatchedCaptures({ from, to }: Span): Promise<UnmatchedCapture[]> {
    return this.database.run(unmatchedCaptures, { from, to });
  }

  async hasSession(orderId: string, attempt: number): Promise<boolean> {
    return (await this.database.run(session, { orderId, attempt })).length > 0;
  }

  private async byId<Row extends { id: string }>(
    statement: Statement<Row, Ids>,
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, Row>> {
    const rows = await this.database.run(statement, { ids });
    return new Map(rows.map((row) => [row.id, row]));
  }

  private async *pages<Row extends { id: string }>(
    statement: Statement<Row, PageOf>,
    { from, to }: Span,
    limit: number,
    timeOf: (row: Row) => Date,
  ): AsyncGenerator<Row[]> {
    let [afterAt, afterId] = [from, ''];
    for (;;) {
      const rows = await this.database.run(statement, { from, to, afterAt, afterId, limit });
      if (rows.length > 0) yield rows;
      const last = rows.at(-1);
      if (!last || rows.length < limit) return;
      [afterAt, afterId] = [timeOf(last), last.id];
    }
  }
}
