import { Injectable } from '@nestjs/common';
import { type Actor, MAX_STOCK } from '@orderwire/contracts';
import { Database, statement, type Tx } from '@orderwire/platform';
import type { LowStock } from '../domain/product.js';
import { isExpired } from './reservation.repository.js';

/** A correction of the available units. */
export interface Adjustment {
  delta: number;
  reason: string;
}

/** How a reservation ends. */
export type Outcome = 'sold' | 'released';

/** Units of one product that a refund returns, and how many of them were put back on sale. */
export interface RestockedLine {
  productId: string;
  asked: number;
  units: number;
}

const lockStock = statement<Record<string, never>, { productId: string }>(
  'stock.lock',
  `SELECT FROM stock WHERE product_id = :productId FOR NO KEY UPDATE`,
);

const findAdjustment = statement<Adjustment, { productId: string; requestId: string }>(
  'stock.find_adjustment',
  `SELECT d_available AS delta, reason FROM stock_ledger WHERE product_id = :productId AND request_id = :requestId`,
);

const adjust = statement<
  { name: string; available: number; threshold: number | null },
  {
    productId: string;
    requestId: string;
    delta: number;
    reason: string;
    actorRole: string;
    actorId: string | null;
  }
>(
  'stock.adjust',
  `WITH adjusted AS (
     UPDATE stock SET available = available + :delta::int
     WHERE product_id = :productId
       AND available + :delta::int >= 0
       AND available + reserved + :delta::int <= ${MAX_STOCK}
       AND EXISTS (SELECT FROM products WHERE id = :productId AND deleted_at IS NULL)
     RETURNING product_id, available, low_threshold
   ), entered AS (
     INSERT INTO stock_ledger (product_id, movement, d_available, d_reserved, d_sold, reason, actor_role, actor_id, request_id)
     SELECT product_id, 'adjusted', :delta::int, 0, 0, :reason, :actorRole, :actorId, :requestId FROM adjusted
   )
   SELECT p.name, available, low_threshold AS threshold
   FROM adjusted JOIN products p ON p.id = product_id`,
);

/**
 * Ends the reservations of orders as 'sold' or 'released'; with `onlyExpired` only those that are
 * still expired. Returns the orders whose reservation it ended.
 *
 * A sale also locks the stock of released reservations, which {@link sellReleased} may need next.
 * Stock rows are locked first and in the order of their ids, as a reservation does; the comparison
 * with their count only makes PostgreSQL lock them before it touches a reservation. A statement
 * that waited there sees the newest status of the reservations, because an UPDATE checks `status =
 * 'held'` again on a changed row: the stock of an order moves once, and a reservation that was
 * renewed in the meantime is no longer expired. Lines never change, so the snapshot's are right.
 */
const endReservations = statement<
  { orderId: string },
  { orderIds: string[]; outcome: Outcome; onlyExpired: boolean }
>(
  'reservations.end',
  `WITH locked AS MATERIALIZED (
     SELECT s.product_id FROM stock s
     WHERE s.product_id IN (
       SELECT l.product_id FROM reservations r JOIN reservation_lines l USING (order_id)
       WHERE r.order_id = ANY ((SELECT :orderIds::uuid[])::uuid[])
         AND (r.status = 'held' OR :outcome = 'sold' AND r.status = 'released'))
     ORDER BY s.product_id
     FOR NO KEY UPDATE
   ), ended AS (
     UPDATE reservations SET status = :outcome, settled_at = now()
     WHERE order_id = ANY ((SELECT :orderIds::uuid[])::uuid[]) AND status = 'held'
       AND (SELECT count(*) FROM locked) > 0 AND (NOT :onlyExpired::boolean OR ${isExpired})
     RETURNING order_id, guest
   ), lines AS MATERIALIZED (
     SELECT l.product_id, l.quantity, order_id, guest FROM ended JOIN reservation_lines l USING (order_id)
   ), units AS (
     SELECT product_id, sum(quantity)::int AS quantity,
       coalesce(sum(quantity) FILTER (WHERE guest), 0)::int AS guest_quantity
     FROM lines GROUP BY product_id
   ), moved AS (
     UPDATE stock s SET
       reserved = s.reserved - units.quantity,
       guest_reserved = greatest(0, s.guest_reserved - units.guest_quantity),
       available = s.available + CASE :outcome WHEN 'released' THEN units.quantity ELSE 0 END,
       sold = s.sold + CASE :outcome WHEN 'sold' THEN units.quantity ELSE 0 END
     FROM units WHERE s.product_id = units.product_id
   ), entered AS (
     INSERT INTO stock_ledger (product_id, movement, d_available, d_reserved, d_sold, order_id)
     SELECT product_id, :outcome, CASE :outcome WHEN 'released' THEN quantity ELSE 0 END, -quantity,
       CASE :outcome WHEN 'sold' THEN quantity ELSE 0 END, order_id
     FROM lines
   )
   SELECT order_id AS "orderId" FROM ended`,
);

const findNotEndedAs = statement<
  { orderId: string; status: string | null },
  { orderIds: string[]; outcome: Outcome }
>(
  'reservations.not_ended_as',
  `SELECT DISTINCT w.order_id AS "orderId", r.status FROM unnest((SELECT :orderIds::uuid[])) AS w (order_id)
   LEFT JOIN reservations r USING (order_id) WHERE r.status IS DISTINCT FROM :outcome`,
);

/**
 * Sells the available stock to an order whose reservation was released: all units, or none and no
 * row. Runs in a transaction in which {@link endReservations} locked the stock: this snapshot is
 * newer than the locks.
 */
const sellReleased = statement<
  { productId: string; name: string; available: number; threshold: number | null },
  { orderId: string }
>(
  'reservations.sell_released',
  `WITH lines AS MATERIALIZED (
     SELECT l.product_id, l.quantity, s.available, s.available - l.quantity AS rest, s.low_threshold
     FROM reservations r JOIN reservation_lines l USING (order_id) JOIN stock s USING (product_id)
     WHERE r.order_id = :orderId AND r.status = 'released'
   ), ended AS (
     UPDATE reservations SET status = 'sold', settled_at = now()
     WHERE order_id = :orderId AND status = 'released' AND (SELECT bool_and(rest >= 0) FROM lines)
     RETURNING order_id
   ), moved AS (
     UPDATE stock s SET available = s.available - lines.quantity, sold = s.sold + lines.quantity
     FROM ended CROSS JOIN lines WHERE s.product_id = lines.product_id
   ), entered AS (
     INSERT INTO stock_ledger (product_id, movement, d_available, d_reserved, d_sold, order_id)
     SELECT product_id, 'sold', -quantity, 0, quantity, order_id FROM ended CROSS JOIN lines
   )
   SELECT lines.product_id AS "productId", p.name, rest AS available,
     CASE WHEN available > low_threshold AND rest <= low_threshold THEN low_threshold END AS threshold
   FROM ended CROSS JOIN lines JOIN products p ON p.id = lines.product_id`,
);

const lockStockOf = statement<{ productId: string }, { orderIds: string[] }>(
  'reservations.lock_stock_of',
  `SELECT product_id AS "productId" FROM stock
   WHERE product_id IN (
     SELECT product_id FROM reservation_lines WHERE order_id = ANY ((SELECT :orderIds::uuid[])::uuid[]))
   ORDER BY product_id FOR NO KEY UPDATE`,
);

/**
 * Puts sold units of an order back on sale, for one refund. Product ids are distinct. At most the
 * units that the order bought and has not returned; `units` is their number. No row for a refund
 * whose units were returned before. Runs in a transaction that locked the stock: this snapshot is
 * newer than the locks.
 */
const restock = statement<
  { productId: string; asked: number; units: number },
  { orderId: string; refundId: string; productIds: string[]; quantities: number[] }
>(
  'reservations.restock',
  `WITH back AS MATERIALIZED (
     SELECT w.product_id, w.asked, greatest(0, least(w.asked, coalesce(bought.quantity, 0) - (
       SELECT coalesce(sum(d_available), 0) FROM stock_ledger e
       WHERE e.movement = 'returned' AND e.order_id = :orderId AND e.product_id = w.product_id)))::int AS units
     FROM unnest((SELECT :productIds::uuid[]), (SELECT :quantities::int[])) AS w (product_id, asked)
     LEFT JOIN (
       SELECT l.product_id, l.quantity FROM reservations r JOIN reservation_lines l USING (order_id)
       WHERE r.order_id = :orderId AND r.status = 'sold'
     ) bought USING (product_id)
     WHERE NOT EXISTS (
       SELECT FROM stock_ledger e
       WHERE e.movement = 'returned' AND e.order_id = :orderId AND e.refund_id = :refundId)
   ), moved AS (
     UPDATE stock s SET available = s.available + back.units, sold = s.sold - back.units
     FROM back WHERE s.product_id = back.product_id AND back.units > 0
   ), entered AS (
     INSERT INTO stock_ledger (product_id, movement, d_available, d_reserved, d_sold, order_id, refund_id)
     SELECT product_id, 'returned', units, 0, -units, :orderId, :refundId FROM back WHERE units > 0
   )
   SELECT product_id AS "productId", asked, units FROM back`,
);

const withoutReturn = statement<{ id: string }, { refundIds: string[]; orderIds: string[] }>(
  'reservations.without_return',
  `SELECT f.id FROM unnest((SELECT :refundIds::uuid[]), (SELECT :orderIds::uuid[])) AS f (id, order_id)
   WHERE NOT EXISTS (
     SELECT FROM stock_ledger e WHERE e.movement = 'returned' AND e.order_id = f.order_id AND e.refund_id = f.id)`,
);

const heldOf = statement<{ orderId: string }, { orderIds: string[] }>(
  'reservations.held_of',
  `SELECT order_id AS "orderId" FROM reservations
   WHERE status = 'held' AND order_id = ANY ((SELECT :orderIds::uuid[])::uuid[])`,
);

/**
 * Moves stock: adjustments, sales, releases and returns. Plain SQL: sales are on the path of every
 * order.
 */
@Injectable()
export class StockRepository {
  constructor(private readonly database: Database) {}

  /** The adjustment of an earlier request with this id. Locks the stock, so that none follows meanwhile. */
  async earlierAdjustment(tx: Tx, productId: string, requestId: string): Promise<Adjustment | undefined> {
    await tx.run(lockStock, { productId });
    return (await tx.run(findAdjustment, { productId, requestId }))[0];
  }

  /**
   * Adds `delta` to the available units and records actor and reason, in one statement. Adjusts
   * nothing when that would leave less than zero available units or more than MAX_STOCK in total.
   * The caller publishes `low`.
   */
  async adjust(
    tx: Tx,
    productId: string,
    requestId: string,
    { delta, reason }: Adjustment,
    { role: actorRole, id: actorId }: Actor,
  ): Promise<{ adjusted: boolean; low: LowStock[] }> {
    const [row] = await tx.run(adjust, { productId, requestId, delta, reason, actorRole, actorId });
    if (!row) return { adjusted: false, low: [] };
    const { name, available, threshold } = row;
    const fell = threshold !== null && available <= threshold && available - delta > threshold;
    return { adjusted: true, low: fell ? [{ productId, name, available, threshold }] : [] };
  }

  /** Ends the held reservations of these orders. Returns their number. */
  async endReservations(tx: Tx, outcome: Outcome, orderIds: string[]): Promise<number> {
    return (await tx.run(endReservations, { orderIds, outcome, onlyExpired: false })).length;
  }

  /** Releases the reservations of these orders that are still expired. Returns their number. */
  async releaseExpired(orderIds: string[]): Promise<number> {
    const released = { orderIds, outcome: 'released' as const, onlyExpired: true };
    return (await this.database.run(endReservations, released)).length;
  }

  /**
   * Orders whose reservation has another status than `outcome`; null when they have no reservation.
   */
  notEndedAs(
    tx: Tx,
    outcome: Outcome,
    orderIds: string[],
  ): Promise<{ orderId: string; status: string | null }[]> {
    return tx.run(findNotEndedAs, { orderIds, outcome });
  }

  /**
   * After {@link endReservations} as sold: sells the available stock to an order whose reservation
   * was released, all of it or nothing. The caller publishes `low`.
   */
  async sellReleased(tx: Tx, orderId: string): Promise<{ sold: boolean; low: LowStock[] }> {
    const rows = await tx.run(sellReleased, { orderId });
    const low = rows.flatMap(({ threshold, ...stock }) =>
      threshold === null ? [] : [{ ...stock, threshold }],
    );
    return { sold: rows.length > 0, low };
  }

  /** Locks the stock of all products that these orders ever reserved, in the order of their ids. */
  async lockStockOf(tx: Tx, orderIds: string[]): Promise<void> {
    await tx.run(lockStockOf, { orderIds });
  }

  /** After {@link lockStockOf}: puts sold units back on sale, once per refund. */
  restock(
    tx: Tx,
    orderId: string,
    refundId: string,
    units: ReadonlyMap<string, number>,
  ): Promise<RestockedLine[]> {
    const [productIds, quantities] = [[...units.keys()], [...units.values()]];
    return tx.run(restock, { orderId, refundId, productIds, quantities });
  }

  /** Ids of the refunds that put nothing back on sale. */
  async withoutReturn(refunds: readonly { refundId: string; orderId: string }[]): Promise<string[]> {
    const refundIds = refunds.map(({ refundId }) => refundId);
    const orderIds = refunds.map(({ orderId }) => orderId);
    return (await this.database.run(withoutReturn, { refundIds, orderIds })).map(({ id }) => id);
  }

  /** Those of these orders whose reservation is held. */
  async held(orderIds: string[]): Promise<string[]> {
    return (await this.database.run(heldOf, { orderIds })).map(({ orderId }) => orderId);
  }
}
