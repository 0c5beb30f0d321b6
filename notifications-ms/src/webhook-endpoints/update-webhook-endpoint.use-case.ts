import {
  type UpdateWebhookEndpointRequest,
  WebhookEndpointNotFound,
  type WebhookEndpointView,
} from '@orderwire/contracts';
import type { DeliverDueUseCase } from '../webhooks/deliver-due.use-case.js';
import { endpointView } from './endpoint.js';
import type { EndpointCheck } from './endpoint-check.service.js';
import type { EndpointRepository } from './endpoint.repository.js';

/** Changes an endpoint. An enabled one receives at once what waited for it. */
export class UpdateWebhookEndpointUseCase {
  constructor(
    private readonly endpoints: EndpointRepository,
    private readonly check: EndpointCheck,
    private readonly deliverDue: DeliverDueUseCase,
  ) {}

  /** Throws webhooks.endpoint_not_found, webhooks.unknown_events and webhooks.url_refused. */
  async execute(request: UpdateWebhookEndpointRequest): Promise<WebhookEndpointView> {
    const { endpointId, description = null, events = null, enabled = null } = request;
    if (!(await this.endpoints.find(endpointId))) throw WebhookEndpointNotFound({ endpointId });
    if (events) this.check.checkEvents(events);
    const url = request.url === undefined ? null : await this.check.checkUrl(request.url);
    const endpoint = await this.endpoints.update({ id: endpointId, url, description, events, enabled });
    if (!endpoint) throw WebhookEndpointNotFound({ endpointId });
    this.deliverDue.wake();
    return endpointView(endpoint);
  }
}
