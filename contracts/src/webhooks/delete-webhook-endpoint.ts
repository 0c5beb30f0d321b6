import { rpc } from '../contract.js';
import { IsId } from '../rules.js';
import { WebhookEndpointNotFound } from './faults.js';
import { WebhookEndpointRequest } from './webhook-endpoint-view.js';

export class DeletedWebhookEndpoint {
  @IsId()
  id!: string;
}

export const DeleteWebhookEndpoint = rpc('webhooks.delete_endpoint', {
  description:
    'Deletes an endpoint and its secret. Nothing more is sent to it; its deliveries stay in the log.',
  request: WebhookEndpointRequest,
  reply: DeletedWebhookEndpoint,
  access: 'admin',
  callers: ['client-gateway'],
  faults: [WebhookEndpointNotFound],
});
