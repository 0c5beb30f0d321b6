import { Injectable } from '@nestjs/common';
import { OrderPaid, type OrderPaidEvent, OrderRefunded, type OrderRefundedEvent } from '@orderwire/contracts';
import { type Delivery, EventHandler, type Tx } from '@orderwire/platform';
import { RequestShipmentsUseCase } from './request-shipments.use-case.js';
import { VoidRefundedUseCase } from './void-refunded.use-case.js';

/** Orders that are paid are shipped; the labels of those that are refunded are voided. */
@Injectable()
export class OrdersListener {
  constructor(
    private readonly requestShipments: RequestShipmentsUseCase,
    private readonly voidRefunded: VoidRefundedUseCase,
  ) {}

  @EventHandler(OrderPaid, 'request_shipment', (self: OrdersListener, facts) =>
    self.requestShipments.unapplied(facts),
  )
  paid(deliveries: Delivery<OrderPaidEvent>[], tx: Tx): Promise<void> {
    return this.requestShipments.execute(tx, deliveries);
  }

  @EventHandler(OrderRefunded, 'void_label', (self: OrdersListener, facts) =>
    self.voidRefunded.unapplied(facts),
  )
  refunded(deliveries: Delivery<OrderRefundedEvent>[], tx: Tx): Promise<void> {
    return this.voidRefunded.execute(tx, deliveries);
  }
}
