import { rpc } from '../contract.js';
import { WebhookDeliveryNotFound, WebhookEndpointDisabled } from './faults.js';
import { WebhookDeliveryRequest, WebhookDeliverySummary } from './webhook-delivery-view.js';

export const ReplayWebhookDelivery = rpc('webhooks.replay_delivery', {
  description:
    'Sends a webhook again now, with the same body and `webhook-id` and all retries, also after it was delivered.',
  request: WebhookDeliveryRequest,
  reply: WebhookDeliverySummary,
  access: 'staff',
  callers: ['client-gateway'],
  faults: [WebhookDeliveryNotFound, WebhookEndpointDisabled],
});
