import { Injectable } from '@nestjs/common';
import type { OrderRefundedEvent } from '@orderwire/contracts';
import { type Delivery, InjectLogger, type Logger, type Tx } from '@orderwire/platform';
import { wantedUnits } from '../domain/sellable.js';
import { StockRepository } from '../outbound/stock.repository.js';
import { EndReservationsUseCase } from './end-reservations.use-case.js';

type Refund = Pick<OrderRefundedEvent, 'orderId' | 'refundId' | 'restock'>;

/** Puts the returned units of refunded orders back on sale. */
@Injectable()
export class RestockReturnsUseCase {
  constructor(
    private readonly stock: StockRepository,
    private readonly endReservations: EndReservationsUseCase,
    @InjectLogger() private readonly log: Logger,
  ) {}

  /**
   * Once per refund, and never more units of a product than the order bought and has not returned;
   * the excess is skipped and logged as an error. A refunded order was paid: when its refund is
   * consumed before its payment, the sale is made here.
   */
  async execute(tx: Tx, refunds: readonly Refund[]): Promise<void> {
    const returning = refunds.filter(({ restock }) => restock.length > 0);
    if (returning.length === 0) return;
    const orderIds = [...new Set(returning.map(({ orderId }) => orderId))];
    await this.stock.lockStockOf(tx, orderIds);
    await this.endReservations.execute(tx, 'sold', orderIds);
    for (const refund of returning) await this.restock(tx, refund);
  }

  private async restock(tx: Tx, { orderId, refundId, restock }: Refund): Promise<void> {
    const lines = await this.stock.restock(tx, orderId, refundId, wantedUnits(restock));
    const excess = lines.filter(({ asked, units }) => units < asked);
    if (excess.length > 0)
      this.log.error({ orderId, refundId, excess }, 'a refund returns more units than its order bought');
  }

  /** Refunds of sold orders that have units to restock and restocked none yet. */
  unapplied(facts: readonly Delivery<Refund>[]): Promise<string[]> {
    return this.stock.withoutReturn(
      facts.map(({ event }) => event).filter(({ restock }) => restock.length > 0),
    );
  }
}
