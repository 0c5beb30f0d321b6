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
   * Events that are not public are ignored. An event that only disabled endpoints want is stored
   * without deliveries, for a replay.
   */
  async execute(tx: Tx, consumed: readonly Delivery<object>[]): Promise<void> {
    const events = consumed.filter(({ subject }) => publicTypes.has(subject));
    if (events.length === 0) return;
    const subscriptions = await this.deliveries.subscriptions(tx);
    const wanted = events
      .map((event) => ({
        event: webhookEvent(event),
        by: subscriptions.filter(({ events: filter }) => matchesFilter(filter, event.subject)),
      }))
      .filter(({ by }) => by.length > 0);
    if (wanted.length === 0) return;
    await this.deliveries.queue(
      tx,
      wanted.map(({ event }) => event),
      wanted.flatMap(({ event: { id: eventId, type, orderId }, by }) =>
        by
          .filter(({ enabled }) => enabled)
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
