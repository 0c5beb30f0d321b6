import { Injectable } from '@nestjs/common';
import { WebhookDeliveryNotFound, type WebhookDeliveryView } from '@orderwire/contracts';
import { DeliveryLogRepository } from './delivery-log.repository.js';
import { attemptView, deliverySummary } from './delivery-view.js';

/** One webhook delivery with its attempts. */
@Injectable()
export class GetWebhookDeliveryUseCase {
  constructor(private readonly log: DeliveryLogRepository) {}

  /** Throws webhooks.delivery_not_found. */
  async execute(deliveryId: string): Promise<WebhookDeliveryView> {
    const found = await this.log.findWithLog(deliveryId);
    if (!found) throw WebhookDeliveryNotFound({ deliveryId });
    const { delivery, body, log } = found;
    return { ...deliverySummary(delivery), requestBody: body, log: log.map(attemptView) };
  }
}
