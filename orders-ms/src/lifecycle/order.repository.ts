import { Injectable } from '@nestjs/common';
import type { OrderStatus, PaymentSessionView } from '@orderwire/contracts';
import { Batcher, type Columns, Database, selectList, statement, type Tx } from '@orderwire/platform';
import type { AccessScope } from '../customers/access.js';
import type { KeyedReply } from '../idempotency/idempotency.repository.js';
import { entryParams, type EntryParams, insertEntries } from '../timeline/timeline.repository.js';
import type { NewTimelineEntry } from '../timeline/timeline.js';
import type { Line, Order } from './order.js';
import type { CancellationBlocker } from './overdue-order.js';

export type OrderFields = Omit<Order, 'lines' | 'refundPendingAmount'>;

/** The column of each field. Every column list of orders is generated from it. */
export const orderColumns = {
  id: 'id',
  status: 'status',
  currency: 'currency',
  totalAmount: 'total_amount',
  taxAmount: 'tax_amount',
  taxes: 'taxes',
  totalItems: 'total_items',
  email: 'email',
  locale: 'locale',
  shippingAddress: 'shipping_address',
  billing: 'billing',
  customerId: 'customer_id',
  assigneeId: 'assignee_id',
  paymentAttempt: 'payment_attempt',
  sessionExpiresAt: 'payment_session_expires_at',
  createdAt: 'created_at',
  paidAt: 'paid_at',
  paymentId: 'payment_id',
  receiptUrl: 'receipt_url',
  refundedAmount: 'refunded_amount',
  dispute: 'dispute',
  fraudWarning: 'fraud_warning',
  review: 'review',
  tracking: 'tracking',
  cancellationBlockedBy: 'cancellation_blocked_by',
  nextCheckAt: 'next_check_at',
} satisfies Columns<OrderFields>;

const selected = selectList(orderColumns);

export const lineColumns = {
  productId: 'product_id',
  name: 'name',
  unitAmount: 'unit_amount',
  quantity: 'quantity',
  imageUrl: 'image_url',
  taxReason: 'tax_reason',
  taxPercentage: 'tax_percentage',
  taxableAmount: 'taxable_amount',
  taxAmount: 'tax_amount',
} satisfies Columns<Line>;

const jsonFields = Object.entries(lineColumns)
  .map(([field, column]) => `'${field}', ${column}`)
  .join(', ');

export type StoredOrder = OrderFields & { lines: Line[] | null; refundPendingAmount: number };

/** Refunds `r` of an order's payment that were requested, and have neither succeeded nor failed. */
export const pendingRefunds = `order_refunds r WHERE r.order_id = orders.id AND r.status IN ('requested', 'pending')
     AND (r.payment_id IS NULL OR r.payment_id = orders.payment_id)`;

/** Lines of a row of orders, as JSON. */
export const linesOf = `(SELECT json_agg(json_build_object(${jsonFields}) ORDER BY line_no)
      FROM order_lines WHERE order_id = orders.id)`;

/** Orders with their lines, and with what is being refunded of their payment. */
export const selectOrders = `SELECT ${selected},
     (SELECT coalesce(sum(amount), 0)::bigint FROM ${pendingRefunds}) AS "refundPendingAmount",
     ${linesOf} AS lines
   FROM orders`;

/** The order with its lines. The lines of an order outside the scope are not read. */
const findOrder = statement<StoredOrder, AccessScope & { orderId: string }>(
  'orders.find',
  `${selectOrders} WHERE id = :orderId AND (:all OR customer_id = :customerId OR (customer_id IS NULL AND :withToken))`,
);

const findOrders = statement<StoredOrder, { orderIds: readonly string[] }>(
  'orders.find_all',
  `${selectOrders} WHERE id = ANY (:orderIds::uuid[])`,
);

interface OpenSessionsParams extends EntryParams {
  orderIds: string[];
  attempts: number[];
  sessionIds: string[];
  expiresAt: string[];
  scopes: (string | null)[];
  keys: (string | null)[];
  replies: (string | null)[];
}

/**
 * Stores the payment sessions of attempts, their timeline entries, and the replies of the
 * Idempotency-Keys that there are. Returns no row of an order, and writes nothing about it, when the
 * attempt is not its current one. `current` locks each order by its id, in the order of the ids: a
 * condition on the status in the UPDATE could make PostgreSQL read all PENDING orders instead.
 */
const openSessions = statement<{ id: string; attempt: number }, OpenSessionsParams>(
  'orders.open_session',
  `WITH session AS (
     SELECT * FROM unnest((SELECT :orderIds::uuid[]), (SELECT :attempts::int[]), (SELECT :sessionIds::text[]),
       (SELECT :expiresAt::timestamptz[]), (SELECT :scopes::text[]), (SELECT :keys::text[]), (SELECT :replies::text[]), (SELECT :entryIds::uuid[]))
       AS s (order_id, attempt, id, expires_at, scope, key, reply, entry_id) ORDER BY order_id
   ), current AS MATERIALIZED (
     SELECT session.* FROM session
     CROSS JOIN LATERAL (SELECT status, payment_attempt FROM orders WHERE id = session.order_id FOR NO KEY UPDATE) AS o
     WHERE o.status = 'PENDING' AND o.payment_attempt = session.attempt
   ), opened AS (
     UPDATE orders SET payment_session_id = current.id, payment_session_expires_at = current.expires_at, updated_at = now()
     FROM current WHERE orders.id = current.order_id
     RETURNING orders.id, payment_attempt, current.entry_id
   ), answered AS (
     UPDATE idempotency_keys k SET reply = session.reply::json FROM session
     WHERE k.scope = session.scope AND k.key = session.key AND k.reply IS NULL
       AND (session.order_id, session.attempt) IN (SELECT id, payment_attempt FROM opened)
   ), entries AS (${insertEntries('WHERE id IN (SELECT entry_id FROM opened)')})
   SELECT id, payment_attempt AS attempt FROM opened`,
);

/** The payment session of an attempt, to be stored. */
interface OpenedSession {
  orderId: string;
  attempt: number;
  session: PaymentSessionView;
  entry: NewTimelineEntry;
  keyed: KeyedReply | undefined;
}

const cancelOrder = statement<
  { id: string },
  { orderId: string; attempt: number; blocker: CancellationBlocker | null; at: Date } & EntryParams
>(
  'orders.cancel',
  `WITH cancelled AS (
     UPDATE orders SET status = 'CANCELLED', cancelled_at = :at, cancellation_blocked_by = :blocker, updated_at = now()
     WHERE id = :orderId AND status = 'PENDING' AND payment_attempt = :attempt RETURNING id
   ), entries AS (${insertEntries('WHERE EXISTS (SELECT FROM cancelled)')})
   SELECT id FROM cancelled`,
);

const changeStatus = statement<{ id: string }, { orderId: string; from: string; to: string } & EntryParams>(
  'orders.change_status',
  `WITH moved AS (
     UPDATE orders SET status = :to, updated_at = now() WHERE id = :orderId AND status = :from RETURNING id
   ), entries AS (${insertEntries('WHERE EXISTS (SELECT FROM moved)')})
   SELECT id FROM moved`,
);

const assignOrder = statement<{ id: string }, { orderId: string; assigneeId: string | null } & EntryParams>(
  'orders.assign',
  `WITH assigned AS (
     UPDATE orders SET assignee_id = :assigneeId, updated_at = now()
     WHERE id = :orderId AND assignee_id IS DISTINCT FROM :assigneeId RETURNING id
   ), entries AS (${insertEntries('WHERE EXISTS (SELECT FROM assigned)')})
   SELECT id FROM assigned`,
);

export const withLines = (row: StoredOrder): Order => ({ ...row, lines: row.lines ?? [] });

const everything: AccessScope = { all: true, customerId: null, withToken: false };

/** One order at a time. Every write is one statement that is conditional on the order's status. */
@Injectable()
export class OrderRepository {
  private readonly openings = new Batcher((opened: OpenedSession[]) => this.openAll(opened));

  constructor(private readonly database: Database) {}

  find(orderId: string): Promise<Order | undefined> {
    return this.findWithin(orderId, everything);
  }

  /** Undefined also for an order outside the scope. */
  async findWithin(orderId: string, scope: AccessScope): Promise<Order | undefined> {
    const [row] = await this.database.run(findOrder, { orderId, ...scope });
    return row && withLines(row);
  }

  /** Those that exist, in any order. */
  async findAll(orderIds: readonly string[]): Promise<Order[]> {
    return (await this.database.run(findOrders, { orderIds })).map(withLines);
  }

  /** False when the order is not PENDING or has a newer attempt. */
  openSession(
    orderId: string,
    attempt: number,
    session: PaymentSessionView,
    entry: NewTimelineEntry,
    keyed?: KeyedReply,
  ): Promise<boolean> {
    return this.openings.add({ orderId, attempt, session, entry, keyed });
  }

  private async openAll(opened: OpenedSession[]): Promise<boolean[]> {
    const rows = await this.database.run(openSessions, {
      orderIds: opened.map(({ orderId }) => orderId),
      attempts: opened.map(({ attempt }) => attempt),
      sessionIds: opened.map(({ session }) => session.id),
      expiresAt: opened.map(({ session }) => session.expiresAt),
      scopes: opened.map(({ keyed }) => keyed?.claim.scope ?? null),
      keys: opened.map(({ keyed }) => keyed?.claim.key ?? null),
      replies: opened.map(({ keyed }) => (keyed ? JSON.stringify(keyed.reply) : null)),
      ...entryParams(opened.map(({ entry }) => entry)),
    });
    const attempts = new Map(rows.map(({ id, attempt }) => [id, attempt]));
    return opened.map(({ orderId, attempt }) => attempts.get(orderId) === attempt);
  }

  /** Stores also what still blocks it. False when the order is not PENDING or has a newer attempt. */
  async cancel(
    tx: Tx,
    { id: orderId, paymentAttempt: attempt, cancellationBlockedBy: blocker }: Order,
    at: Date,
    entry: NewTimelineEntry,
  ): Promise<boolean> {
    return (await tx.run(cancelOrder, { orderId, attempt, blocker, at, ...entryParams([entry]) })).length > 0;
  }

  /** False when the status is not `from`. */
  async changeStatus(
    tx: Tx,
    orderId: string,
    from: OrderStatus,
    to: OrderStatus,
    entry: NewTimelineEntry,
  ): Promise<boolean> {
    return (await tx.run(changeStatus, { orderId, from, to, ...entryParams([entry]) })).length > 0;
  }

  /** False when the assignee is the same as before. */
  async assign(
    tx: Tx,
    orderId: string,
    assigneeId: string | null,
    entry: NewTimelineEntry,
  ): Promise<boolean> {
    return (await tx.run(assignOrder, { orderId, assigneeId, ...entryParams([entry]) })).length > 0;
  }
}
