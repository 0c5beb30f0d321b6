import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '@orderwire/platform';
import type { FallenStock } from '../domain/low-stock.js';
import { giveBack, lockStockOf, notSettledAs, sellLate, settle } from './settlement.statements.js';

/** How a hold ends. */
export type Outcome = 'sold' | 'released';

/** Units of one product that a refund was to bring back, and how many it did. */
export interface GivenBack {
  productId: string;
  asked: number;
  units: number;
}

/** What becomes of the stock that orders hold or bought. Plain SQL: sales are on the path of every order. */
@Injectable()
export class SettlementRepository {
  constructor(private readonly database: Database) {}

  /** Ends the holds of these orders; those that are not held stay as they are. Gives how many it ended. */
  async settle(tx: Tx, outcome: Outcome, orderIds: string[]): Promise<number> {
    return (await tx.run(settle, [orderIds, outcome, false])).length;
  }

  /** Puts back on sale what these orders hold, unless a hold was renewed since. Gives how many it ended. */
  async releaseOverdue(orderIds: string[]): Promise<number> {
    return (await this.database.run(settle, [orderIds, 'released', true])).length;
  }

  /** Orders among these whose stock did not end that way, and how it did; null when nothing was ever held. */
  async otherwise(
    tx: Tx,
    outcome: Outcome,
    orderIds: string[],
  ): Promise<{ orderId: string; status: string | null }[]> {
    const rows = await tx.run(notSettledAs, [orderIds, outcome]);
    return rows.map(({ order_id, status }) => ({ orderId: order_id, status }));
  }

  /**
   * After {@link settle} as sold: sells what is available by now to an order whose hold was released, all of it or nothing.
   * Whoever calls announces `low`.
   */
  async sellLate(tx: Tx, orderId: string): Promise<{ sold: boolean; low: FallenStock[] }> {
    const rows = await tx.run(sellLate, [orderId]);
    const low = rows.flatMap(({ product_id, name, available, crosses }) =>
      crosses === null ? [] : [{ productId: product_id, name, available, threshold: crosses }],
    );
    return { sold: rows.length > 0, low };
  }

  /** Makes others wait for the stock of all that these orders held. */
  async lockStockOf(tx: Tx, orderIds: string[]): Promise<void> {
    await tx.run(lockStockOf, [orderIds]);
  }

  /** After {@link lockStockOf}: puts sold units back on sale, once per refund, never more than the order has of them. */
  async giveBack(
    tx: Tx,
    orderId: string,
    refundId: string,
    units: ReadonlyMap<string, number>,
  ): Promise<GivenBack[]> {
    const rows = await tx.run(giveBack, [orderId, refundId, [...units.keys()], [...units.values()]]);
    return rows.map(({ product_id, asked, units: back }) => ({ productId: product_id, asked, units: back }));
  }
}
