import { rpc } from '../contract.js';
import { WebhookEndpointNotFound } from './faults.js';
import { WebhookEndpointRequest, WebhookEndpointView } from './webhook-endpoint-view.js';

export const GetWebhookEndpoint = rpc('webhooks.get_endpoint', {
  description: 'One endpoint, without its secret.',
  request: WebhookEndpointRequest,
  reply: WebhookEndpointView,
  readOnly: true,
  access: 'staff',
  callers: ['client-gateway'],
  faults: [WebhookEndpointNotFound],
});
