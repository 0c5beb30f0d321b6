import { rpc } from '../contract.js';
import { WebhookEndpointDisabled, WebhookEndpointNotFound } from './faults.js';
import { WebhookDeliverySummary } from './webhook-delivery-view.js';
import { WebhookEndpointRequest } from './webhook-endpoint-view.js';

export const SendTestWebhook = rpc('webhooks.send_test', {
  description: 'Sends an event of type `webhook.test` to an endpoint. Its delivery shows the response.',
  request: WebhookEndpointRequest,
  reply: WebhookDeliverySummary,
  access: 'staff',
  callers: ['client-gateway'],
  faults: [WebhookEndpointNotFound, WebhookEndpointDisabled],
});
