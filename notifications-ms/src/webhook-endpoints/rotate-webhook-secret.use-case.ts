import { randomBytes } from 'node:crypto';
import { type RotatedWebhookSecret, WebhookEndpointNotFound } from '@orderwire/contracts';
import type { KeyEncryption } from '@orderwire/platform';
import { secretText } from '../webhooks/signature.js';
import { SECRET_BYTES } from './endpoint.js';
import type { EndpointRepository } from './endpoint.repository.js';

/** Gives an endpoint a new secret; the previous one signs as well for a day. */
export class RotateWebhookSecretUseCase {
  constructor(
    private readonly endpoints: EndpointRepository,
    private readonly encryption: KeyEncryption,
  ) {}

  /** Throws webhooks.endpoint_not_found. */
  async execute(endpointId: string): Promise<RotatedWebhookSecret> {
    const secret = randomBytes(SECRET_BYTES);
    const until = await this.endpoints.rotate(endpointId, this.encryption.encrypt(endpointId, secret));
    if (!until) throw WebhookEndpointNotFound({ endpointId });
    return { endpointId, secret: secretText(secret), previousSecretUntil: until.toISOString() };
  }
}
