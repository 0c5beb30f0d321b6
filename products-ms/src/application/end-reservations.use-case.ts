import { Injectable } from '@nestjs/common';
import { type OrderPaidEvent, StockLow } from '@orderwire/contracts';
import { type Delivery, InjectLogger, type Logger, Outbox, type Tx } from '@orderwire/platform';
import { stockLow } from '../domain/product.js';
import { type Outcome, StockRepository } from '../outbound/stock.repository.js';

/**
 * Ends the reservations of orders: those of paid orders are sold, those of cancelled orders
 * released.
 */
@Injectable()
export class EndReservationsUseCase {
  constructor(
    private readonly stock: StockRepository,
    private readonly outbox: Outbox,
    @InjectLogger() private readonly log: Logger,
  ) {}

  /** A sale is final: repeating this in any order and any number of times changes nothing. */
  async execute(tx: Tx, outcome: Outcome, orderIds: string[]): Promise<void> {
    const ended = await this.stock.endReservations(tx, outcome, orderIds);
    if (ended === orderIds.length || outcome === 'released') return;
    for (const { orderId, status } of await this.stock.notEndedAs(tx, outcome, orderIds))
      await this.sellReleased(tx, orderId, status);
  }

  /** Paid orders whose reservation is held. */
  unsold(facts: readonly Delivery<OrderPaidEvent>[]): Promise<string[]> {
    return this.stock.held(facts.map(({ event }) => event.orderId));
  }

  /**
   * Sells to an order that was paid after its reservation was released. That is possible only when
   * orders-ms lost what it had reported about the order, for example after a restored backup. The
   * order gets its units while all are available; otherwise the error asks for manual review.
   */
  private async sellReleased(tx: Tx, orderId: string, status: string | null): Promise<void> {
    const { sold, low } = await this.stock.sellReleased(tx, orderId);
    for (const stock of low) this.outbox.add(tx, StockLow, stockLow(stock));
    if (sold)
      this.log.warn({ orderId }, 'an order was paid after its reservation was released; its stock was sold');
    else
      this.log.error({ orderId, status }, 'an order was paid without a reservation, and its stock is gone');
  }
}
