import { Injectable } from '@nestjs/common';
import { type DeletedWebhookEndpoint, WebhookEndpointNotFound } from '@orderwire/contracts';
import { EndpointRepository } from './endpoint.repository.js';

/** Deletes an endpoint and its secrets. Its deliveries stay in the log. */
@Injectable()
export class DeleteWebhookEndpointUseCase {
  constructor(private readonly endpoints: EndpointRepository) {}

  /** Throws webhooks.endpoint_not_found. */
  async execute(endpointId: string): Promise<DeletedWebhookEndpoint> {
    if (!(await this.endpoints.delete(endpointId))) throw WebhookEndpointNotFound({ endpointId });
    return { id: endpointId };
  }
}
