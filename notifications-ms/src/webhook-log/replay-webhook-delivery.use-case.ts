import { Injectable } from '@nestjs/common';
import {
  WebhookDeliveryNotFound,
  type WebhookDeliverySummary,
  WebhookEndpointDisabled,
} from '@orderwire/contracts';
import { EndpointRepository } from '../webhook-endpoints/endpoint.repository.js';
import { DeliverDueUseCase } from '../webhooks/deliver-due.use-case.js';
import { DeliveryLogRepository } from './delivery-log.repository.js';
import { deliverySummary } from './delivery-view.js';
import { ReplayRepository } from './replay.repository.js';

/** Sends one webhook again. */
@Injectable()
export class ReplayWebhookDeliveryUseCase {
  constructor(
    private readonly log: DeliveryLogRepository,
    private readonly endpoints: EndpointRepository,
    private readonly replays: ReplayRepository,
    private readonly deliverDue: DeliverDueUseCase,
  ) {}

  /** Throws webhooks.delivery_not_found and webhooks.endpoint_disabled. */
  async execute(deliveryId: string): Promise<WebhookDeliverySummary> {
    const before = await this.log.find(deliveryId);
    if (!before) throw WebhookDeliveryNotFound({ deliveryId });
    const { endpointId } = before;
    const endpoint = await this.endpoints.find(endpointId);
    if (!endpoint?.enabled) throw WebhookEndpointDisabled({ endpointId });
    await this.replays.replay(deliveryId);
    this.deliverDue.wake();
    return deliverySummary((await this.log.find(deliveryId)) ?? before);
  }
}
