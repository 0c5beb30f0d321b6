import { Injectable } from '@nestjs/common';
import { Database, statement } from '@orderwire/platform';

/**
 * An overdue order ends with its next check at the earliest. The end of a delayed payment is not
 * known: an hour stands in when all orders wait for one.
 */
const findNextEnd = statement<{ endsAt: Date | null }, { placedBy: string }>(
  'open_orders.next_end',
  `SELECT coalesce(
     min(greatest(payment_session_expires_at, next_check_at))
       FILTER (WHERE cancellation_blocked_by IS DISTINCT FROM 'payment_processing'),
     max(now() + interval '1 hour')) AS "endsAt" FROM orders
   WHERE status = 'PENDING'
     AND id = ANY ((SELECT order_ids FROM open_orders WHERE placed_by = :placedBy)::uuid[])`,
);

/** An order that this snapshot does not see yet counts as unpaid. */
const deleteEnded = statement<{ placedBy: string }, { limit: number }>(
  'open_orders.delete_ended',
  `DELETE FROM open_orders WHERE placed_by IN (
     SELECT placed_by FROM open_orders o
     WHERE NOT EXISTS (
       SELECT FROM unnest(o.order_ids) AS counted (id) LEFT JOIN orders USING (id)
       WHERE orders.status = 'PENDING' OR orders.id IS NULL)
     LIMIT :limit FOR UPDATE SKIP LOCKED)
   RETURNING placed_by AS "placedBy"`,
);

const BATCH_SIZE = 1_000;

/** Unpaid orders by who placed them. `orders.insert` writes them. */
@Injectable()
export class OpenOrderRepository {
  constructor(private readonly database: Database) {}

  /** When the next unpaid order probably ends; null when none is left. */
  async nextEnd(placedBy: string): Promise<Date | null> {
    const [row] = await this.database.run(findNextEnd, { placedBy });
    return row?.endsAt ?? null;
  }

  /** Deletes what is stored about networks, e-mail addresses and accounts without unpaid orders. */
  async deleteEnded(): Promise<void> {
    while ((await this.database.run(deleteEnded, { limit: BATCH_SIZE })).length === BATCH_SIZE);
  }
}
