import { Injectable } from '@nestjs/common';
import { composedStatement, Database, type KeysetCursor } from '@orderwire/platform';
import type { Order } from '../lifecycle/order.js';
import { selectOrders, type StoredOrder, withLines } from '../lifecycle/order.repository.js';
import { conditionsOf, whereOf } from './order-conditions.repository.js';
import type { OrderFilter } from './order-filter.js';

const newestFirst = 'ORDER BY created_at DESC, id DESC';

/** Lists of orders. Their SQL is composed of the conditions of the filter. */
@Injectable()
export class OrderListRepository {
  constructor(private readonly database: Database) {}

  /** Newest first, strictly after the cursor. Reads at most `limit` rows of each index, and merges them. */
  async list(filter: OrderFilter, after: KeysetCursor | undefined, limit: number): Promise<Order[]> {
    const { every, oneOf, params } = conditionsOf(filter);
    const all = [...every, ...(after ? ['(created_at, id) < (:afterAt, :afterId)'] : [])];
    const branches = oneOf.map(
      (one) =>
        `(SELECT id, created_at FROM orders WHERE ${[...all, one].join(' AND ')} ${newestFirst} LIMIT :limit)`,
    );
    const statement = composedStatement<StoredOrder, Record<string, unknown>>(
      'order_list.list',
      `${selectOrders} WHERE id IN (
         SELECT id FROM (${branches.join(' UNION ALL ')}) AS found ${newestFirst} LIMIT :limit) ${newestFirst}`,
    );
    const values = { ...params, limit, afterAt: after?.at, afterId: after?.id };
    return (await this.database.run(statement, values)).map(withLines);
  }

  /** How many orders match, at most `upTo`. */
  async count(filter: OrderFilter, upTo: number): Promise<number> {
    const found = conditionsOf(filter);
    const statement = composedStatement<{ count: number }, Record<string, unknown>>(
      'order_list.count',
      `SELECT count(*)::int AS count FROM (SELECT FROM orders WHERE ${whereOf(found)} LIMIT :upTo) AS found`,
    );
    const [row] = await this.database.run(statement, { ...found.params, upTo });
    return row?.count ?? 0;
  }
}
