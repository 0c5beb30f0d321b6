import { IsString } from 'class-validator';
import { rpc } from '../contract.js';
import { IsId, IsTime } from '../rules.js';
import { WebhookEndpointNotFound } from './faults.js';
import { WebhookEndpointRequest } from './webhook-endpoint-view.js';

export class RotatedWebhookSecret {
  @IsId()
  endpointId!: string;

  /** `whsec_` and base64 of 32 bytes. Never shown again. */
  @IsString()
  secret!: string;

  /** Until then each webhook has two signatures, of the new and of the previous secret. */
  @IsTime()
  previousSecretUntil!: string;
}

export const RotateWebhookSecret = rpc('webhooks.rotate_secret', {
  description:
    'Gives an endpoint a new secret. The previous one signs as well for 24 hours; one that was replaced before ends at once.',
  request: WebhookEndpointRequest,
  reply: RotatedWebhookSecret,
  access: 'admin',
  callers: ['client-gateway'],
  faults: [WebhookEndpointNotFound],
});
