import { Injectable } from '@nestjs/common';
import {
  type DisputeEvent,
  DisputeLost,
  DisputeWon,
  DocumentIssued,
  type DocumentIssuedEvent,
  OrderPaymentRejected,
  type OrderPaymentRejectedEvent,
  type RefundEvent,
  RefundRequested,
  RefundSucceeded,
  type ReturnEvent,
  ReturnReceived,
  ShipmentDelivered,
  type ShipmentEvent,
  ShipmentLabelPurchased,
  type ShipmentLabelPurchasedEvent,
  ShipmentShipped,
} from '@orderwire/contracts';
import { type Delivery, EventHandler, type Tx } from '@orderwire/platform';
import { QueueDeliveriesUseCase } from './queue-deliveries.use-case.js';

/** The public events that no mail tells of. Those with mails are in the listeners of messages. */
@Injectable()
export class WebhooksListener {
  constructor(private readonly queueDeliveries: QueueDeliveriesUseCase) {}

  @EventHandler(OrderPaymentRejected, 'webhook_rejected_payment')
  paymentRejected(deliveries: Delivery<OrderPaymentRejectedEvent>[], tx: Tx): Promise<void> {
    return this.queueDeliveries.execute(tx, deliveries);
  }

  @EventHandler(RefundRequested, 'webhook_refund_requested')
  refundRequested(deliveries: Delivery<RefundEvent>[], tx: Tx): Promise<void> {
    return this.queueDeliveries.execute(tx, deliveries);
  }

  @EventHandler(RefundSucceeded, 'webhook_refund_succeeded')
  refundSucceeded(deliveries: Delivery<RefundEvent>[], tx: Tx): Promise<void> {
    return this.queueDeliveries.execute(tx, deliveries);
  }

  @EventHandler(DocumentIssued, 'webhook_document_issued')
  documentIssued(deliveries: Delivery<DocumentIssuedEvent>[], tx: Tx): Promise<void> {
    return this.queueDeliveries.execute(tx, deliveries);
  }

  @EventHandler(ShipmentLabelPurchased, 'webhook_shipment_label_purchased')
  labelPurchased(deliveries: Delivery<ShipmentLabelPurchasedEvent>[], tx: Tx): Promise<void> {
    return this.queueDeliveries.execute(tx, deliveries);
  }

  @EventHandler(ShipmentShipped, 'webhook_shipment_shipped')
  shipped(deliveries: Delivery<ShipmentEvent>[], tx: Tx): Promise<void> {
    return this.queueDeliveries.execute(tx, deliveries);
  }

  @EventHandler(ShipmentDelivered, 'webhook_shipment_delivered')
  delivered(deliveries: Delivery<ShipmentEvent>[], tx: Tx): Promise<void> {
    return this.queueDeliveries.execute(tx, deliveries);
  }

  @EventHandler(ReturnReceived, 'webhook_return_received')
  returnReceived(deliveries: Delivery<ReturnEvent>[], tx: Tx): Promise<void> {
    return this.queueDeliveries.execute(tx, deliveries);
  }

  @EventHandler(DisputeWon, 'webhook_dispute_won')
  disputeWon(deliveries: Delivery<DisputeEvent>[], tx: Tx): Promise<void> {
    return this.queueDeliveries.execute(tx, deliveries);
  }

  @EventHandler(DisputeLost, 'webhook_dispute_lost')
  disputeLost(deliveries: Delivery<DisputeEvent>[], tx: Tx): Promise<void> {
    return this.queueDeliveries.execute(tx, deliveries);
  }
}
