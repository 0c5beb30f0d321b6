import { Injectable } from '@nestjs/common';
import { InjectLogger, type Logger, type Tx } from '@orderwire/platform';
import { type Outcome, SettlementRepository } from '../outbound/settlement.repository.js';
import { AnnounceLowStock } from './announce-low-stock.js';

/** Ends what orders hold: paid stock is sold, cancelled stock goes back on sale. */
@Injectable()
export class SettleReservations {
  constructor(
    private readonly settlements: SettlementRepository,
    private readonly announceLow: AnnounceLowStock,
    @InjectLogger() private readonly log: Logger,
  ) {}

  /** What is sold stays sold, so that repeating it, in any order and any number of times, changes nothing. */
  async execute(tx: Tx, outcome: Outcome, orderIds: string[]): Promise<void> {
    const ended = await this.settlements.settle(tx, outcome, orderIds);
    if (ended === orderIds.length || outcome === 'released') return;
    for (const { orderId, status } of await this.settlements.otherwise(tx, outcome, orderIds))
      await this.sellLate(tx, orderId, status);
  }

  /**
   * The money is there but the hold was released: only possible when orders-ms forgot or took back what it had said about
   * the order. The order has its stock while the shelf still does; else a person has to look, and no counter lies.
   */
  private async sellLate(tx: Tx, orderId: string, status: string | null): Promise<void> {
    const { sold, low } = await this.settlements.sellLate(tx, orderId);
    this.announceLow.execute(tx, low);
    if (sold)
      this.log.warn({ orderId }, 'an order was paid after its stock was released; it was still there');
    else
      this.log.error({ orderId, status }, 'an order was paid whose stock is not held and not there any more');
  }
}
