import { Injectable } from '@nestjs/common';
import type { ListWebhookDeliveriesRequest, WebhookDeliveryPage } from '@orderwire/contracts';
import { pageOf } from '@orderwire/platform';
import { DeliveryLogRepository } from './delivery-log.repository.js';
import { deliverySummary } from './delivery-view.js';

/** The log of webhook deliveries, newest first. */
@Injectable()
export class ListWebhookDeliveriesUseCase {
  constructor(private readonly log: DeliveryLogRepository) {}

  execute(request: ListWebhookDeliveriesRequest): Promise<WebhookDeliveryPage> {
    const { endpointId, type, status, orderId, from, to } = request;
    const filter = {
      ...(endpointId && { endpointId }),
      ...(type && { type }),
      ...(status && { status }),
      ...(orderId && { orderId }),
      ...(from && { from: new Date(from) }),
      ...(to && { to: new Date(to) }),
    };
    return pageOf(request, {
      read: (after, limit) => this.log.list(filter, after, limit),
      keyOf: ({ createdAt, id }) => ({ at: createdAt, id }),
      view: deliverySummary,
    });
  }
}
