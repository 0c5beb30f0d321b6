import { randomBytes } from 'node:crypto';
import {
  type CreatedWebhookEndpoint,
  type CreateWebhookEndpointRequest,
  TooManyWebhookEndpoints,
} from '@orderwire/contracts';
import type { KeyEncryption } from '@orderwire/platform';
import { v7 as uuidv7 } from 'uuid';
import { secretText } from '../webhooks/signature.js';
import { endpointView, MAX_ENDPOINTS, SECRET_BYTES } from './endpoint.js';
import type { EndpointCheck } from './endpoint-check.service.js';
import type { EndpointRepository } from './endpoint.repository.js';

/** Registers an endpoint with a new secret. */
export class CreateWebhookEndpointUseCase {
  constructor(
    private readonly endpoints: EndpointRepository,
    private readonly check: EndpointCheck,
    private readonly encryption: KeyEncryption,
  ) {}

  /** Throws webhooks.unknown_events, webhooks.url_refused and webhooks.too_many_endpoints. */
  async execute(request: CreateWebhookEndpointRequest): Promise<CreatedWebhookEndpoint> {
    const { description = '', events, enabled = true } = request;
    this.check.checkEvents(events);
    const url = await this.check.checkUrl(request.url);
    const [id, secret] = [uuidv7(), randomBytes(SECRET_BYTES)];
    const endpoint = await this.endpoints.create({
      ...{ id, url, description, events, enabled },
      secret: this.encryption.encrypt(id, secret),
    });
    if (!endpoint) throw TooManyWebhookEndpoints({ max: MAX_ENDPOINTS });
    return { ...endpointView(endpoint), secret: secretText(secret) };
  }
}
