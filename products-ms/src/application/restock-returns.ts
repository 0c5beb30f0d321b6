import { Injectable } from '@nestjs/common';
import type { OrderRefundedEvent } from '@orderwire/contracts';
import { InjectLogger, type Logger, type Tx } from '@orderwire/platform';
import { wantedUnits } from '../domain/sellable.js';
import { SettlementRepository } from '../outbound/settlement.repository.js';
import { SettleReservations } from './settle-reservations.js';

type Refund = Pick<OrderRefundedEvent, 'orderId' | 'refundId' | 'restock'>;

/** Puts what refunded orders give back on sale again. */
@Injectable()
export class RestockReturns {
  constructor(
    private readonly settlements: SettlementRepository,
    private readonly settle: SettleReservations,
    @InjectLogger() private readonly log: Logger,
  ) {}

  /**
   * Once per refund, and never more units of a product than the order bought and did not return yet: what is above that
   * is left out and logged as an error. A refunded order was paid, so a refund that is heard before its sale makes the sale.
   */
  async execute(tx: Tx, refunds: readonly Refund[]): Promise<void> {
    const returning = refunds.filter(({ restock }) => restock.length > 0);
    if (returning.length === 0) return;
    const orderIds = [...new Set(returning.map(({ orderId }) => orderId))];
    await this.settlements.lockStockOf(tx, orderIds);
    await this.settle.execute(tx, 'sold', orderIds);
    for (const refund of returning) await this.giveBack(tx, refund);
  }

  private async giveBack(tx: Tx, { orderId, refundId, restock }: Refund): Promise<void> {
    const lines = await this.settlements.giveBack(tx, orderId, refundId, wantedUnits(restock));
    const excess = lines.filter(({ asked, units }) => units < asked);
    if (excess.length > 0)
      this.log.error(
        { orderId, refundId, excess },
        'a refund brings back more than its order has; the rest stays out',
      );
  }
}
