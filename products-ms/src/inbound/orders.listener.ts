import { Injectable } from '@nestjs/common';
import {
  OrderCancelled,
  type OrderCancelledEvent,
  OrderPaid,
  type OrderPaidEvent,
} from '@orderwire/contracts';
import { type Delivery, Reacts, type Tx } from '@orderwire/platform';
import { SettleReservations } from '../application/settle-reservations.js';

/** What the fate of an order does to the stock that is held for it. */
@Injectable()
export class OrdersListener {
  constructor(private readonly settle: SettleReservations) {}

  @Reacts(OrderPaid, 'sell_reservation')
  sell(deliveries: Delivery<OrderPaidEvent>[], tx: Tx): Promise<void> {
    return this.settle.execute(tx, 'sold', orderIds(deliveries));
  }

  @Reacts(OrderCancelled, 'release_reservation')
  release(deliveries: Delivery<OrderCancelledEvent>[], tx: Tx): Promise<void> {
    return this.settle.execute(tx, 'released', orderIds(deliveries));
  }
}

const orderIds = (deliveries: Delivery<{ orderId: string }>[]): string[] =>
  deliveries.map(({ event }) => event.orderId);
