import { Injectable } from '@nestjs/common';
import { type Actor, normaliseEmail, type OrderStatus, type PaymentSessionView } from '@orderwire/contracts';
import { columnList, type Columns, Database, selectList, statement, type Tx } from '@orderwire/platform';
import type { AccessScope } from '../customers/access.js';
import type { KeyedReply } from '../idempotency/idempotency.repository.js';
import { entryParams, type EntryParams, insertEntries } from '../timeline/timeline.repository.js';
import type { NewTimelineEntry } from '../timeline/timeline.js';
import type { Line, Order } from './order.js';
import type { CancellationBlocker } from './overdue-order.js';

type OrderFields = Omit<Order, 'lines'>;

/** The column of each field. Every column list of orders is generated from it. */
export const orderColumns = {
  id: 'id',
  status: 'status',
  currency: 'currency',
  totalAmount: 'total_amount',
  totalItems: 'total_items',
  email: 'email',
  locale: 'locale',
  shippingAddress: 'shipping_address',
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
} satisfies Columns<Line>;

const jsonFields = Object.entries(lineColumns)
  .map(([field, column]) => `'${field}', ${column}`)
  .join(', ');

type StoredOrder = OrderFields & { lines: Line[] | null };

const selectOrders = `SELECT ${selected},
     (SELECT json_agg(json_build_object(${jsonFields}) ORDER BY line_no)
      FROM order_lines WHERE order_id = orders.id) AS lines
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

/** Who placed an order, and how many unpaid orders they may have: at least 1. */
export interface OpenOrderLimit {
  /** An account, or the keyed hash of a guest's network or e-mail address. */
  placedBy: string;
  max: number;
}

interface InsertParams extends OrderFields, EntryParams {
  actor: Actor;
  placedBy: string[];
  maxOpen: number[];
  emailKey: string | null;
  productIds: string[];
  names: string[];
  unitAmounts: number[];
  quantities: number[];
  imageUrls: (string | null)[];
}

/** The unpaid orders of a row of open_orders. An order that this snapshot does not see yet is one. */
const unpaid = `ARRAY(SELECT u.id FROM unnest(o.order_ids) AS u (id)
  WHERE NOT EXISTS (SELECT FROM orders WHERE orders.id = u.id AND orders.status <> 'PENDING'))`;

/**
 * Inserts the order, its lines and its first timeline entries. `id` is null, and only `open_orders`
 * is written, when the order exists or there are too many unpaid ones. The e-mail address of a
 * deleted account is not stored.
 *
 * `admitted` counts the order for everyone who placed it. Concurrent orders of one placer wait for
 * the row, which is then its newest version: none passes the limit. An order that ends frees its
 * place without a write, because the next one looks at the status of each. Roll back when the order
 * is refused.
 */
const insertOrder = statement<InsertedRow, InsertParams>(
  'orders.insert',
  `WITH admitted AS (
     INSERT INTO open_orders AS o (placed_by, order_ids)
     SELECT placed_by, ARRAY[:id::uuid] FROM unnest((SELECT :placedBy::text[])) AS placer (placed_by) ORDER BY placed_by
     ON CONFLICT (placed_by) DO UPDATE SET order_ids = array_remove(${unpaid}, :id::uuid) || :id::uuid
       WHERE :id::uuid = ANY (o.order_ids)
         OR cardinality(${unpaid}) < (:maxOpen::int[])[array_position(:placedBy::text[], o.placed_by)]
     RETURNING placed_by
   ), placed AS (
     INSERT INTO orders (${columnList(orderColumns)}, actor, updated_at, paid_recorded_at, email_key, forgotten_at)
     SELECT ${Object.keys(orderColumns)
       .map((field) => (field === 'email' ? 'CASE WHEN gone.at IS NULL THEN :email::text END' : `:${field}`))
       .join(', ')},
       :actor, :createdAt, CASE WHEN :paidAt::timestamptz IS NOT NULL THEN now() END, CASE WHEN gone.at IS NULL THEN :emailKey::text END, gone.at
     FROM (SELECT (SELECT forgotten_at FROM forgotten_accounts WHERE account_id = :customerId)) AS gone (at)
     WHERE (SELECT count(*) FROM admitted) = cardinality(:placedBy::text[])
     ON CONFLICT (id) DO NOTHING RETURNING id, forgotten_at
   ), lines AS (
     INSERT INTO order_lines (order_id, line_no, product_id, name, unit_amount, quantity, image_url)
     SELECT placed.id, l.line_no, l.product_id, l.name, l.unit_amount, l.quantity, l.image_url
     FROM placed, unnest(:productIds::uuid[], :names::text[], :unitAmounts::bigint[], :quantities::int[], :imageUrls::text[])
       WITH ORDINALITY AS l (product_id, name, unit_amount, quantity, image_url, line_no)
   ), entries AS (${insertEntries('WHERE EXISTS (SELECT FROM placed)')})
   SELECT (SELECT id FROM placed), EXISTS (SELECT FROM placed WHERE forgotten_at IS NOT NULL) AS forgotten,
     (SELECT placer FROM unnest(:placedBy::text[]) AS placer
      WHERE placer NOT IN (SELECT placed_by FROM admitted) LIMIT 1) AS refused`,
);

interface InsertedRow {
  id: string | null;
  forgotten: boolean;
  /** Who has too many unpaid orders. */
  refused: string | null;
}

interface OpenSessionParams extends EntryParams {
  orderId: string;
  attempt: number;
  sessionId: string;
  expiresAt: string;
  scope: string | null;
  key: string | null;
  reply: string | null;
}

/**
 * Stores the payment session of an attempt, its timeline entry, and the reply of the
 * Idempotency-Key if there is one. Returns no row, and writes nothing, when the attempt is not the
 * current one.
 */
const openSession = statement<{ id: string }, OpenSessionParams>(
  'orders.open_session',
  `WITH opened AS (
     UPDATE orders SET payment_session_id = :sessionId, payment_session_expires_at = :expiresAt, updated_at = now()
     WHERE id = :orderId AND status = 'PENDING' AND payment_attempt = :attempt RETURNING id
   ), answered AS (
     UPDATE idempotency_keys SET reply = :reply::json
     WHERE scope = :scope AND key = :key AND reply IS NULL AND EXISTS (SELECT FROM opened)
   ), entries AS (${insertEntries('WHERE EXISTS (SELECT FROM opened)')})
   SELECT id FROM opened`,
);

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

const withLines = (row: StoredOrder): Order => ({ ...row, lines: row.lines ?? [] });

const everything: AccessScope = { all: true, customerId: null, withToken: false };

/** One order at a time. Every write is one statement that is conditional on the order's status. */
@Injectable()
export class OrderRepository {
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

  /**
   * `stored`: the order as it is stored; undefined when it exists already. `refused`: who has too
   * many unpaid orders; roll back.
   */
  async insert(
    tx: Tx,
    order: Order,
    actor: Actor,
    entries: readonly NewTimelineEntry[],
    limits: readonly OpenOrderLimit[],
  ): Promise<{ stored: Order | undefined; refused: OpenOrderLimit | undefined }> {
    const { lines, ...fields } = order;
    const [row] = await tx.run(insertOrder, {
      ...fields,
      actor,
      placedBy: limits.map(({ placedBy }) => placedBy),
      maxOpen: limits.map(({ max }) => max),
      emailKey: order.email && normaliseEmail(order.email),
      productIds: lines.map(({ productId }) => productId),
      names: lines.map(({ name }) => name),
      unitAmounts: lines.map(({ unitAmount }) => unitAmount),
      quantities: lines.map(({ quantity }) => quantity),
      imageUrls: lines.map(({ imageUrl }) => imageUrl),
      ...entryParams(entries),
    });
    const stored = row?.id ? (row.forgotten ? { ...order, email: null } : order) : undefined;
    return { stored, refused: limits.find(({ placedBy }) => placedBy === row?.refused) };
  }

  /** False when the order is not PENDING or has a newer attempt. */
  async openSession(
    orderId: string,
    attempt: number,
    { id: sessionId, expiresAt }: PaymentSessionView,
    entry: NewTimelineEntry,
    keyed?: KeyedReply,
  ): Promise<boolean> {
    const { scope = null, key = null } = keyed?.claim ?? {};
    const reply = keyed ? JSON.stringify(keyed.reply) : null;
    const session = { orderId, attempt, sessionId, expiresAt, scope, key, reply };
    return (await this.database.run(openSession, { ...session, ...entryParams([entry]) })).length > 0;
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
