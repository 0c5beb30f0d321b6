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
 * locked and written once. The rules and the reasons are those of `reservations.reserve_alone`. In addition an
 * order is reserved here only when no other transaction has locked its stock, which has enough units
 * for all these orders together and does not become low by them: this statement waits for no lock, so
 * a locked product keeps no order of other products waiting. Returns the products of the orders that are
 * reserved; each other order is reserved alone, which waits, or tells why it cannot be.
 */
const reserve = statement<OfferRow & { orderId: string }, Params>(
  'reservations.reserve',
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
     SELECT w.product_id, w.quantity, w.guest_quantity, p.name, p.image_url, p.tax_class, s.available, s.reserved,
       least(s.guest_reserved, s.reserved) AS guest_reserved, s.low_threshold
     FROM (SELECT product_id, sum(quantity) AS quantity,
             coalesce(sum(quantity) FILTER (WHERE guest_percent IS NOT NULL), 0) AS guest_quantity
           FROM wanted GROUP BY product_id) AS w
     JOIN products p ON p.id = w.product_id AND p.deleted_at IS NULL
     JOIN stock s ON s.product_id = w.product_id
     ORDER BY w.product_id
     FOR NO KEY UPDATE OF s SKIP LOCKED
   ), enough AS (
     SELECT w.order_id FROM wanted w LEFT JOIN found f USING (product_id)
     GROUP BY w.order_id
     HAVING bool_and(coalesce(w.amount % w.step = 0 AND f.quantity <= f.available
         AND (f.available - f.quantity > f.low_threshold OR f.available <= f.low_threshold) IS NOT FALSE
         AND (w.guest_percent IS NULL OR f.guest_quantity
           <= greatest(1, (f.available + f.reserved)::bigint * w.guest_percent / 100) - f.guest_reserved), false))
       AND (sum(w.amount * w.quantity) = 0 OR sum(w.amount * w.quantity) BETWEEN min(w.minimum) AND min(w.maximum))
   ), created AS (
     INSERT INTO reservations (order_id, expires_at, currency, guest)
     SELECT order_id, expires_at, currency, guest_percent IS NOT NULL FROM asked JOIN enough USING (order_id)
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

/** Reserves for orders at once. For each: its offers when all its units are reserved, otherwise undefined. */
export async function reserveTogether(
  database: Database,
  wanted: readonly NewReservation[],
): Promise<(Offer[] | undefined)[]> {
  // Of several attempts for one order the others are made alone.
  const orders = [...new Map(wanted.map((one) => [one.orderId, one])).values()];
  const rules = orders.map(({ currency }) => currencyRules(currency));
  const lines = orders.flatMap(({ orderId, units }) => [...units].map((line) => [orderId, ...line] as const));
  const rows = await database.run(reserve, {
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
