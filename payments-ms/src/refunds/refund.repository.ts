import { Injectable } from '@nestjs/common';
import { type Columns, contextOrSystem, Database, selectList, statement, type Tx } from '@orderwire/platform';
import {
  type CapturedPayment,
  type Refund,
  refundKeyOf,
  type RefundStatus,
  type StripeRefund,
  UNKNOWN_FAILURE,
} from './refund.js';

/** {@link Refund} as a row. */
export type RefundRow = Pick<Refund, keyof Refund>;

const columns: Columns<RefundRow> = {
  id: 'id',
  orderId: 'order_id',
  paymentId: 'payment_id',
  amount: 'amount',
  requestedAmount: 'asked',
  currency: 'currency',
  status: 'status',
  reason: 'reason',
  automatic: 'automatic',
  stripeId: 'stripe_id',
  idempotencyKey: 'idempotency_key',
  keyedAt: 'keyed_at',
  failure: 'failure',
  correlationId: 'correlation_id',
  requestedAt: 'requested_at',
  changedAt: 'changed_at',
  attempts: 'tries',
};
/** The columns of a {@link RefundRow}. */
export const REFUND = selectList(columns);
const prefixed = (table: string): string =>
  selectList(
    Object.fromEntries(Object.entries(columns).map(([field, column]) => [field, `${table}.${column}`])),
  );

/** Payments that were captured in the right amount and not rejected. */
export const EFFECTIVE = `status = 'succeeded' AND rejected_because IS NULL`;

const inMs = (delay: string): string => `now() + make_interval(secs => ${delay} / 1000.0)`;

/**
 * Reserves an amount (null: all that is left) of the order's one effective payment. The lock on the
 * payment serialises its refunds, so their sum never exceeds the capture.
 */
const reserveRefund = statement<
  RefundRow,
  {
    id: string;
    orderId: string;
    amount: number | null;
    reason: string;
    key: string;
    correlationId: string;
    leaseMs: number;
  }
>(
  'refunds.reserve',
  `WITH effective AS MATERIALIZED (
     SELECT id, order_id, currency, amount - refunded AS remaining FROM payments
     WHERE order_id = :orderId AND ${EFFECTIVE} ORDER BY id FOR UPDATE
   )
   INSERT INTO refunds (id, order_id, payment_id, amount, asked, currency, reason, automatic, idempotency_key, correlation_id, due_at)
   SELECT :id::uuid, order_id, id, COALESCE(:amount::bigint, remaining), :amount::bigint, currency, :reason, false, :key,
     :correlationId, ${inMs(':leaseMs')}
   FROM effective
   WHERE (SELECT count(*) FROM effective) = 1 AND COALESCE(:amount::bigint, remaining) BETWEEN 1 AND remaining
   ON CONFLICT DO NOTHING RETURNING ${REFUND}`,
);

const effectivePayments = statement<{ amount: number; refunded: number }, { orderId: string }>(
  'refunds.effective_payments',
  `SELECT amount, refunded FROM payments WHERE order_id = :orderId AND ${EFFECTIVE} ORDER BY id`,
);

/**
 * Marks payments as rejected and reserves all that is left of each. Returns one row per known
 * payment; its refund columns are null if there was nothing to refund.
 */
const reserveRejected = statement<
  { known: string } & { [Field in keyof RefundRow]: RefundRow[Field] | null },
  { readonly [Field in keyof RejectedPayment | 'key']: readonly string[] }
>(
  'refunds.reserve_rejected',
  `WITH rejected AS MATERIALIZED (
     SELECT p.id, p.order_id, p.currency, p.amount - p.refunded AS remaining, d.refund_id, d.reason, d.key, d.correlation_id
     FROM unnest((SELECT :paymentId::text[]), (SELECT :orderId::uuid[]), (SELECT :refundId::uuid[]),
         (SELECT :reason::text[]), (SELECT :key::text[]), (SELECT :correlationId::text[]))
       AS d(payment_id, order_id, refund_id, reason, key, correlation_id)
     JOIN payments p ON p.id = d.payment_id AND p.order_id = d.order_id ORDER BY p.id FOR UPDATE OF p
   ), marked AS (
     UPDATE payments p SET rejected_because = r.reason FROM rejected r WHERE p.id = r.id AND p.rejected_because IS NULL
   ), created AS (
     INSERT INTO refunds (id, order_id, payment_id, amount, currency, reason, automatic, idempotency_key, correlation_id)
     SELECT refund_id, order_id, id, remaining, currency, reason, true, key, correlation_id FROM rejected WHERE remaining > 0
     ON CONFLICT DO NOTHING RETURNING *
   )
   SELECT r.id AS known, ${prefixed('c')} FROM (SELECT DISTINCT id FROM rejected) r LEFT JOIN created c ON c.payment_id = r.id`,
);

/** Stores a refund made at Stripe, if the sum of refunds that have not failed stays within the capture. */
const importRefund = statement<
  RefundRow,
  Pick<StripeRefund, 'paymentId' | 'amount' | 'status'> & {
    id: string;
    reason: string;
    stripeId: string;
    failure: string | null;
    key: string;
    correlationId: string;
  }
>(
  'refunds.import',
  `WITH payment AS MATERIALIZED (
     SELECT id, order_id, currency, amount - refunded AS remaining FROM payments WHERE id = :paymentId FOR UPDATE
   )
   INSERT INTO refunds (id, order_id, payment_id, amount, asked, currency, status, reason, automatic, stripe_id, failure, idempotency_key, correlation_id)
   SELECT :id::uuid, order_id, id, :amount::bigint, :amount::bigint, currency, :status::refund_status, :reason, false,
     :stripeId, :failure, :key, :correlationId
   FROM payment WHERE :status::text = 'failed' OR :amount::bigint BETWEEN 1 AND remaining
   ON CONFLICT DO NOTHING RETURNING ${REFUND}`,
);

/** Requires the expected status. A failed refund is revived only if its amount is still left. */
const updateRefund = statement<
  RefundRow,
  {
    id: string;
    expected: RefundStatus;
    status: RefundStatus;
    stripeId: string | null;
    failure: string | null;
    delayMs: number;
  }
>(
  'refunds.update',
  `WITH payment AS MATERIALIZED (
     SELECT p.id, p.amount - p.refunded AS remaining FROM payments p
     WHERE p.id = (SELECT payment_id FROM refunds WHERE id = :id) FOR UPDATE
   )
   UPDATE refunds r
   SET status = :status::refund_status, stripe_id = COALESCE(:stripeId, r.stripe_id), failure = :failure, error = NULL,
     tries = 0, changed_at = now(), due_at = ${inMs(':delayMs')}
   FROM payment
   WHERE r.id = :id AND r.payment_id = payment.id AND r.status = :expected::refund_status
     AND (r.status <> 'failed' OR r.amount <= payment.remaining)
   RETURNING ${prefixed('r')}`,
);

const findRefund = statement<RefundRow, { id: string | null; stripeId: string | null }>(
  'refunds.find',
  `SELECT ${REFUND} FROM refunds WHERE id = :id OR stripe_id = :stripeId
   ORDER BY stripe_id = :stripeId DESC NULLS LAST LIMIT 1`,
);

const orderOfPayment = statement<{ orderId: string }, { paymentId: string }>(
  'refunds.order_of_payment',
  `SELECT order_id AS "orderId" FROM payments WHERE id = :paymentId`,
);

const claimRefunds = statement<RefundRow, { leaseMs: number; limit: number }>(
  'refunds.claim',
  `WITH due AS MATERIALIZED (
     SELECT id FROM refunds WHERE status IN ('requested', 'pending') AND due_at <= now()
     ORDER BY due_at LIMIT :limit FOR UPDATE SKIP LOCKED
   )
   UPDATE refunds r SET due_at = ${inMs(':leaseMs')}, tries = r.tries + 1
   FROM due WHERE r.id = due.id RETURNING ${prefixed('r')}`,
);

const postponeRefund = statement<
  Record<string, never>,
  { id: string; delayMs: number; error: string | null }
>(
  'refunds.postpone',
  `UPDATE refunds SET due_at = ${inMs(':delayMs')}, error = :error
   WHERE id = :id AND status IN ('requested', 'pending')`,
);

const rekeyRefund = statement<{ id: string }, { id: string; oldKey: string; newKey: string }>(
  'refunds.rekey',
  `UPDATE refunds SET idempotency_key = :newKey, keyed_at = now()
   WHERE id = :id AND idempotency_key = :oldKey AND status = 'requested' RETURNING id`,
);

/** A captured payment that pays for nothing. */
export interface RejectedPayment {
  readonly paymentId: string;
  readonly orderId: string;
  readonly refundId: string;
  readonly reason: string;
  readonly correlationId: string;
}

/** Refunds. Every update names the state it expects and returns whether it found it. */
@Injectable()
export class RefundRepository {
  constructor(private readonly database: Database) {}

  /** Returns undefined when the id is taken, or the amount is not left. */
  async reserve(
    tx: Tx,
    refund: { id: string; orderId: string; amount: number | null; reason: string },
    leaseMs: number,
  ): Promise<Refund | undefined> {
    const { correlationId } = contextOrSystem();
    const params = { ...refund, leaseMs, key: refundKeyOf(refund.id), correlationId };
    return (await tx.run(reserveRefund, params))[0];
  }

  /**
   * Stores refunds of payments that pay for nothing, one per refund id. `known`: payments found.
   */
  async reserveRejected(
    tx: Tx,
    payments: readonly RejectedPayment[],
  ): Promise<{ created: Refund[]; known: Set<string> }> {
    const rows = await tx.run(reserveRejected, {
      paymentId: payments.map(({ paymentId }) => paymentId),
      orderId: payments.map(({ orderId }) => orderId),
      refundId: payments.map(({ refundId }) => refundId),
      reason: payments.map(({ reason }) => reason),
      key: payments.map(({ refundId }) => refundKeyOf(refundId)),
      correlationId: payments.map(({ correlationId }) => correlationId),
    });
    return {
      created: rows.filter(({ id }) => id !== null) as RefundRow[],
      known: new Set(rows.map(({ known }) => known)),
    };
  }

  /** Returns undefined when it is stored already, or would exceed the capture. */
  async importFromStripe(
    tx: Tx,
    id: string,
    found: StripeRefund,
    reason: string,
  ): Promise<Refund | undefined> {
    const { paymentId, amount, status, id: stripeId } = found;
    const { correlationId } = contextOrSystem();
    const failure = status === 'failed' ? (found.failure ?? UNKNOWN_FAILURE) : null;
    const key = refundKeyOf(id);
    const params = { id, paymentId, amount, status, reason, stripeId, failure, key, correlationId };
    return (await tx.run(importRefund, params))[0];
  }

  /**
   * Returns undefined when the status is not `from`'s any more. `delayMs`: until the next
   * retrieval.
   */
  async update(
    tx: Tx,
    from: Refund,
    to: Pick<Refund, 'status' | 'stripeId' | 'failure'>,
    delayMs: number,
  ): Promise<Refund | undefined> {
    return (await tx.run(updateRefund, { ...to, id: from.id, expected: from.status, delayMs }))[0];
  }

  /** By our id or by Stripe's. */
  async find(id: string | null, stripeId: string | null = null): Promise<Refund | undefined> {
    return (await this.database.run(findRefund, { id, stripeId }))[0];
  }

  /** Payments of an order that were captured in the right amount and not rejected. */
  effectivePayments(orderId: string): Promise<CapturedPayment[]> {
    return this.database.run(effectivePayments, { orderId });
  }

  async orderOf(paymentId: string): Promise<string | undefined> {
    return (await this.database.run(orderOfPayment, { paymentId }))[0]?.orderId;
  }

  /** Claims refunds in progress that are due. After the lease they can be claimed again. */
  claim(leaseMs: number, limit: number): Promise<Refund[]> {
    return this.database.run(claimRefunds, { leaseMs, limit });
  }

  async postpone({ id }: Refund, delayMs: number, error: string | null): Promise<void> {
    await this.database.run(postponeRefund, { id, delayMs, error: error?.slice(0, 1_000) ?? null });
  }

  /** Replaces the idempotency key. Returns false if a concurrent call did. */
  async rekey({ id, idempotencyKey }: Refund, newKey: string): Promise<boolean> {
    return (await this.database.run(rekeyRefund, { id, oldKey: idempotencyKey, newKey })).length > 0;
  }
}
