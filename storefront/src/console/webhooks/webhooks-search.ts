import type { WebhookDeliveryStatus } from '@orderwire/contracts';
import { day, oneOf, searchParams, text } from '../table/filters/search-params';

const statuses = [
  'waiting',
  'sending',
  'delivered',
  'failed',
] as const satisfies readonly WebhookDeliveryStatus[];

/** The filters of webhook deliveries, by the names of the API. */
export const deliveriesSearch = searchParams({
  status: oneOf(statuses),
  type: text(64),
  endpointId: text(36),
  orderId: text(36),
  from: day,
  to: day,
});

export type DeliveriesSearch = ReturnType<typeof deliveriesSearch>;

/** The events that endpoints may receive, as `webhookEventTypes` of the contracts lists them. */
export const eventTypes = [
  'order.created',
  'order.paid',
  'order.cancelled',
  'order.status_changed',
  'order.refunded',
  'order.payment_rejected',
  'refund.requested',
  'refund.succeeded',
  'refund.failed',
  'dispute.opened',
  'dispute.won',
  'dispute.lost',
  'invoice.issued',
  'shipment.label_purchased',
  'shipment.shipped',
  'shipment.delivered',
  'return.label_purchased',
  'return.received',
  'stock.low',
] as const;
