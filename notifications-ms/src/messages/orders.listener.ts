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
} from '@orderwire/contracts';
import { type Delivery, EventHandler, type Tx } from '@orderwire/platform';
import { orderMail, paymentFailed, paymentReceived, refunded, statusChanged } from './drafts.js';
import { MessageRepository } from './message.repository.js';
import { QueueMessagesUseCase } from './queue-messages.use-case.js';

/** Mails to shoppers about their orders. */
@Injectable()
export class OrdersListener {
  constructor(
    private readonly queueMessages: QueueMessagesUseCase,
    readonly messages: MessageRepository,
  ) {}

  @EventHandler(OrderCreated, 'confirm_order')
  created(deliveries: Delivery<OrderCreatedEvent>[], tx: Tx): Promise<void> {
    return this.queueMessages.execute(
      tx,
      deliveries.map((one) => orderMail(one, 'order_confirmation')),
    );
  }

  @EventHandler(OrderPaid, 'confirm_payment', ({ messages }: OrdersListener, facts) =>
    messages.unknown('payment_received', idsOf(facts)),
  )
  paid(deliveries: Delivery<OrderPaidEvent>[], tx: Tx): Promise<void> {
    return this.queueMessages.execute(tx, deliveries.map(paymentReceived));
  }

  @EventHandler(PaymentFailed, 'tell_payment_failed')
  paymentFailed(deliveries: Delivery<PaymentFailedEvent>[], tx: Tx): Promise<void> {
    return this.queueMessages.execute(tx, deliveries.map(paymentFailed));
  }

  @EventHandler(OrderStatusChanged, 'tell_shipping')
  statusChanged(deliveries: Delivery<OrderStatusChangedEvent>[], tx: Tx): Promise<void> {
    return this.queueMessages.execute(tx, deliveries.flatMap(statusChanged));
  }

  @EventHandler(OrderRefunded, 'tell_refund', ({ messages }: OrdersListener, facts) =>
    messages.unknown('order_refunded', idsOf(facts)),
  )
  refunded(deliveries: Delivery<OrderRefundedEvent>[], tx: Tx): Promise<void> {
    return this.queueMessages.execute(tx, deliveries.map(refunded));
  }

  @EventHandler(OrderCancelled, 'tell_cancellation')
  cancelled(deliveries: Delivery<OrderCancelledEvent>[], tx: Tx): Promise<void> {
    return this.queueMessages.execute(
      tx,
      deliveries.map((one) => orderMail(one, 'order_cancelled')),
    );
  }
}

const idsOf = (facts: readonly Delivery<object>[]): string[] => facts.map(({ id }) => id);
