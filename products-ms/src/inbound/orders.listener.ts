import { Injectable } from '@nestjs/common';
import {
  OrderCancelled,
  type OrderCancelledEvent,
  OrderPaid,
  type OrderPaidEvent,
  OrderRefunded,
  type OrderRefundedEvent,
} from '@orderwire/contracts';
import { type Delivery, EventHandler, type Tx } from '@orderwire/platform';
import { RestockReturns } from '../application/restock-returns.js';
import { SettleReservations } from '../application/settle-reservations.js';

/** What the fate of an order does to the stock that it holds or bought. */
@Injectable()
export class OrdersListener {
  constructor(
    private readonly settle: SettleReservations,
    private readonly restockReturns: RestockReturns,
  ) {}

  @EventHandler(OrderPaid, 'sell_reservation')
  sell(deliveries: Delivery<OrderPaidEvent>[], tx: Tx): Promise<void> {
    return this.settle.execute(tx, 'sold', orderIds(deliveries));
  }

  @EventHandler(OrderCancelled, 'release_reservation')
  release(deliveries: Delivery<OrderCancelledEvent>[], tx: Tx): Promise<void> {
    return this.settle.execute(tx, 'released', orderIds(deliveries));
  }

  @EventHandler(OrderRefunded, 'restock')
  restock(deliveries: Delivery<OrderRefundedEvent>[], tx: Tx): Promise<void> {
    return this.restockReturns.execute(
      tx,
      deliveries.map(({ event }) => event),
    );
  }
}

const orderIds = (deliveries: Delivery<{ orderId: string }>[]): string[] =>
  deliveries.map(({ event }) => event.orderId);
