import { Injectable } from '@nestjs/common';
import {
  OrderCancelled,
  type OrderCancelledEvent,
  OrderPaid,
  type OrderPaidEvent,
  OrderRefunded,
  type OrderRefundedEvent,
  type ReturnEvent,
  ReturnReceived,
} from '@orderwire/contracts';
import { type Delivery, EventHandler, type Tx } from '@orderwire/platform';
import { EndReservationsUseCase } from '../application/end-reservations.use-case.js';
import { RestockReturnsUseCase } from '../application/restock-returns.use-case.js';

/** Moves the stock of orders that are paid, cancelled or refunded. */
@Injectable()
export class OrdersListener {
  constructor(
    private readonly endReservations: EndReservationsUseCase,
    private readonly restockReturns: RestockReturnsUseCase,
  ) {}

  @EventHandler(OrderPaid, 'sell_reservation', (self: OrdersListener, facts) =>
    self.endReservations.unsold(facts),
  )
  sell(deliveries: Delivery<OrderPaidEvent>[], tx: Tx): Promise<void> {
    return this.endReservations.execute(tx, 'sold', orderIds(deliveries));
  }

  /** Second path: ReleaseExpiredReservationsUseCase asks orders-ms. */
  @EventHandler(OrderCancelled, 'release_reservation')
  release(deliveries: Delivery<OrderCancelledEvent>[], tx: Tx): Promise<void> {
    return this.endReservations.execute(tx, 'released', orderIds(deliveries));
  }

  @EventHandler(OrderRefunded, 'restock', (self: OrdersListener, facts) =>
    self.restockReturns.unapplied(facts),
  )
  restock(deliveries: Delivery<OrderRefundedEvent>[], tx: Tx): Promise<void> {
    const refunds = deliveries.map(({ event }) => event);
    return this.restockReturns.execute(tx, refunds);
  }

  @EventHandler(ReturnReceived, 'restock_return', (self: OrdersListener, facts) =>
    self.restockReturns.unapplied(facts.map(received)),
  )
  restockReturn(deliveries: Delivery<ReturnEvent>[], tx: Tx): Promise<void> {
    return this.restockReturns.execute(
      tx,
      deliveries.map((delivery) => received(delivery).event),
    );
  }
}

/** A return restocks units as a refund does, under an id of its own. */
const received = ({ event: { orderId, returnId, items }, ...delivery }: Delivery<ReturnEvent>) => ({
  ...delivery,
  event: { orderId, refundId: returnId, restock: items },
});

const orderIds = (deliveries: Delivery<{ orderId: string }>[]): string[] =>
  deliveries.map(({ event }) => event.orderId);
