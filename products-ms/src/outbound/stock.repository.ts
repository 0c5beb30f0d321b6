import { Injectable } from '@nestjs/common';
import { type Actor, MAX_STOCK } from '@orderwire/contracts';
import { Database, statement } from '@orderwire/platform';
import { v7 as uuidv7 } from 'uuid';

const adjust = statement<{ product_id: string }>(
  'stock.adjust',
  `WITH adjusted AS (
     UPDATE stock SET available = available + $2::int
     WHERE product_id = $1
       AND available + $2::int >= 0
       AND available + reserved + $2::int <= ${MAX_STOCK}
       AND EXISTS (SELECT FROM products WHERE id = $1 AND deleted_at IS NULL)
     RETURNING product_id
   )
   INSERT INTO stock_adjustments (id, product_id, delta, reason, actor_role, actor_id)
   SELECT $3, product_id, $2::int, $4, $5, $6 FROM adjusted
   RETURNING product_id`,
);

/** Stock that changes by hand. */
@Injectable()
export class StockRepository {
  constructor(private readonly database: Database) {}

  /**
   * Adds `delta` to what is available and writes down who did it and why, in one statement.
   * False, and nothing written, when fewer than none or more than MAX_STOCK units would be on the shelf.
   */
  async adjust(productId: string, delta: number, reason: string, actor: Actor): Promise<boolean> {
    const rows = await this.database.run(adjust, [productId, delta, uuidv7(), reason, actor.role, actor.id]);
    return rows.length > 0;
  }
}
