import { Injectable } from '@nestjs/common';
import { type Actor, MAX_STOCK } from '@orderwire/contracts';
import { statement, type Tx } from '@orderwire/platform';
import type { FallenStock } from '../domain/low-stock.js';

const adjust = statement<{ name: string; available: number; low_threshold: number | null }>(
  'stock.adjust',
  `WITH adjusted AS (
     UPDATE stock SET available = available + $2::int
     WHERE product_id = $1
       AND available + $2::int >= 0
       AND available + reserved + $2::int <= ${MAX_STOCK}
       AND EXISTS (SELECT FROM products WHERE id = $1 AND deleted_at IS NULL)
     RETURNING product_id, available, low_threshold
   ), entered AS (
     INSERT INTO stock_ledger (product_id, movement, d_available, d_reserved, d_sold, reason, actor_role, actor_id)
     SELECT product_id, 'adjusted', $2::int, 0, 0, $3, $4, $5 FROM adjusted
   )
   SELECT p.name, available, low_threshold FROM adjusted JOIN products p ON p.id = product_id`,
);

/** Stock that changes by hand. */
@Injectable()
export class StockRepository {
  /**
   * Adds `delta` to what is available and enters who did it and why into the ledger, in one statement. Not adjusted, and
   * nothing entered, when fewer than none or more than MAX_STOCK units would be on the shelf. Whoever calls announces `low`.
   */
  async adjust(
    tx: Tx,
    productId: string,
    delta: number,
    reason: string,
    actor: Actor,
  ): Promise<{ adjusted: boolean; low: FallenStock[] }> {
    const [row] = await tx.run(adjust, [productId, delta, reason, actor.role, actor.id]);
    if (!row) return { adjusted: false, low: [] };
    const { name, available, low_threshold: threshold } = row;
    const fell = threshold !== null && available <= threshold && available - delta > threshold;
    return { adjusted: true, low: fell ? [{ productId, name, available, threshold }] : [] };
  }
}
