import { IsBoolean, IsOptional, IsString } from 'class-validator';
import { rpc } from '../contract.js';
import { TooManyWebhookEndpoints, UnknownWebhookEvents, WebhookUrlRefused } from './faults.js';
import {
  AreWebhookEvents,
  IsWebhookDescription,
  IsWebhookUrl,
  WebhookEndpointView,
} from './webhook-endpoint-view.js';

export class CreateWebhookEndpointRequest {
  /** https, without credentials; its name must resolve to a public address. */
  @IsWebhookUrl()
  url!: string;

  @IsOptional()
  @IsWebhookDescription()
  description?: string;

  /** Exact types, all of one noun (`order.*`), or `*`. */
  @AreWebhookEvents()
  events!: string[];

  /** Default: true. */
  @IsOptional()
  @IsBoolean()
  enabled?: boolean;
}

export class CreatedWebhookEndpoint extends WebhookEndpointView {
  /** `whsec_` and base64 of 32 bytes. Never shown again. */
  @IsString()
  secret!: string;
}

export const CreateWebhookEndpoint = rpc('webhooks.create_endpoint', {
  description:
    'Registers an endpoint. The reply has the secret of its signatures, which is never shown again.',
  request: CreateWebhookEndpointRequest,
  reply: CreatedWebhookEndpoint,
  access: 'admin',
  callers: ['client-gateway'],
  // Longer than the resolution of the name.
  timeoutMs: 10_000,
  faults: [WebhookUrlRefused, UnknownWebhookEvents, TooManyWebhookEndpoints],
  audited: ['url', 'description'],
  example: {
    url: 'https://shop.example/webhooks/orderwire',
    description: 'Bookkeeping',
    events: ['order.paid', 'refund.*'],
  },
});
