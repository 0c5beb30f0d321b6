import { Injectable } from '@nestjs/common';
import {
  DeadLetterStored,
  type DeadLetterStoredEvent,
  DifferenceFound,
  type DifferenceFoundEvent,
  type DisputeEvent,
  DisputeOpened,
  FraudWarningReported,
  type PaymentMarkEvent,
  type RefundEvent,
  RefundFailed,
  ReviewOpened,
  ShipmentActionRequired,
  type ShipmentActionRequiredEvent,
  StockLow,
  type StockLowEvent,
} from '@orderwire/contracts';
import { type Delivery, EventHandler, type Tx } from '@orderwire/platform';
import { NotifyUseCase } from '../notify.use-case.js';
import {
  deadLetter,
  differenceFound,
  disputeOpened,
  markReported,
  refundFailed,
  shipmentActionRequired,
  stockLow,
} from './drafts.js';
import { QueueMessagesUseCase } from './queue-messages.use-case.js';

/** Mails to staff. */
@Injectable()
export class StaffListener {
  constructor(
    private readonly notify: NotifyUseCase,
    readonly queue: QueueMessagesUseCase,
  ) {}

  @EventHandler(StockLow, 'tell_low_stock')
  stockLow(deliveries: Delivery<StockLowEvent>[], tx: Tx): Promise<void> {
    return this.notify.execute(tx, deliveries, (one) => [stockLow(one)]);
  }

  @EventHandler(DisputeOpened, 'tell_dispute', ({ queue }: StaffListener, facts) =>
    queue.unapplied('dispute_opened', facts),
  )
  disputeOpened(deliveries: Delivery<DisputeEvent>[], tx: Tx): Promise<void> {
    return this.notify.execute(tx, deliveries, (one) => [disputeOpened(one)]);
  }

  @EventHandler(FraudWarningReported, 'tell_fraud_warning', ({ queue }: StaffListener, facts) =>
    queue.unapplied(
      'fraud_warning',
      facts.filter(({ event }) => event.open),
    ),
  )
  fraudWarning(deliveries: Delivery<PaymentMarkEvent>[], tx: Tx): Promise<void> {
    return this.notify.execute(tx, deliveries, (one) => markReported(one, 'fraud_warning'));
  }

  @EventHandler(ReviewOpened, 'tell_review', ({ queue }: StaffListener, facts) =>
    queue.unapplied(
      'review_opened',
      facts.filter(({ event }) => event.open),
    ),
  )
  reviewOpened(deliveries: Delivery<PaymentMarkEvent>[], tx: Tx): Promise<void> {
    return this.notify.execute(tx, deliveries, (one) => markReported(one, 'review_opened'));
  }

  @EventHandler(RefundFailed, 'tell_refund_failed', ({ queue }: StaffListener, facts) =>
    queue.unapplied('refund_failed', facts),
  )
  refundFailed(deliveries: Delivery<RefundEvent>[], tx: Tx): Promise<void> {
    return this.notify.execute(tx, deliveries, (one) => [refundFailed(one)]);
  }

  @EventHandler(ShipmentActionRequired, 'tell_shipment_action')
  shipmentActionRequired(deliveries: Delivery<ShipmentActionRequiredEvent>[], tx: Tx): Promise<void> {
    return this.notify.execute(tx, deliveries, (one) => [shipmentActionRequired(one)]);
  }

  @EventHandler(DifferenceFound, 'tell_difference')
  differenceFound(deliveries: Delivery<DifferenceFoundEvent>[], tx: Tx): Promise<void> {
    return this.notify.execute(tx, deliveries, (one) => [differenceFound(one)]);
  }

  @EventHandler(DeadLetterStored.auth, 'tell_auth_dead_letter')
  authDeadLetter(deliveries: Delivery<DeadLetterStoredEvent>[], tx: Tx): Promise<void> {
    return this.notify.execute(tx, deliveries, (one) => [deadLetter(one)]);
  }

  @EventHandler(DeadLetterStored.orders, 'tell_orders_dead_letter')
  ordersDeadLetter(deliveries: Delivery<DeadLetterStoredEvent>[], tx: Tx): Promise<void> {
    return this.notify.execute(tx, deliveries, (one) => [deadLetter(one)]);
  }

  @EventHandler(DeadLetterStored.payments, 'tell_payments_dead_letter')
  paymentsDeadLetter(deliveries: Delivery<DeadLetterStoredEvent>[], tx: Tx): Promise<void> {
    return this.notify.execute(tx, deliveries, (one) => [deadLetter(one)]);
  }

  @EventHandler(DeadLetterStored.products, 'tell_products_dead_letter')
  productsDeadLetter(deliveries: Delivery<DeadLetterStoredEvent>[], tx: Tx): Promise<void> {
    return this.notify.execute(tx, deliveries, (one) => [deadLetter(one)]);
  }

  @EventHandler(DeadLetterStored.notifications, 'tell_notifications_dead_letter')
  notificationsDeadLetter(deliveries: Delivery<DeadLetterStoredEvent>[], tx: Tx): Promise<void> {
    return this.notify.execute(tx, deliveries, (one) => [deadLetter(one)]);
  }

  @EventHandler(DeadLetterStored.invoices, 'tell_invoices_dead_letter')
  invoicesDeadLetter(deliveries: Delivery<DeadLetterStoredEvent>[], tx: Tx): Promise<void> {
    return this.notify.execute(tx, deliveries, (one) => [deadLetter(one)]);
  }

  @EventHandler(DeadLetterStored.shipping, 'tell_shipping_dead_letter')
  shippingDeadLetter(deliveries: Delivery<DeadLetterStoredEvent>[], tx: Tx): Promise<void> {
    return this.notify.execute(tx, deliveries, (one) => [deadLetter(one)]);
  }
}
