import { Injectable } from '@nestjs/common';
import { webhookEventTypes } from '@orderwire/contracts';
import type { Delivery, Tx } from '@orderwire/platform';
import { v7 as uuidv7 } from 'uuid';
import { DeliveryRepository, type WebhookEvent } from './delivery.repository.js';
import { matchesFilter } from './event-filter.js';
import { onceKey } from './once-key.js';
import { webhookBody } from './webhook-body.js';

const publicTypes = new Set(webhookEventTypes);

/**
 * Queues consumed events for the endpoints that want them, in the transaction of the inbox. The body
 * is written once: all requests of an event have the same.
 */
@Injectable()
export class QueueDeliveriesUseCase {
  constructor(private readonly deliveries: DeliveryRepository) {}

  /**
   * Events that are not public are ignored. An event that no enabled endpoint wants is stored without
   * deliveries: an endpoint that is enabled, changed or registered later can replay it.
   */
  async execute(tx: Tx, consumed: readonly Delivery<object>[]): Promise<void> {
    const events = consumed.filter(({ subject }) => publicTypes.has(subject)).map(webhookEvent);
    if (events.length === 0) return;
    const subscriptions = await this.deliveries.subscriptions(tx);
    await this.deliveries.queue(
      tx,
      events,
      events.flatMap(({ id: eventId, type, orderId }) =>
        subscriptions
          .filter(({ events: filter }) => matchesFilter(filter, type))
          .map(({ id: endpointId }) => ({ id: uuidv7(), eventId, endpointId, type, orderId })),
      ),
    );
  }
}

function webhookEvent({ id, subject: type, event, occurredAt }: Delivery<object>): WebhookEvent {
  const orderId = 'orderId' in event && typeof event.orderId === 'string' ? event.orderId : null;
  const body = webhookBody(type, occurredAt, event);
  return { id, type, orderId, onceKey: onceKey(type, event), body };
}
