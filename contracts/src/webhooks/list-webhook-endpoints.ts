import { Type } from 'class-transformer';
import { ValidateNested } from 'class-validator';
import { rpc } from '../contract.js';
import { Page, PageRequest } from '../page.js';
import { WebhookEndpointView } from './webhook-endpoint-view.js';

export class WebhookEndpointPage extends Page {
  @ValidateNested({ each: true })
  @Type(() => WebhookEndpointView)
  data!: WebhookEndpointView[];
}

export const ListWebhookEndpoints = rpc('webhooks.list_endpoints', {
  description: 'The endpoints of the shop, newest first, without their secrets.',
  request: PageRequest,
  reply: WebhookEndpointPage,
  readOnly: true,
  access: 'staff',
  callers: ['client-gateway'],
});
