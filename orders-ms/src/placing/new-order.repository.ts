import { Injectable } from '@nestjs/common';
import { type Actor, normaliseEmail } from '@orderwire/contracts';
import { columnList, statement, type Tx } from '@orderwire/platform';
import { lineColumns, orderColumns } from '../lifecycle/order.repository.js';
import type { Order } from '../lifecycle/order.js';
import { entryParams, type EntryParams, insertEntries } from '../timeline/timeline.repository.js';
import type { NewTimelineEntry } from '../timeline/timeline.js';

/** Who placed an order, and how many unpaid orders they may have: at least 1. */
export interface OpenOrderLimit {
  /** An account, or the keyed hash of a guest's network or e-mail address. */
  placedBy: string;
  max: number;
}

/** An order to be stored. */
export interface NewOrder {
  order: Order;
  actor: Actor;
  entries: readonly NewTimelineEntry[];
  limits: readonly OpenOrderLimit[];
}

interface InsertParams extends EntryParams {
  /** JSON: rows of `orders`. */
  orders: string;
  /** JSON: rows of `order_lines`. */
  lines: string;
  placers: string[];
  placedIds: string[];
  maxOpen: number[];
}

/**
 * The other unpaid orders of a row of open_orders. An order that this snapshot does not see yet is
 * one.
 */
const others = `ARRAY(SELECT u.id FROM unnest(o.order_ids) AS u (id) WHERE u.id <> ALL (excluded.order_ids)
  AND NOT EXISTS (SELECT FROM orders WHERE orders.id = u.id AND orders.status <> 'PENDING'))`;

const lineList = columnList(lineColumns);

/**
 * Inserts orders, their lines and their first timeline entries: all of them, except those that exist,
 * or none, when someone has too many unpaid ones; then roll back, because `open_orders` is written. The
 * e-mail address of a deleted account is not stored.
 *
 * `admitted` counts the orders for everyone who placed them, in the order of their names: concurrent
 * statements cannot deadlock. Those of one placer wait for the row, which is then its newest version:
 * none passes the limit. An order that ends frees its place without a write, because the next one
 * looks at the status of each.
 */
const insertOrders = statement<InsertedRow, InsertParams>(
  'orders.insert',
  `WITH placers AS (
     SELECT placed_by, array_agg(order_id) AS order_ids, min(max_open) AS max_open
     FROM unnest((SELECT :placers::text[]), (SELECT :placedIds::uuid[]), (SELECT :maxOpen::int[])) AS p (placed_by, order_id, max_open)
     GROUP BY placed_by
   ), admitted AS (
     INSERT INTO open_orders AS o (placed_by, order_ids)
     SELECT placed_by, order_ids FROM placers WHERE cardinality(order_ids) <= max_open ORDER BY placed_by
     ON CONFLICT (placed_by) DO UPDATE SET order_ids = ${others} || excluded.order_ids
       WHERE excluded.order_ids <@ o.order_ids OR cardinality(${others}) + cardinality(excluded.order_ids)
         <= (SELECT max_open FROM placers WHERE placers.placed_by = o.placed_by)
     RETURNING placed_by
   ), placed AS (
     INSERT INTO orders (${columnList(orderColumns)}, actor, updated_at, paid_recorded_at, email_key, forgotten_at)
     SELECT ${Object.values(orderColumns)
       .map((column) => (column === 'email' ? 'CASE WHEN gone.at IS NULL THEN o.email END' : `o.${column}`))
       .join(', ')},
       o.actor, o.created_at, CASE WHEN o.paid_at IS NOT NULL THEN o.created_at END, CASE WHEN gone.at IS NULL THEN o.email_key END, gone.at
     FROM json_populate_recordset(NULL::orders, :orders::json) AS o
     CROSS JOIN LATERAL (SELECT (SELECT forgotten_at FROM forgotten_accounts WHERE account_id = o.customer_id)) AS gone (at)
     WHERE (SELECT count(*) FROM admitted) = (SELECT count(*) FROM placers)
     ON CONFLICT (id) DO NOTHING RETURNING id, forgotten_at
   ), lines AS (
     INSERT INTO order_lines (order_id, line_no, ${lineList})
     SELECT order_id, line_no, ${lineList} FROM json_populate_recordset(NULL::order_lines, :lines::json)
     WHERE order_id IN (SELECT id FROM placed)
   ), entries AS (${insertEntries('WHERE order_id IN (SELECT id FROM placed)')})
   SELECT id, forgotten_at IS NOT NULL AS forgotten, NULL AS refused FROM placed
   UNION ALL
   SELECT NULL, false, placed_by FROM placers WHERE placed_by NOT IN (SELECT placed_by FROM admitted)`,
);

/** Either a stored order, or who has too many unpaid ones. */
type InsertedRow =
  { id: string; forgotten: boolean; refused: null } | { id: null; forgotten: false; refused: string };

/** Stores new orders, and counts the unpaid ones of those who place them. */
@Injectable()
export class NewOrderRepository {
  /**
   * `stored`: the orders as they are stored, by id; without those that exist already. `refused`: the
   * placers with too many unpaid orders; if there are any, none is stored: roll back.
   */
  async insert(
    tx: Tx,
    placed: readonly NewOrder[],
  ): Promise<{ stored: ReadonlyMap<string, Order>; refused: ReadonlySet<string> }> {
    const limits = placed.flatMap(({ order, limits: own }) => own.map((one) => ({ ...one, id: order.id })));
    const rows = await tx.run(insertOrders, {
      orders: JSON.stringify(placed.map(orderRow)),
      lines: JSON.stringify(placed.flatMap(({ order }) => lineRows(order))),
      placers: limits.map(({ placedBy }) => placedBy),
      placedIds: limits.map(({ id }) => id),
      maxOpen: limits.map(({ max }) => max),
      ...entryParams(placed.flatMap(({ entries }) => entries)),
    });
    const refused = new Set(rows.flatMap((row) => row.refused ?? []));
    const forgotten = new Map(rows.map((row) => [row.id, row.forgotten]));
    const stored = placed.flatMap(({ order }): [string, Order][] => {
      const isForgotten = forgotten.get(order.id);
      return isForgotten === undefined ? [] : [[order.id, isForgotten ? { ...order, email: null } : order]];
    });
    return { stored: new Map(stored), refused };
  }
}

/** The values of a row by column, as `json_populate_recordset` reads them. */
const byColumn = (columns: Readonly<Record<string, string>>, row: object): Record<string, unknown> => {
  const values = new Map<string, unknown>(Object.entries(row));
  return Object.fromEntries(Object.entries(columns).map(([field, column]) => [column, values.get(field)]));
};

const orderRow = ({ order, actor }: NewOrder) => ({
  ...byColumn(orderColumns, order),
  actor,
  email_key: normaliseEmail(order.email ?? '') ?? null,
});

const lineRows = ({ id, lines }: Order) =>
  lines.map((line, n) => ({ ...byColumn(lineColumns, line), order_id: id, line_no: n + 1 }));
