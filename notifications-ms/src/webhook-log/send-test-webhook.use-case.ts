import { Injectable } from '@nestjs/common';
import {
  WEBHOOK_TEST_TYPE,
  type WebhookDeliverySummary,
  WebhookEndpointDisabled,
  WebhookEndpointNotFound,
} from '@orderwire/contracts';
import { Database } from '@orderwire/platform';
import { v7 as uuidv7 } from 'uuid';
import { EndpointRepository } from '../webhook-endpoints/endpoint.repository.js';
import { DeliverDueUseCase } from '../webhooks/deliver-due.use-case.js';
import { DeliveryRepository } from '../webhooks/delivery.repository.js';
import { webhookBody } from '../webhooks/webhook-body.js';
import { DeliveryLogRepository } from './delivery-log.repository.js';
import { deliverySummary } from './delivery-view.js';

/** Sends a test event to one endpoint, whatever its filter. */
@Injectable()
export class SendTestWebhookUseCase {
  constructor(
    private readonly database: Database,
    private readonly endpoints: EndpointRepository,
    private readonly deliveries: DeliveryRepository,
    private readonly log: DeliveryLogRepository,
    private readonly deliverDue: DeliverDueUseCase,
  ) {}

  /** Throws webhooks.endpoint_not_found and webhooks.endpoint_disabled. */
  async execute(endpointId: string): Promise<WebhookDeliverySummary> {
    const endpoint = await this.endpoints.find(endpointId);
    if (!endpoint) throw WebhookEndpointNotFound({ endpointId });
    if (!endpoint.enabled) throw WebhookEndpointDisabled({ endpointId });
    const about = { type: WEBHOOK_TEST_TYPE, orderId: null };
    const [eventId, id] = [uuidv7(), uuidv7()];
    const data = { endpointId, message: 'A test event, sent by staff of the shop.' };
    const body = webhookBody(WEBHOOK_TEST_TYPE, new Date().toISOString(), data);
    await this.database.transaction((tx) =>
      this.deliveries.queue(
        tx,
        [{ ...about, id: eventId, onceKey: null, body }],
        [{ ...about, id, eventId, endpointId }],
      ),
    );
    this.deliverDue.wake();
    const queued = await this.log.find(id);
    if (!queued) throw new Error('a delivery that was queued is gone');
    return deliverySummary(queued);
  }
}
