import { statement } from '@orderwire/platform';

/** What the catalogue says about one wanted product, with its units at that moment. */
export type OfferRow = {
  product_id: string;
  name: string;
  image_url: string | null;
  amount: number | null;
  available: number;
};

/** A wanted product while its stock row was locked; `available` is before the hold. */
export type HeldRow = OfferRow & {
  held: boolean;
  quantity: number;
  /** The hold takes `available` from above this to it, or below; null when it crosses nothing. */
  crosses: number | null;
};

// Two habits of these statements keep their plans cheap, whatever the tables' statistics say at the moment:
// `(SELECT $1::uuid[])` hides the array's length from the planner. It would otherwise find a plan made for the length at
// hand cheaper than the kept one and plan every call anew, which costs twice as much as the work itself.
// A price is a subquery of its own row, so that it is always one look into the primary key.

/** Of a reservation that is over its time; the minute is for clocks that disagree. */
export const over = `expires_at < now() - interval '1 minute'`;

/** $1 product ids, $2 currency, $3 whether deleted products count too. */
export const look = statement<OfferRow>(
  'reservations.look',
  `SELECT w.product_id, p.name, p.image_url, s.available,
     (SELECT amount FROM prices c WHERE c.product_id = w.product_id AND c.currency = $2) AS amount
   FROM unnest((SELECT $1::uuid[])) AS w (product_id)
   JOIN products p ON p.id = w.product_id AND (p.deleted_at IS NULL OR $3)
   JOIN stock s ON s.product_id = w.product_id`,
);

/**
 * Looks up and holds, all or nothing, in one statement and one commit. $1 product ids (each once), $2 quantities,
 * $3 currency, $4 order id, $5 expiry, $6 whether it may cross a product's low threshold.
 *
 * Why this is right under READ COMMITTED:
 * - `found` locks the stock rows in the order of their ids, as every statement here does, so no two can deadlock. A row
 *   that somebody else changed after our snapshot is waited for and then read anew: `available` is always the counter
 *   that the lock protects, also where the snapshot's is older.
 * - `moved` finds the snapshot's version of the row and follows it to the newest one, which we hold locked. It writes what
 *   `found` read under the lock: PostgreSQL checks constraints on the snapshot's version before it follows, so that
 *   `s.available - quantity` would now and then fail although there are enough units.
 * - The reservation's own row decides between two calls for one order: whoever inserts it holds; the other waits for
 *   that commit, inserts nothing, and thereby no lines and moves no stock, even when their products have nothing in
 *   common. This is why status and expiry stand on one row per order and not on its lines.
 * - An order that already has a reservation when the statement begins locks nothing.
 *
 * `held` is false when units, price or product are missing, and when the order has a reservation; only a second
 * statement, with a newer snapshot, can tell which. Without $6 it is also false when a row `crosses`: whoever holds then
 * has to announce it, in the transaction of the hold. Crossing is decided under the lock, so one hold alone makes it.
 */
export const hold = statement<HeldRow>(
  'reservations.hold',
  `WITH found AS MATERIALIZED (
     SELECT w.product_id, w.quantity, p.name, p.image_url, s.available, s.reserved,
       (SELECT amount FROM prices c WHERE c.product_id = w.product_id AND c.currency = $3) AS amount,
       CASE WHEN s.available > s.low_threshold AND s.available - w.quantity <= s.low_threshold
         THEN s.low_threshold END AS crosses
     FROM unnest((SELECT $1::uuid[]), (SELECT $2::int[])) AS w (product_id, quantity)
     JOIN products p ON p.id = w.product_id AND p.deleted_at IS NULL
     JOIN stock s ON s.product_id = w.product_id
     WHERE NOT EXISTS (SELECT FROM reservations WHERE order_id = $4)
     ORDER BY w.product_id
     FOR NO KEY UPDATE OF s
   ), enough AS (
     SELECT count(*) = cardinality($1::uuid[]) AND ($6::boolean OR count(crosses) = 0) AS yes
     FROM found WHERE amount IS NOT NULL AND available >= quantity
   ), held AS (
     INSERT INTO reservations (order_id, expires_at, currency) SELECT $4, $5::timestamptz, $3 FROM enough WHERE yes
     ON CONFLICT (order_id) DO NOTHING
     RETURNING order_id
   ), lines AS (
     INSERT INTO reservation_lines (order_id, product_id, quantity, unit_amount)
     SELECT held.order_id, found.product_id, found.quantity, found.amount FROM held CROSS JOIN found
   ), moved AS (
     UPDATE stock s SET available = found.available - found.quantity, reserved = found.reserved + found.quantity
     FROM held CROSS JOIN found WHERE s.product_id = found.product_id
   ), entered AS (
     INSERT INTO stock_ledger (product_id, movement, d_available, d_reserved, d_sold, order_id)
     SELECT found.product_id, 'held', -found.quantity, found.quantity, 0, held.order_id FROM held CROSS JOIN found
   )
   SELECT product_id, name, image_url, amount, available, quantity, crosses, EXISTS (SELECT FROM held) AS held
   FROM found`,
);

/** The reservation of order $1, one row per line; amounts are null for lines from before they were kept. */
export const linesOf = statement<{
  status: string;
  currency: string | null;
  product_id: string;
  quantity: number;
  unit_amount: number | null;
}>(
  'reservations.lines_of',
  `SELECT r.status, r.currency, l.product_id, l.quantity, l.unit_amount
   FROM reservations r JOIN reservation_lines l USING (order_id) WHERE r.order_id = $1`,
);

/** Keeps the hold of order $1 until $2 at least; no row when it is not held any more. */
export const extend = statement<{ order_id: string }>(
  'reservations.extend',
  `UPDATE reservations SET expires_at = greatest(expires_at, $2::timestamptz)
   WHERE order_id = $1 AND status = 'held' RETURNING order_id`,
);

/** Holds that are a minute over their time, longest first, $1 at most. */
export const overdue = statement<{ order_id: string }>(
  'reservations.overdue',
  `SELECT order_id FROM reservations WHERE status = 'held' AND ${over} ORDER BY expires_at LIMIT $1`,
);
