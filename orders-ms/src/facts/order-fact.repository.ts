import { Injectable } from '@nestjs/common';
import { Database, type FactQuery, FactTable } from '@orderwire/platform';
import type { Line } from '../lifecycle/order.js';
import { linesOf } from '../lifecycle/order.repository.js';

/** The index of the list of orders serves every page. */
const created = new FactTable<{ currency: string; totalAmount: number; lines: Line[] | null }>(
  'facts.order_created',
  {
    columns: `currency, total_amount AS "totalAmount", ${linesOf} AS lines`,
    from: 'orders',
    at: 'created_at',
    id: 'id',
    idType: 'uuid',
  },
);

const cancelled = new FactTable<{ reason: string }>('facts.order_cancelled', {
  columns: `coalesce((SELECT t.details->>'reason' FROM timeline t
       WHERE t.order_id = orders.id AND t.step = 'cancelled' ORDER BY t.at LIMIT 1), 'unknown') AS reason`,
  from: 'orders',
  where: 'cancelled_at IS NOT NULL',
  at: 'cancelled_at',
  id: 'id',
  idType: 'uuid',
});

/** Orders as the events of their creation and cancellation tell them. */
@Injectable()
export class OrderFactRepository {
  constructor(private readonly database: Database) {}

  created(query: FactQuery) {
    return created.read(this.database, query);
  }

  cancelled(query: FactQuery) {
    return cancelled.read(this.database, query);
  }
}
