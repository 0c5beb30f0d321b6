import { rpc } from '../contract.js';
import { WebhookDeliveryNotFound } from './faults.js';
import { WebhookDeliveryRequest, WebhookDeliveryView } from './webhook-delivery-view.js';

export const GetWebhookDelivery = rpc('webhooks.get_delivery', {
  description: 'One webhook delivery with its request and the responses of its last ten attempts.',
  request: WebhookDeliveryRequest,
  reply: WebhookDeliveryView,
  readOnly: true,
  access: 'staff',
  callers: ['client-gateway'],
  faults: [WebhookDeliveryNotFound],
});
