import { Injectable } from '@nestjs/common';
import type { PageRequest, WebhookEndpointPage } from '@orderwire/contracts';
import { pageOf } from '@orderwire/platform';
import { endpointView } from './endpoint.js';
import { EndpointRepository } from './endpoint.repository.js';

/** The endpoints of the shop, newest first. */
@Injectable()
export class ListWebhookEndpointsUseCase {
  constructor(private readonly endpoints: EndpointRepository) {}

  execute(request: PageRequest): Promise<WebhookEndpointPage> {
    return pageOf(request, {
      read: (after, limit) => this.endpoints.list(after, limit),
      keyOf: ({ createdAt, id }) => ({ at: createdAt, id }),
      view: (endpoint) => endpointView(endpoint),
    });
  }
}
