import { Injectable } from '@nestjs/common';
import type { PaymentMarkEvent } from '@orderwire/contracts';
import { Database, statement, type Tx } from '@orderwire/platform';

/** A fraud warning or a review about the payment of an order. */
export type OrderMark = {
  /** Stripe's. */
  readonly id: string;
  readonly orderId: string;
  readonly kind: 'fraud_warning' | 'review';
  /** The shop has something to decide. Once closed, it stays closed. */
  readonly open: boolean;
};

const saveMark = statement<{ id: string }, OrderMark>(
  'marks.save',
  `INSERT INTO order_marks AS m (id, order_id, kind, open) VALUES (:id, :orderId, :kind, :open)
   ON CONFLICT (id) DO UPDATE SET open = FALSE WHERE m.open AND NOT excluded.open RETURNING id`,
);

const flagOrders = statement<Record<string, never>, { orderIds: readonly string[] }>(
  'marks.flag_orders',
  `UPDATE orders SET updated_at = now(),
     fraud_warning = EXISTS (SELECT FROM order_marks WHERE order_id = orders.id AND kind = 'fraud_warning'),
     review = (SELECT CASE WHEN bool_or(open) THEN 'open' WHEN count(*) > 0 THEN 'closed' END
       FROM order_marks WHERE order_id = orders.id AND kind = 'review')
   WHERE id = ANY ((SELECT :orderIds::uuid[])::uuid[])`,
);

const unappliedMarks = statement<{ id: string }, { ids: string[]; orderIds: string[]; open: boolean[] }>(
  'marks.unapplied',
  `SELECT f.id FROM unnest((SELECT :ids::text[]), (SELECT :orderIds::uuid[]), (SELECT :open::boolean[]))
     AS f (id, order_id, open)
   JOIN orders ON orders.id = f.order_id LEFT JOIN order_marks m ON m.id = f.id
   WHERE m.id IS NULL OR (m.open AND NOT f.open)`,
);

/** Marks are only written while their orders are locked. */
@Injectable()
export class MarkRepository {
  constructor(private readonly database: Database) {}

  /** False when it changes nothing. */
  async save(tx: Tx, mark: OrderMark): Promise<boolean> {
    return (await tx.run(saveMark, mark)).length > 0;
  }

  /** Sets the flags of orders from their marks. */
  async flag(tx: Tx, orderIds: readonly string[]): Promise<void> {
    await tx.run(flagOrders, { orderIds });
  }

  /** Ids of marks of our orders that are not stored, or not as closed. */
  async unapplied(marks: readonly PaymentMarkEvent[]): Promise<string[]> {
    const rows = await this.database.run(unappliedMarks, {
      ids: marks.map(({ markId }) => markId),
      orderIds: marks.map(({ orderId }) => orderId),
      open: marks.map(({ open }) => open),
    });
    return rows.map(({ id }) => id);
  }
}
