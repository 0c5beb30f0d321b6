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
  OrderStatusChanged,
  type OrderStatusChangedEvent,
  PaymentFailed,
  type PaymentFailedEvent,
  type ReturnEvent,
  ReturnLabelPurchased,
} from '@orderwire/contracts';
import { type Delivery, EventHandler, type Tx } from '@orderwire/platform';
import { NotifyUseCase } from '../notify.use-case.js';
import { orderMail, paymentFailed, paymentReceived, refunded, returnLabel, statusChanged } from './drafts.js';
import { QueueMessagesUseCase } from './queue-messages.use-case.js';

/** Mails to shoppers about their orders. */
@Injectable()
export class OrdersListener {
  constructor(
    private readonly notify: NotifyUseCase,
    readonly queue: QueueMessagesUseCase,
  ) {}

  @EventHandler(OrderCreated, 'confirm_order')
  created(deliveries: Delivery<OrderCreatedEvent>[], tx: Tx): Promise<void> {
    return this.notify.execute(tx, deliveries, (one) => [orderMail(one, 'order_confirmation')]);
  }

  @EventHandler(OrderPaid, 'confirm_payment', ({ queue }: OrdersListener, facts) =>
    queue.unapplied('payment_received', facts),
  )
  paid(deliveries: Delivery<OrderPaidEvent>[], tx: Tx): Promise<void> {
    return this.notify.execute(tx, deliveries, (one) => [paymentReceived(one)]);
  }

  @EventHandler(PaymentFailed, 'tell_payment_failed')
  paymentFailed(deliveries: Delivery<PaymentFailedEvent>[], tx: Tx): Promise<void> {
    return this.notify.execute(tx, deliveries, (one) => [paymentFailed(one)]);
  }

  @EventHandler(OrderStatusChanged, 'tell_shipping')
  statusChanged(deliveries: Delivery<OrderStatusChangedEvent>[], tx: Tx): Promise<void> {
    return this.notify.execute(tx, deliveries, statusChanged);
  }

  @EventHandler(OrderRefunded, 'tell_refund', ({ queue }: OrdersListener, facts) =>
    queue.unapplied('order_refunded', facts),
  )
  refunded(deliveries: Delivery<OrderRefundedEvent>[], tx: Tx): Promise<void> {
    return this.notify.execute(tx, deliveries, (one) => [refunded(one)]);
  }

  @EventHandler(ReturnLabelPurchased, 'tell_return_label', ({ queue }: OrdersListener, facts) =>
    queue.unapplied('return_label', facts),
  )
  returnLabel(deliveries: Delivery<ReturnEvent>[], tx: Tx): Promise<void> {
    return this.notify.execute(tx, deliveries, (one) => [returnLabel(one)]);
  }

  @EventHandler(OrderCancelled, 'tell_cancellation')
  cancelled(deliveries: Delivery<OrderCancelledEvent>[], tx: Tx): Promise<void> {
    return this.notify.execute(tx, deliveries, (one) => [orderMail(one, 'order_cancelled')]);
  }
}
