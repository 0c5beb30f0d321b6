import { Injectable } from '@nestjs/common';
import type { OrderTracking } from '@orderwire/contracts';
import { Database, statement, type Tx } from '@orderwire/platform';
import { entryParams, type EntryParams, insertEntries } from '../timeline/timeline.repository.js';
import type { NewTimelineEntry } from '../timeline/timeline.js';

/** An order after a report of a carrier. */
export interface MovedOrder {
  orderId: string;
  status: string;
  statusBeforeRefund: string | null;
  /** Fields that are missing keep their value. */
  tracking: Partial<OrderTracking>;
}

interface MoveParams extends EntryParams {
  orderIds: string[];
  statuses: string[];
  beforeRefunds: (string | null)[];
  trackings: string[];
}

const move = statement<Record<string, never>, MoveParams>(
  'parcels.move',
  `WITH moved AS (
     UPDATE orders SET status = m.status, status_before_refund = m.before_refund,
       tracking = coalesce(orders.tracking, '{}') || m.tracking::jsonb, updated_at = now()
     FROM unnest((SELECT :orderIds::uuid[]), (SELECT :statuses::text[]), (SELECT :beforeRefunds::text[]),
       (SELECT :trackings::text[])) AS m (order_id, status, before_refund, tracking)
     WHERE orders.id = m.order_id
   )
   ${insertEntries()}`,
);

const unapplied = statement<{ id: string }, { ids: string[]; orderIds: string[]; field: string }>(
  'parcels.unapplied',
  `SELECT f.id FROM unnest((SELECT :ids::text[]), (SELECT :orderIds::uuid[])) AS f (id, order_id)
   JOIN orders ON orders.id = f.order_id WHERE orders.tracking ->> :field IS NULL`,
);

/** The parcels of orders. */
@Injectable()
export class ParcelRepository {
  constructor(private readonly database: Database) {}

  /** Of locked orders; at most once per order. */
  async move(tx: Tx, orders: readonly MovedOrder[], entries: readonly NewTimelineEntry[]): Promise<void> {
    await tx.run(move, {
      orderIds: orders.map(({ orderId }) => orderId),
      statuses: orders.map(({ status }) => status),
      beforeRefunds: orders.map(({ statusBeforeRefund }) => statusBeforeRefund),
      trackings: orders.map(({ tracking }) => JSON.stringify(tracking)),
      ...entryParams(entries),
    });
  }

  /** Of these facts those whose order exists and does not have the time. */
  async unapplied(
    facts: readonly { id: string; orderId: string }[],
    field: 'shippedAt' | 'deliveredAt',
  ): Promise<string[]> {
    const ids = facts.map(({ id }) => id);
    const orderIds = facts.map(({ orderId }) => orderId);
    return (await this.database.run(unapplied, { ids, orderIds, field })).map(({ id }) => id);
  }
}
