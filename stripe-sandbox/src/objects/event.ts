import type Stripe from 'stripe';
import type { EventRecord } from '../store/event-records.js';
import { renderCharge } from './charge.js';
import { renderCustomer } from './customer.js';
import { renderDispute } from './dispute.js';
import { renderPaymentIntent } from './payment-intent.js';
import { renderFraudWarning, renderReview } from './radar.js';
import { renderRefund } from './refund.js';
import { API_VERSION } from './api-version.js';
import { renderSession } from './session.js';

/** Renders an event as Stripe's own: its object is the version at the moment it happened. */
export function renderEvent(event: EventRecord, publicUrl: string): Stripe.Event {
  const common = {
    id: event.id,
    object: 'event' as const,
    api_version: API_VERSION,
    created: event.created,
    livemode: false,
    pending_webhooks: event.pending ? 1 : 0,
    request: { id: event.request.id, idempotency_key: event.request.key },
  };
  switch (event.kind) {
    case 'session':
      return { ...common, type: event.type, data: { object: renderSession(event.record, publicUrl) } };
    case 'intent':
      return { ...common, type: event.type, data: { object: renderPaymentIntent(event.record, publicUrl) } };
    case 'charge':
      return {
        ...common,
        type: event.type,
        data: {
          object: renderCharge(event.record, publicUrl),
          ...(event.previous && { previous_attributes: event.previous }),
        },
      };
    case 'refund':
      return {
        ...common,
        type: event.type,
        data: {
          object: renderRefund(event.record),
          ...(event.previous && { previous_attributes: event.previous }),
        },
      };
    case 'customer':
      return { ...common, type: event.type, data: { object: renderCustomer(event.record) } };
    case 'dispute':
      return {
        ...common,
        type: event.type,
        data: {
          object: renderDispute(event.record, event.created),
          ...(event.previous && { previous_attributes: event.previous }),
        },
      };
    case 'fraudWarning':
      return {
        ...common,
        type: event.type,
        data: {
          object: renderFraudWarning(event.record),
          ...(event.previous && { previous_attributes: event.previous }),
        },
      };
    case 'review':
      return { ...common, type: event.type, data: { object: renderReview(event.record) } };
  }
}
