import { Injectable } from '@nestjs/common';
import type { PlacedOrder } from '@orderwire/contracts';
import { Database, statement, type Tx } from '@orderwire/platform';

/** A reservation of an order. */
export type KnownReservation = { orderId: string; status: 'held' | 'sold' | 'released' };

/** One product of a reservation that was made again. */
export type ReservedAgain = {
  productId: string;
  /** Units that the restored stock did not have. */
  missing: number;
};

/**
 * Reserves stock for an order that was placed before this database was restored. It had its units,
 * so units that the restored stock lacks were stocked after the backup: they are added as an
 * adjustment. Products that the restored catalogue lacks are left out. No row when the order has a
 * reservation.
 */
const reserveAgain = statement<
  ReservedAgain,
  {
    orderId: string;
    currency: string;
    productIds: string[];
    quantities: number[];
    unitAmounts: number[];
    reason: string;
  }
>(
  'reservations.reserve_again',
  `WITH found AS MATERIALIZED (
     SELECT w.product_id, w.quantity, w.unit_amount, greatest(w.quantity - s.available, 0) AS missing
     FROM unnest(:productIds::uuid[], :quantities::int[], :unitAmounts::bigint[]) AS w (product_id, quantity, unit_amount)
     JOIN stock s ON s.product_id = w.product_id
     ORDER BY w.product_id FOR NO KEY UPDATE OF s
   ), created AS (
     INSERT INTO reservations (order_id, expires_at, currency) SELECT :orderId, now(), :currency WHERE EXISTS (SELECT FROM found)
     ON CONFLICT (order_id) DO NOTHING RETURNING order_id
   ), lines AS (
     INSERT INTO reservation_lines (order_id, product_id, quantity, unit_amount)
     SELECT order_id, product_id, quantity, unit_amount FROM created CROSS JOIN found
   ), moved AS (
     UPDATE stock s SET available = s.available + found.missing - found.quantity, reserved = s.reserved + found.quantity
     FROM created CROSS JOIN found WHERE s.product_id = found.product_id
   ), added AS (
     INSERT INTO stock_ledger (product_id, movement, d_available, d_reserved, d_sold, reason, actor_role)
     SELECT product_id, 'adjusted', missing, 0, 0, :reason, 'system' FROM created CROSS JOIN found WHERE missing > 0
   ), entered AS (
     INSERT INTO stock_ledger (product_id, movement, d_available, d_reserved, d_sold, order_id)
     SELECT product_id, 'held', -quantity, quantity, 0, order_id FROM created CROSS JOIN found
   )
   SELECT product_id AS "productId", missing FROM created CROSS JOIN found`,
);

const withReservation = statement<{ orderId: string }, { orderIds: string[] }>(
  'reservations.existing',
  `SELECT order_id AS "orderId" FROM reservations WHERE order_id = ANY (:orderIds::uuid[])`,
);

/** In the order of their ids. */
const createdBetween = statement<
  KnownReservation,
  { from: Date; to: Date; onlyHeld: boolean; after: string; limit: number }
>(
  'reservations.created_between',
  `SELECT order_id AS "orderId", status FROM reservations
   WHERE order_id > :after AND created_at >= :from AND created_at < :to AND (status = 'held' OR NOT :onlyHeld::boolean)
   ORDER BY order_id LIMIT :limit`,
);

const NIL_UUID = '00000000-0000-0000-0000-000000000000';
const PAGE = 100;

/** The reservations that a restore concerns. Not on the path of an order. */
@Injectable()
export class RestoredReservationRepository {
  constructor(private readonly database: Database) {}

  /** Which of these orders have a reservation. */
  async existing(orderIds: string[]): Promise<ReadonlySet<string>> {
    return new Set((await this.database.run(withReservation, { orderIds })).map(({ orderId }) => orderId));
  }

  reserveAgain(tx: Tx, { orderId, currency, items }: PlacedOrder, reason: string): Promise<ReservedAgain[]> {
    return tx.run(reserveAgain, {
      orderId,
      currency,
      productIds: items.map(({ productId }) => productId),
      quantities: items.map(({ quantity }) => quantity),
      unitAmounts: items.map(({ unitAmount }) => unitAmount),
      reason,
    });
  }

  /** Pages of reservations that were made in a time span. */
  async *created(from: Date, to: Date, { onlyHeld = false } = {}): AsyncGenerator<KnownReservation[]> {
    for (let after = NIL_UUID; ;) {
      const rows = await this.database.run(createdBetween, { from, to, onlyHeld, after, limit: PAGE });
      if (rows.length > 0) yield rows;
      const last = rows.at(-1);
      if (!last || rows.length < PAGE) return;
      after = last.orderId;
    }
  }
}
