import { statement } from '@orderwire/platform';
import { over } from './reservation.statements.js';

/** One product that gave units, and what is `available` of it since. */
export type GivenRow = {
  product_id: string;
  name: string;
  available: number;
  /** `available` came from above this to it, or below; null when it crossed nothing. */
  crosses: number | null;
};

/**
 * Ends the holds of orders $1 as $2: 'sold' or 'released'; with $3 only those that are still over their time. Gives the
 * orders whose hold this ended.
 *
 * A sale also locks what orders held that were released before: {@link sellLate} may need it next.
 * Stock rows are locked first and in the order of their ids, like a hold does; the comparison with their count only makes
 * PostgreSQL do so before it touches a reservation. Who waited there finds the reservations' newest status, because an
 * UPDATE checks `status = 'held'` again on a row that changed: one order's stock moves once, and a hold that was renewed
 * in the meantime is no longer over its time. Lines never change, so the snapshot's are right.
 */
export const settle = statement<{ order_id: string }>(
  'reservations.settle',
  `WITH locked AS MATERIALIZED (
     SELECT s.product_id FROM stock s
     WHERE s.product_id IN (
       SELECT l.product_id FROM reservations r JOIN reservation_lines l USING (order_id)
       WHERE r.order_id = ANY ((SELECT $1::uuid[])::uuid[])
         AND (r.status = 'held' OR $2 = 'sold' AND r.status = 'released'))
     ORDER BY s.product_id
     FOR NO KEY UPDATE
   ), settled AS (
     UPDATE reservations SET status = $2, settled_at = now()
     WHERE order_id = ANY ((SELECT $1::uuid[])::uuid[]) AND status = 'held' AND (SELECT count(*) FROM locked) > 0
       AND (NOT $3::boolean OR ${over})
     RETURNING order_id
   ), lines AS MATERIALIZED (
     SELECT l.product_id, l.quantity, order_id FROM settled JOIN reservation_lines l USING (order_id)
   ), units AS (
     SELECT product_id, sum(quantity)::int AS quantity FROM lines GROUP BY product_id
   ), moved AS (
     UPDATE stock s SET
       reserved = s.reserved - units.quantity,
       available = s.available + CASE $2 WHEN 'released' THEN units.quantity ELSE 0 END,
       sold = s.sold + CASE $2 WHEN 'sold' THEN units.quantity ELSE 0 END
     FROM units WHERE s.product_id = units.product_id
   ), entered AS (
     INSERT INTO stock_ledger (product_id, movement, d_available, d_reserved, d_sold, order_id)
     SELECT product_id, $2, CASE $2 WHEN 'released' THEN quantity ELSE 0 END, -quantity,
       CASE $2 WHEN 'sold' THEN quantity ELSE 0 END, order_id
     FROM lines
   )
   SELECT order_id FROM settled`,
);

/** Which of orders $1 have no reservation with status $2. */
export const notSettledAs = statement<{ order_id: string; status: string | null }>(
  'reservations.not_settled_as',
  `SELECT DISTINCT w.order_id, r.status FROM unnest((SELECT $1::uuid[])) AS w (order_id)
   LEFT JOIN reservations r USING (order_id) WHERE r.status IS DISTINCT FROM $2`,
);

/**
 * Sells to order $1, whose hold was released, what is available by now: all of it, or nothing and no row.
 * In a transaction in which {@link settle} locked its stock: this snapshot is newer than those locks.
 */
export const sellLate = statement<GivenRow>(
  'reservations.sell_late',
  `WITH lines AS MATERIALIZED (
     SELECT l.product_id, l.quantity, s.available, s.available - l.quantity AS rest, s.low_threshold
     FROM reservations r JOIN reservation_lines l USING (order_id) JOIN stock s USING (product_id)
     WHERE r.order_id = $1 AND r.status = 'released'
   ), settled AS (
     UPDATE reservations SET status = 'sold', settled_at = now()
     WHERE order_id = $1 AND status = 'released' AND (SELECT bool_and(rest >= 0) FROM lines)
     RETURNING order_id
   ), moved AS (
     UPDATE stock s SET available = s.available - lines.quantity, sold = s.sold + lines.quantity
     FROM settled CROSS JOIN lines WHERE s.product_id = lines.product_id
   ), entered AS (
     INSERT INTO stock_ledger (product_id, movement, d_available, d_reserved, d_sold, order_id)
     SELECT product_id, 'sold', -quantity, 0, quantity, order_id FROM settled CROSS JOIN lines
   )
   SELECT lines.product_id, p.name, rest AS available,
     CASE WHEN available > low_threshold AND rest <= low_threshold THEN low_threshold END AS crosses
   FROM settled CROSS JOIN lines JOIN products p ON p.id = lines.product_id`,
);

/** Locks the stock of everything orders $1 ever held, in the order of the ids. */
export const lockStockOf = statement<{ product_id: string }>(
  'reservations.lock_stock_of',
  `SELECT product_id FROM stock
   WHERE product_id IN (SELECT product_id FROM reservation_lines WHERE order_id = ANY ((SELECT $1::uuid[])::uuid[]))
   ORDER BY product_id FOR NO KEY UPDATE`,
);

/**
 * Puts sold units of order $1 back on sale, for refund $2: products $3 (each once), quantities $4. At most what the order
 * bought of a product less what came back before; `units` says how many that were. Nothing, and no row, for a refund whose
 * units came back already. In a transaction that locked the stock: this snapshot is newer than those locks.
 */
export const giveBack = statement<{ product_id: string; asked: number; units: number }>(
  'reservations.give_back',
  `WITH back AS MATERIALIZED (
     SELECT w.product_id, w.asked, greatest(0, least(w.asked, coalesce(bought.quantity, 0) - (
       SELECT coalesce(sum(d_available), 0) FROM stock_ledger e
       WHERE e.movement = 'returned' AND e.order_id = $1 AND e.product_id = w.product_id)))::int AS units
     FROM unnest((SELECT $3::uuid[]), (SELECT $4::int[])) AS w (product_id, asked)
     LEFT JOIN (
       SELECT l.product_id, l.quantity FROM reservations r JOIN reservation_lines l USING (order_id)
       WHERE r.order_id = $1 AND r.status = 'sold'
     ) bought USING (product_id)
     WHERE NOT EXISTS (
       SELECT FROM stock_ledger e WHERE e.movement = 'returned' AND e.order_id = $1 AND e.refund_id = $2)
   ), moved AS (
     UPDATE stock s SET available = s.available + back.units, sold = s.sold - back.units
     FROM back WHERE s.product_id = back.product_id AND back.units > 0
   ), entered AS (
     INSERT INTO stock_ledger (product_id, movement, d_available, d_reserved, d_sold, order_id, refund_id)
     SELECT product_id, 'returned', units, 0, -units, $1, $2 FROM back WHERE units > 0
   )
   SELECT product_id, asked, units FROM back`,
);
