import { Injectable } from '@nestjs/common';
import { WebhookEndpointNotFound, type WebhookEndpointView } from '@orderwire/contracts';
import { endpointView } from './endpoint.js';
import { EndpointRepository } from './endpoint.repository.js';

/** One endpoint. */
@Injectable()
export class GetWebhookEndpointUseCase {
  constructor(private readonly endpoints: EndpointRepository) {}

  /** Throws webhooks.endpoint_not_found. */
  async execute(endpointId: string): Promise<WebhookEndpointView> {
    const endpoint = await this.endpoints.find(endpointId);
    if (!endpoint) throw WebhookEndpointNotFound({ endpointId });
    return endpointView(endpoint);
  }
}
