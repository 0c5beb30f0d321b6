import { Injectable } from '@nestjs/common';
import {
  OrderCancelled,
  type OrderCancelledEvent,
  OrderCreated,
  type OrderCreatedEvent,
  OrderPaid,
  type OrderPaidEvent,
  OrderRefunded,
  type OrderRefundedEvent,
} from '@orderwire/contracts';
import { type Delivery, EventHandler, type Tx } from '@orderwire/platform';
import { ApplyChangesUseCase } from './apply-changes.use-case.js';
import { ordersCancelled, ordersPaid, ordersPlaced, refundsSucceeded } from './changes.js';
import { FindUnappliedUseCase } from './find-unapplied.use-case.js';

/** The events of orders-ms that are counted. */
@Injectable()
export class OrdersListener {
  constructor(
    private readonly changes: ApplyChangesUseCase,
    readonly unapplied: FindUnappliedUseCase,
  ) {}

  @EventHandler(OrderCreated, 'count_placed', ({ unapplied }: OrdersListener, facts) =>
    unapplied.orders(facts, 'placed'),
  )
  created(deliveries: Delivery<OrderCreatedEvent>[], tx: Tx): Promise<void> {
    return this.changes.ofEvents(tx, deliveries, ordersPlaced);
  }

  @EventHandler(OrderPaid, 'count_paid', ({ unapplied }: OrdersListener, facts) =>
    unapplied.orders(facts, 'paid'),
  )
  paid(deliveries: Delivery<OrderPaidEvent>[], tx: Tx): Promise<void> {
    return this.changes.ofEvents(tx, deliveries, ordersPaid);
  }

  @EventHandler(OrderCancelled, 'count_cancelled', ({ unapplied }: OrdersListener, facts) =>
    unapplied.orders(facts, 'cancelled'),
  )
  cancelled(deliveries: Delivery<OrderCancelledEvent>[], tx: Tx): Promise<void> {
    return this.changes.ofEvents(tx, deliveries, ordersCancelled);
  }

  @EventHandler(OrderRefunded, 'count_refund', ({ unapplied }: OrdersListener, facts) =>
    unapplied.refunds(facts, 'succeeded'),
  )
  refunded(deliveries: Delivery<OrderRefundedEvent>[], tx: Tx): Promise<void> {
    return this.changes.ofEvents(tx, deliveries, refundsSucceeded);
  }
}
