import { Injectable } from '@nestjs/common';
import {
  type DisputeState,
  normaliseEmail,
  type OrderPaidEvent,
  type ReviewState,
} from '@orderwire/contracts';
import { Database, type FactQuery, FactTable, statement, type Tx } from '@orderwire/platform';
import type { CancellationBlocker } from '../lifecycle/overdue-order.js';
import type { OrderTotals } from '../refunds/refund.js';
import { entryParams, type EntryParams, insertEntries } from '../timeline/timeline.repository.js';
import type { NewTimelineEntry } from '../timeline/timeline.js';
import type { PayableOrder, Payment, RejectionReason } from './payment-decision.js';

/** The fields of an order that payment, refund and dispute events need. */
export interface LockedOrder extends PayableOrder, OrderTotals {
  id: string;
  sessionId: string | null;
  /** Number of the newest payment session. */
  paymentAttempt: number;
  customerId: string | null;
  /** Whether it has an address to ship to. */
  ships: boolean;
  createdAt: Date;
  cancellationBlockedBy: CancellationBlocker | null;
  dispute: DisputeState | null;
  fraudWarning: boolean;
  review: ReviewState | null;
}

/** A payment that pays its order. */
export interface OrderPayment {
  orderId: string;
  paymentId: string;
  receiptUrl: string | null;
  /** Entered at Checkout; kept when the order has no e-mail address. */
  email?: string | null;
  /** ISO 8601. */
  paidAt: string;
}

/** Locked in the order of their ids, so that concurrent batches cannot deadlock. */
const lockOrders = statement<LockedOrder, { orderIds: string[] }>(
  'locked_orders.lock',
  `SELECT id, status, currency, total_amount AS "totalAmount", payment_id AS "paymentId",
     payment_session_id AS "sessionId", payment_attempt AS "paymentAttempt", customer_id AS "customerId",
     created_at AS "createdAt", cancellation_blocked_by AS "cancellationBlockedBy", refunded_amount AS "refundedAmount",
     status_before_refund AS "statusBeforeRefund", dispute, fraud_warning AS "fraudWarning", review,
     shipping_address IS NOT NULL AS ships
   FROM orders WHERE id = ANY ((SELECT :orderIds::uuid[])::uuid[]) ORDER BY id FOR UPDATE`,
);

/** The e-mail address of a deleted account is not stored. */
const payOrders = statement<{ id: string }, PayParams>(
  'locked_orders.pay',
  `WITH paid AS (
     UPDATE orders SET status = 'PAID', payment_id = p.payment_id, receipt_url = p.receipt_url, paid_at = p.paid_at,
       paid_recorded_at = :recordedAt,
       email_key = CASE WHEN forgotten_at IS NULL AND orders.email IS NULL THEN p.email_key ELSE orders.email_key END,
       email = CASE WHEN forgotten_at IS NULL THEN coalesce(orders.email, p.email) END, updated_at = now()
     FROM unnest((SELECT :orderIds::uuid[]), (SELECT :paymentIds::text[]), (SELECT :receiptUrls::text[]),
       (SELECT :paidAt::timestamptz[]), (SELECT :emails::text[]), (SELECT :emailKeys::text[]))
       AS p (order_id, payment_id, receipt_url, paid_at, email, email_key)
     WHERE orders.id = p.order_id AND orders.status = 'PENDING' RETURNING orders.id
   ), entries AS (${insertEntries()})
   SELECT id FROM paid`,
);

interface PayParams extends EntryParams {
  recordedAt: Date;
  orderIds: string[];
  paymentIds: string[];
  receiptUrls: (string | null)[];
  paidAt: string[];
  emails: (string | null)[];
  emailKeys: (string | null)[];
}

const cancelOrders = statement<{ id: string }, { orderIds: string[]; at: Date } & EntryParams>(
  'locked_orders.cancel',
  `WITH cancelled AS (
     UPDATE orders SET status = 'CANCELLED', cancelled_at = :at, cancellation_blocked_by = NULL, updated_at = now()
     WHERE id = ANY(:orderIds::uuid[]) AND status = 'PENDING' RETURNING id
   ), entries AS (${insertEntries()})
   SELECT id FROM cancelled`,
);

const delayOrders = statement<{ id: string }, { orderIds: string[] } & EntryParams>(
  'locked_orders.delay',
  `WITH delayed AS (
     UPDATE orders SET cancellation_blocked_by = 'payment_processing', updated_at = now()
     WHERE id = ANY(:orderIds::uuid[]) AND status = 'PENDING' RETURNING id
   ), entries AS (${insertEntries()})
   SELECT id FROM delayed`,
);

const endDelayed = statement<{ id: string }, { orderIds: string[] }>(
  'locked_orders.end_delayed',
  `UPDATE orders SET cancellation_blocked_by = NULL, updated_at = now()
   WHERE id = ANY(:orderIds::uuid[]) AND status = 'CANCELLED' RETURNING id`,
);

/** Their sessions have ended: nothing blocks a cancellation any more. */
const awaitRenewals = statement<{ id: string }, { orderIds: string[]; until: Date[] }>(
  'locked_orders.await_renewal',
  `UPDATE orders SET payment_session_id = NULL, payment_session_expires_at = r.until, cancellation_blocked_by = NULL,
     next_check_at = NULL, updated_at = now()
   FROM unnest((SELECT :orderIds::uuid[]), (SELECT :until::timestamptz[])) AS r (order_id, until)
   WHERE orders.id = r.order_id AND orders.status = 'PENDING' RETURNING orders.id`,
);

const undelayed = statement<{ id: string }, { sessionIds: string[]; orderIds: string[] }>(
  'locked_orders.undelayed',
  `SELECT s.id FROM unnest((SELECT :sessionIds::text[]), (SELECT :orderIds::uuid[])) AS s (id, order_id)
   JOIN orders ON orders.id = s.order_id AND orders.payment_session_id = s.id
   WHERE orders.status = 'PENDING' AND orders.cancellation_blocked_by IS DISTINCT FROM 'payment_processing'`,
);

type Rejection = Omit<Payment, 'discount'> & { orderId: string; reason: RejectionReason };

const rejectPayment = statement<{ paymentId: string }, Rejection & { at: Date }>(
  'locked_orders.reject_payment',
  `INSERT INTO rejected_payments (payment_id, order_id, amount, currency, reason, rejected_at)
   VALUES (:paymentId, :orderId, :amount, :currency, :reason, :at)
   ON CONFLICT (payment_id) DO NOTHING RETURNING payment_id AS "paymentId"`,
);

/** Rows of earlier versions have no amount: that of the order stands in. */
const rejections = new FactTable<Rejection & { rejectedAt: Date }>('facts.payment_rejected', {
  columns: `r.payment_id AS "paymentId", r.order_id AS "orderId", r.reason, r.rejected_at AS "rejectedAt",
     coalesce(r.amount, o.total_amount) AS amount, coalesce(r.currency, o.currency) AS currency`,
  from: 'rejected_payments r LEFT JOIN orders o ON o.id = r.order_id',
  where: 'coalesce(r.currency, o.currency) IS NOT NULL',
  at: 'r.recorded_at',
  id: 'r.payment_id',
  idType: 'text',
});

/** In the order in which payments were recorded: Stripe's time of a payment may be hours earlier. */
const paidOrders = new FactTable<
  Omit<OrderPaidEvent, 'orderId' | 'paidAt' | 'recordedAt'> & { paidAt: Date }
>('facts.order_paid', {
  columns: `o.currency, o.total_amount AS "totalAmount", coalesce(o.payment_id, '') AS "paymentId", o.paid_at AS "paidAt",
       o.shipping_address IS NOT NULL AS ships`,
  from: 'orders o',
  where: 'o.paid_recorded_at IS NOT NULL',
  at: 'o.paid_recorded_at',
  id: 'o.id',
  idType: 'uuid',
});

const unappliedPayments = statement<{ id: string }, { paymentIds: string[]; orderIds: string[] }>(
  'locked_orders.unapplied_payments',
  `SELECT p.id FROM unnest((SELECT :paymentIds::text[]), (SELECT :orderIds::uuid[])) AS p (id, order_id)
   WHERE NOT EXISTS (SELECT FROM orders WHERE orders.id = p.order_id AND orders.payment_id = p.id)
     AND NOT EXISTS (SELECT FROM rejected_payments WHERE payment_id = p.id)`,
);

/** Orders of a batch of events, locked for one transaction. Each method is one statement. */
@Injectable()
export class LockedOrderRepository {
  constructor(private readonly database: Database) {}

  /** The orders that exist, by id, locked until the transaction ends. */
  async lock(tx: Tx, orderIds: readonly string[]): Promise<Map<string, LockedOrder>> {
    const rows = await tx.run(lockOrders, { orderIds: [...new Set(orderIds)] });
    return new Map(rows.map((row) => [row.id, row]));
  }

  /** Throws when an order is not PENDING, which its lock excludes. */
  async pay(
    tx: Tx,
    payments: readonly OrderPayment[],
    recordedAt: Date,
    entries: readonly NewTimelineEntry[],
  ): Promise<void> {
    const rows = await tx.run(payOrders, {
      recordedAt,
      orderIds: payments.map(({ orderId }) => orderId),
      paymentIds: payments.map(({ paymentId }) => paymentId),
      receiptUrls: payments.map(({ receiptUrl }) => receiptUrl),
      paidAt: payments.map(({ paidAt }) => paidAt),
      emails: payments.map(({ email }) => email ?? null),
      emailKeys: payments.map(({ email }) => (email && normaliseEmail(email)) || null),
      ...entryParams(entries),
    });
    assertAllChanged(rows, payments);
  }

  /** Throws when an order is not PENDING, which its lock excludes. */
  async cancel(
    tx: Tx,
    orderIds: readonly string[],
    at: Date,
    entries: readonly NewTimelineEntry[],
  ): Promise<void> {
    const rows = await tx.run(cancelOrders, { orderIds: [...orderIds], at, ...entryParams(entries) });
    assertAllChanged(rows, orderIds);
  }

  /** Delayed payments are processed. Throws when an order is not PENDING, which its lock excludes. */
  async delay(tx: Tx, orderIds: readonly string[], entries: readonly NewTimelineEntry[]): Promise<void> {
    const rows = await tx.run(delayOrders, { orderIds: [...orderIds], ...entryParams(entries) });
    assertAllChanged(rows, orderIds);
  }

  /** The delayed payments of cancelled orders arrived or failed. */
  async endDelayed(tx: Tx, orderIds: readonly string[]): Promise<void> {
    await tx.run(endDelayed, { orderIds: [...orderIds] });
  }

  /** Sessions of delayed payments that are not recorded, of PENDING orders whose current session they are. */
  async undelayed(sessions: readonly { sessionId: string; orderId: string }[]): Promise<string[]> {
    const rows = await this.database.run(undelayed, {
      sessionIds: sessions.map(({ sessionId }) => sessionId),
      orderIds: sessions.map(({ orderId }) => orderId),
    });
    return rows.map(({ id }) => id);
  }

  /** No session is current any more; a new one can be requested until then. */
  async awaitRenewal(tx: Tx, orders: readonly { orderId: string; until: Date }[]): Promise<void> {
    const rows = await tx.run(awaitRenewals, {
      orderIds: orders.map(({ orderId }) => orderId),
      until: orders.map(({ until }) => until),
    });
    assertAllChanged(rows, orders);
  }

  /** False when the payment was rejected before. */
  async reject(
    tx: Tx,
    { paymentId, orderId, amount, currency }: Payment & { orderId: string },
    reason: RejectionReason,
    at: Date,
  ): Promise<boolean> {
    const rejection = { paymentId, orderId, amount, currency, reason, at };
    return (await tx.run(rejectPayment, rejection)).length > 0;
  }

  /** Rejected payments by the time at which they were stored. */
  rejections(query: FactQuery) {
    return rejections.read(this.database, query);
  }

  /** Orders that were paid, also those refunded since, in the order in which their payments were recorded. */
  paidOrders(query: FactQuery) {
    return paidOrders.read(this.database, query);
  }

  /** Ids of captured payments that neither paid their order nor were rejected. */
  async unappliedPayments(payments: readonly { paymentId: string; orderId: string }[]): Promise<string[]> {
    const rows = await this.database.run(unappliedPayments, {
      paymentIds: payments.map(({ paymentId }) => paymentId),
      orderIds: payments.map(({ orderId }) => orderId),
    });
    return rows.map(({ id }) => id);
  }
}

function assertAllChanged(rows: readonly unknown[], orders: readonly unknown[]): void {
  if (rows.length !== orders.length)
    throw new Error(`${rows.length} of ${orders.length} locked orders changed`);
}
