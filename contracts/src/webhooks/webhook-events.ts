import { DocumentIssued } from '../invoices/document-events.js';
import {
  OrderCancelled,
  OrderCreated,
  OrderPaid,
  OrderPaymentRejected,
  OrderRefunded,
  OrderStatusChanged,
} from '../orders/order-events.js';
import { DisputeLost, DisputeOpened, DisputeWon } from '../payments/dispute-events.js';
import { RefundFailed, RefundRequested, RefundSucceeded } from '../payments/refund-events.js';
import { StockLow } from '../products/stock-events.js';
import {
  ReturnLabelPurchased,
  ReturnReceived,
  ShipmentDelivered,
  ShipmentLabelPurchased,
  ShipmentShipped,
} from '../shipping/shipment-events.js';

/**
 * The public events: those that a shop's endpoints may receive, by subject. Events about accounts,
 * their security and their tokens are never among them. An endpoint belongs to the shop, so the
 * words of staff (`reason` of a cancellation or a changed status) are sent to it.
 */
export const webhookEventTypes: readonly string[] = [
  OrderCreated,
  OrderPaid,
  OrderCancelled,
  OrderStatusChanged,
  OrderRefunded,
  OrderPaymentRejected,
  RefundRequested,
  RefundSucceeded,
  RefundFailed,
  DisputeOpened,
  DisputeWon,
  DisputeLost,
  DocumentIssued,
  ShipmentLabelPurchased,
  ShipmentShipped,
  ShipmentDelivered,
  ReturnLabelPurchased,
  ReturnReceived,
  StockLow,
].map(({ subject }) => subject);

/** The type of the event that `webhooks.send_test` sends. Filters do not apply to it. */
export const WEBHOOK_TEST_TYPE = 'webhook.test';
