import { Injectable } from '@nestjs/common';
import { normaliseEmail, type OrderStatus } from '@orderwire/contracts';
import { statement, type Tx } from '@orderwire/platform';
import type { RefundableStatus } from '../domain/refund.js';
import type { Payable, Payment, Rejection } from '../domain/settle.js';
import type { Entry } from '../domain/timeline.js';
import { addEntries } from './order.statements.js';
import { entryArrays, insertEntries } from './timeline.sql.js';

/** What payment events need to know of an order. */
export interface LockedOrder extends Payable {
  id: string;
  status: OrderStatus;
  sessionId: string | null;
  /** Minor units. */
  refundedAmount: number;
  statusBeforeRefund: RefundableStatus | null;
}

/** An order that a payment pays. */
export interface PaidOrder {
  orderId: string;
  paymentId: string;
  receiptUrl: string | null;
  /** What the shopper gave at Checkout; it counts where the order has none. */
  email?: string | null;
  /** ISO 8601. */
  paidAt: string;
}

/** Locked in the order of their ids, so that two batches never wait for each other in a circle. */
const lockOrders = statement<LockedOrder & { id: string }>(
  'payment_events.lock',
  `SELECT id, status, currency, total_amount AS "totalAmount", payment_id AS "paymentId",
     payment_session_id AS "sessionId", refunded_amount AS "refundedAmount",
     status_before_refund AS "statusBeforeRefund"
   FROM orders WHERE id = ANY ((SELECT $1::uuid[])::uuid[]) ORDER BY id FOR UPDATE`,
);

/** The address given at Checkout is kept where there is none, but never for a customer who is gone. */
const payOrders = statement<{ id: string }>(
  'payment_events.pay',
  `WITH paid AS (
     UPDATE orders SET status = 'PAID', payment_id = p.payment_id, receipt_url = p.receipt_url, paid_at = p.paid_at,
       email_key = CASE WHEN forgotten_at IS NULL AND orders.email IS NULL THEN p.email_key ELSE orders.email_key END,
       email = CASE WHEN forgotten_at IS NULL THEN coalesce(orders.email, p.email) END, updated_at = now()
     FROM unnest((SELECT $1::uuid[]), (SELECT $2::text[]), (SELECT $3::text[]), (SELECT $4::timestamptz[]),
       (SELECT $5::text[]), (SELECT $6::text[])) AS p (order_id, payment_id, receipt_url, paid_at, email, email_key)
     WHERE orders.id = p.order_id AND orders.status = 'PENDING' RETURNING orders.id
   ), told AS (${insertEntries(7)})
   SELECT id FROM paid`,
);

const cancelOrders = statement<{ id: string }>(
  'payment_events.cancel',
  `WITH cancelled AS (
     UPDATE orders SET status = 'CANCELLED', cancelled_at = $2, updated_at = now()
     WHERE id = ANY($1::uuid[]) AND status = 'PENDING' RETURNING id
   ), told AS (${insertEntries(3)})
   SELECT id FROM cancelled`,
);

const rejectPayment = statement<{ payment_id: string }>(
  'payment_events.reject',
  `INSERT INTO rejected_payments (payment_id, order_id, reason, rejected_at) VALUES ($1, $2, $3, $4)
   ON CONFLICT (payment_id) DO NOTHING RETURNING payment_id`,
);

/** Orders as batches of payment events see them: two statements per batch, however large it is. */
@Injectable()
export class PaymentEventsRepository {
  /** The orders that exist, by id, locked until the transaction ends. */
  async lock(tx: Tx, orderIds: string[]): Promise<Map<string, LockedOrder>> {
    const rows = await tx.run(lockOrders, [[...new Set(orderIds)]]);
    return new Map(rows.map((row) => [row.id, row]));
  }

  /** Throws when one of the orders does not wait for money: they were locked, so that cannot be. */
  async pay(tx: Tx, orders: PaidOrder[], entries: Entry[]): Promise<void> {
    const rows = await tx.run(payOrders, [
      orders.map((order) => order.orderId),
      orders.map((order) => order.paymentId),
      orders.map((order) => order.receiptUrl),
      orders.map((order) => order.paidAt),
      orders.map(({ email }) => email ?? null),
      orders.map(({ email }) => (email && normaliseEmail(email)) || null),
      ...entryArrays(entries),
    ]);
    assertAll(rows, orders);
  }

  /** Throws when one of the orders does not wait for money: they were locked, so that cannot be. */
  async cancel(tx: Tx, orderIds: string[], at: Date, entries: Entry[]): Promise<void> {
    assertAll(await tx.run(cancelOrders, [orderIds, at, ...entryArrays(entries)]), orderIds);
  }

  /** Keeps that a payment pays nothing; false when that was said before. */
  async reject(
    tx: Tx,
    payment: Payment & { orderId: string },
    reason: Rejection,
    at: Date,
  ): Promise<boolean> {
    const { paymentId, orderId } = payment;
    return (await tx.run(rejectPayment, [paymentId, orderId, reason, at])).length > 0;
  }

  async tell(tx: Tx, entries: Entry[]): Promise<void> {
    await tx.run(addEntries, entryArrays(entries));
  }
}

function assertAll(changed: unknown[], wanted: unknown[]): void {
  if (changed.length !== wanted.length)
    throw new Error(`${changed.length} of ${wanted.length} locked orders changed`);
}
