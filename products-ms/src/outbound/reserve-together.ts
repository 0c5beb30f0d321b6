import { currencyRules } from '@orderwire/contracts';
import { type Database, statement } from '@orderwire/platform';
import type { Offer } from '../domain/sellable.js';
import type { NewReservation, OfferRow } from './reservation.repository.js';

interface Params {
  orderIds: string[];
  currencies: string[];
  expiresAt: Date[];
  guestPercents: (number | null)[];
  steps: number[];
  minimums: number[];
  maximums: number[];
  /** One entry per product of an order. */
  lineOrderIds: string[];
  productIds: string[];
  quantities: number[];
}

/**
 * Reserves the units of orders that arrive together in one statement and one commit, with each stock row
 * locked and written once. The rules and the reasons are those of `reservations.reserve_alone`. In
 * addition:
 * - Orders take their units in the order of their ids. An order is reserved when all its products have
 *   enough units after the orders before it, and do not become low.
 * - `SKIP LOCKED`: an order whose stock another transaction has locked is not reserved. So a locked
 *   product delays no order of other products. An insert of a reservation waits only for another one of
 *   the same order.
 * Returns the products of the orders that are reserved, and says nothing about the others.
 */
const reserve = (name: string, locking: 'SKIP LOCKED' | '') =>
  statement<OfferRow & { orderId: string }, Params>(
    name,
    `WITH asked AS (
     SELECT * FROM unnest((SELECT :orderIds::uuid[]), (SELECT :currencies::text[]), (SELECT :expiresAt::timestamptz[]),
       (SELECT :guestPercents::int[]), (SELECT :steps::int[]), (SELECT :minimums::bigint[]), (SELECT :maximums::bigint[]))
       AS a (order_id, currency, expires_at, guest_percent, step, minimum, maximum)
     WHERE NOT EXISTS (SELECT FROM reservations r WHERE r.order_id = a.order_id)
   ), wanted AS (
     SELECT *, (SELECT amount FROM prices c WHERE c.product_id = w.product_id AND c.currency = asked.currency) AS amount
     FROM unnest((SELECT :lineOrderIds::uuid[]), (SELECT :productIds::uuid[]), (SELECT :quantities::int[]))
       AS w (order_id, product_id, quantity)
     JOIN asked USING (order_id)
   ), found AS MATERIALIZED (
     SELECT w.product_id, p.name, p.image_url, p.tax_class, s.available, s.reserved,
       least(s.guest_reserved, s.reserved) AS guest_reserved, s.low_threshold
     FROM (SELECT DISTINCT product_id FROM wanted) AS w
     JOIN products p ON p.id = w.product_id AND p.deleted_at IS NULL
     JOIN stock s ON s.product_id = w.product_id
     ORDER BY w.product_id
     FOR NO KEY UPDATE OF s ${locking}
   ), taken AS (
     SELECT *, sum(quantity) FILTER (WHERE quantity <= available) OVER before AS units,
       sum(quantity) FILTER (WHERE quantity <= available AND guest_percent IS NOT NULL) OVER before AS guest_units
     FROM wanted LEFT JOIN found USING (product_id)
     WINDOW before AS (PARTITION BY product_id ORDER BY order_id)
   ), enough AS (
     SELECT order_id FROM taken GROUP BY order_id
     HAVING bool_and(coalesce(amount % step = 0 AND quantity <= available AND units <= available
         AND (available - units > low_threshold OR available <= low_threshold) IS NOT FALSE
         AND (guest_percent IS NULL
           OR guest_units <= greatest(1, (available + reserved)::bigint * guest_percent / 100) - guest_reserved), false))
       AND (sum(amount * quantity) = 0 OR sum(amount * quantity) BETWEEN min(minimum) AND min(maximum))
   ), created AS (
     INSERT INTO reservations (order_id, expires_at, currency, guest)
     SELECT order_id, expires_at, currency, guest_percent IS NOT NULL FROM asked JOIN enough USING (order_id)
     ORDER BY order_id
     ON CONFLICT (order_id) DO NOTHING
     RETURNING order_id
   ), held AS MATERIALIZED (
     SELECT * FROM wanted JOIN created USING (order_id)
   ), lines AS (
     INSERT INTO reservation_lines (order_id, product_id, quantity, unit_amount)
     SELECT order_id, product_id, quantity, amount FROM held
   ), moved AS (
     UPDATE stock s SET available = f.available - h.quantity, reserved = f.reserved + h.quantity,
       guest_reserved = f.guest_reserved + h.guest_quantity
     FROM (SELECT product_id, sum(quantity)::int AS quantity,
             coalesce(sum(quantity) FILTER (WHERE guest_percent IS NOT NULL), 0)::int AS guest_quantity
           FROM held GROUP BY product_id) AS h
     JOIN found f USING (product_id)
     WHERE s.product_id = h.product_id
   ), entered AS (
     INSERT INTO stock_ledger (product_id, movement, d_available, d_reserved, d_sold, order_id)
     SELECT product_id, 'held', -quantity, quantity, 0, order_id FROM held
   )
   SELECT h.order_id AS "orderId", h.product_id AS "productId", f.name, f.image_url AS "imageUrl",
     f.tax_class AS "taxClass", h.amount AS "unitAmount", f.available
   FROM held h JOIN found f USING (product_id)`,
  );

/** Of stock that no other transaction has locked. */
export const reserveUnlocked = reserve('reservations.reserve', 'SKIP LOCKED');

/** Waits for locked stock. */
export const reserveWaiting = reserve('reservations.reserve_waiting', '');

/** For each order its offers when all its units are reserved, otherwise undefined. */
export async function reserveTogether(
  database: Database,
  reserving: typeof reserveUnlocked,
  wanted: readonly NewReservation[],
): Promise<(Offer[] | undefined)[]> {
  // Of several attempts for one order the others are made alone.
  const orders = [...new Map(wanted.map((one) => [one.orderId, one])).values()];
  const rules = orders.map(({ currency }) => currencyRules(currency));
  const lines = orders.flatMap(({ orderId, units }) => [...units].map((line) => [orderId, ...line] as const));
  const rows = await database.run(reserving, {
    orderIds: orders.map(({ orderId }) => orderId),
    currencies: orders.map(({ currency }) => currency),
    expiresAt: orders.map(({ expiresAt }) => expiresAt),
    guestPercents: orders.map(({ guestPercent }) => guestPercent),
    steps: rules.map(({ step }) => step),
    minimums: rules.map(({ minimum }) => minimum),
    maximums: rules.map(({ maximum }) => maximum),
    lineOrderIds: lines.map(([orderId]) => orderId),
    productIds: lines.map(([, productId]) => productId),
    quantities: lines.map(([, , quantity]) => quantity),
  });
  return wanted.map((one) => {
    const offers = rows.filter(({ orderId }) => orderId === one.orderId);
    return offers.length > 0 && orders.includes(one) ? offers : undefined;
  });
}
