import { IsBoolean, IsOptional } from 'class-validator';
import { rpc } from '../contract.js';
import { IsId } from '../rules.js';
import { UnknownWebhookEvents, WebhookEndpointNotFound, WebhookUrlRefused } from './faults.js';
import {
  AreWebhookEvents,
  IsWebhookDescription,
  IsWebhookUrl,
  WebhookEndpointView,
} from './webhook-endpoint-view.js';

/** A missing field keeps its value. */
export class UpdateWebhookEndpointRequest {
  @IsId()
  endpointId!: string;

  @IsOptional()
  @IsWebhookUrl()
  url?: string;

  @IsOptional()
  @IsWebhookDescription()
  description?: string;

  /** Replaces the list. */
  @IsOptional()
  @AreWebhookEvents()
  events?: string[];

  /** true: waiting deliveries are sent again, and failures are counted anew. */
  @IsOptional()
  @IsBoolean()
  enabled?: boolean;
}

export const UpdateWebhookEndpoint = rpc('webhooks.update_endpoint', {
  description:
    'Changes URL, description, events or state of an endpoint. Waiting deliveries of a disabled endpoint wait until it is enabled.',
  request: UpdateWebhookEndpointRequest,
  reply: WebhookEndpointView,
  access: 'admin',
  callers: ['client-gateway'],
  timeoutMs: 10_000,
  faults: [WebhookEndpointNotFound, WebhookUrlRefused, UnknownWebhookEvents],
  audited: ['url', 'description'],
  example: { endpointId: '019a0000-0000-7000-8000-000000000001', enabled: true },
});
