import { Injectable } from '@nestjs/common';
import { Database, statement, type Tx } from '@orderwire/platform';
import type { OrderChange, ProductName } from './changes.js';
import { countDelays, countFigures, delay, figure } from './count-figures.repository.js';

/** Column and type of each field of a change. */
const columns: Readonly<Record<Exclude<keyof OrderChange, 'id'>, readonly [string, string]>> = {
  currency: ['currency', 'text'],
  placedAt: ['placed_at', 'timestamptz'],
  totalAmount: ['total_amount', 'bigint'],
  productIds: ['product_ids', 'uuid[]'],
  units: ['units', 'int[]'],
  amounts: ['amounts', 'bigint[]'],
  paidAt: ['paid_at', 'timestamptz'],
  recordedAt: ['recorded_at', 'timestamptz'],
  captured: ['captured', 'bigint'],
  cancelledAt: ['cancelled_at', 'timestamptz'],
  expired: ['expired', 'boolean'],
};
const fields = Object.entries(columns);
const names = fields.map(([, [column]]) => column);

/** Orders whose creation is not known are not counted. */
const placed = 'placed_at IS NOT NULL';
const paid = `${placed} AND paid_at IS NOT NULL`;

/**
 * Adds what is new to the orders, and the difference to all counts. The first event that tells a
 * field decides it. The lock of the read models makes `before` the state that `after` changes.
 */
const applyOrders = statement<{ id: string }, { orders: string; generation: number | null }>(
  'orders.apply',
  `WITH given AS (
   SELECT g.id AS generation, d.* FROM generations g, jsonb_to_recordset(:orders::jsonb)
     AS d (id uuid, ${fields.map(([field, [, type]]) => `"${field}" ${type}`).join(', ')})
   WHERE :generation::int IS NULL OR g.id = :generation
 ), before AS MATERIALIZED (
   SELECT o.* FROM orders o JOIN given USING (generation, id)
 ), after AS (
   INSERT INTO orders AS o (generation, id, ${names.join(', ')})
   SELECT generation, id, ${fields.map(([field]) => `"${field}"`).join(', ')} FROM given
   ON CONFLICT (generation, id) DO UPDATE SET
     ${names.map((column) => `${column} = coalesce(o.${column}, excluded.${column})`).join(', ')}
   RETURNING o.*
 ), changes AS MATERIALIZED (
   SELECT 1 AS sign, after.* FROM after UNION ALL SELECT -1, before.* FROM before
 ), ${countFigures(
   figure('placed', { at: 'placed_at', amount: 'total_amount' }),
   figure('converted', { at: 'placed_at', amount: 'total_amount', where: paid }),
   figure('paid', { at: 'paid_at', amount: 'captured', where: placed }),
   figure('cancelled', { at: 'cancelled_at', amount: 'total_amount', where: `${placed} AND NOT expired` }),
   figure('expired', { at: 'cancelled_at', amount: 'total_amount', where: `${placed} AND expired` }),
 )}, ${countDelays(
   delay('to_pay', { from: 'placed_at', until: 'paid_at', where: paid }),
   // Older ones are of delayed payments: the bank takes days.
   delay('webhook', {
     from: 'paid_at',
     until: 'recorded_at',
     where: `${paid} AND captured > 0 AND recorded_at <= paid_at + interval '1 day'`,
   }),
 )}, sold AS (
   INSERT INTO product_days AS p (generation, currency, day, product_id, units, amount)
   SELECT c.generation, c.currency, (c.paid_at AT TIME ZONE 'UTC')::date, l.product_id, sum(c.sign * l.units), sum(c.sign * l.amount)
   FROM changes c, unnest(c.product_ids, c.units, c.amounts) AS l (product_id, units, amount) WHERE ${paid}
   GROUP BY 1, 2, 3, 4 HAVING sum(c.sign * l.units) <> 0 OR sum(c.sign * l.amount) <> 0 ORDER BY 1, 2, 3, 4
   ON CONFLICT (generation, currency, day, product_id)
   DO UPDATE SET units = p.units + excluded.units, amount = p.amount + excluded.amount
 )
 SELECT id FROM after`,
);

/** The latest order names a product, whatever the order of arrival. */
const nameProducts = statement<{ id: string }, { products: string; generation: number | null }>(
  'products.name',
  `INSERT INTO products AS p (generation, id, name, named_at, named_by)
   SELECT DISTINCT ON (g.id, d.id) g.id, d.id, d.name, d."namedAt", d."namedBy"
   FROM generations g, jsonb_to_recordset(:products::jsonb)
     AS d (id uuid, name text, "namedAt" timestamptz, "namedBy" uuid)
   WHERE :generation::int IS NULL OR g.id = :generation
   ORDER BY g.id, d.id, d."namedAt" DESC, d."namedBy" DESC, d.name
   ON CONFLICT (generation, id) DO UPDATE SET name = excluded.name, named_at = excluded.named_at, named_by = excluded.named_by
     WHERE (p.named_at, p.named_by) < (excluded.named_at, excluded.named_by)
   RETURNING id`,
);

const missingOrders = statement<{ id: string }, { ids: readonly string[]; of: OrderStep }>(
  'orders.missing',
  `SELECT f.id FROM unnest((SELECT :ids::uuid[])) AS f (id),
     (SELECT id FROM generations WHERE built_at IS NOT NULL ORDER BY id DESC LIMIT 1) AS built
   WHERE NOT EXISTS (
     SELECT FROM orders o WHERE o.generation = built.id AND o.id = f.id
       AND CASE :of::text WHEN 'placed' THEN o.placed_at WHEN 'paid' THEN o.paid_at ELSE o.cancelled_at END IS NOT NULL)`,
);

export type OrderStep = 'placed' | 'paid' | 'cancelled';

/** Orders and what follows from them: counts, delays and what was sold. */
@Injectable()
export class OrderProjectionRepository {
  constructor(private readonly database: Database) {}

  /** To one generation, or to all of them. Each order once. */
  async apply(tx: Tx, orders: readonly OrderChange[], generation: number | null): Promise<void> {
    await tx.run(applyOrders, { orders: JSON.stringify(orders), generation });
  }

  async nameProducts(tx: Tx, products: readonly ProductName[], generation: number | null): Promise<void> {
    await tx.run(nameProducts, { products: JSON.stringify(products), generation });
  }

  /** Which of these orders are not known to be at this step. None while the read models are built first. */
  async missing(ids: readonly string[], of: OrderStep): Promise<string[]> {
    return (await this.database.run(missingOrders, { ids, of })).map(({ id }) => id);
  }
}
