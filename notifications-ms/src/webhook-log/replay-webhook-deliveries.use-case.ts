import {
  InvalidMessage,
  MAX_WEBHOOK_REPLAY,
  type ReplayWebhookDeliveriesRequest,
  type WebhookDeliveriesReplayed,
  WebhookEndpointDisabled,
  WebhookEndpointNotFound,
  webhookEventTypes,
} from '@orderwire/contracts';
import { Injectable } from '@nestjs/common';
import { Database, decodeCursor, encodeCursor, type KeysetCursor } from '@orderwire/platform';
import { v7 as uuidv7 } from 'uuid';
import type { Endpoint } from '../webhook-endpoints/endpoint.js';
import { EndpointRepository } from '../webhook-endpoints/endpoint.repository.js';
import { DeliverDueUseCase } from '../webhooks/deliver-due.use-case.js';
import { DeliveryRepository } from '../webhooks/delivery.repository.js';
import { matchesFilter } from '../webhooks/event-filter.js';
import { type ReplayedPart, ReplayRepository } from './replay.repository.js';

/** Sends webhooks of one endpoint and a range of time again, one part per request. */
@Injectable()
export class ReplayWebhookDeliveriesUseCase {
  constructor(
    private readonly database: Database,
    private readonly endpoints: EndpointRepository,
    private readonly replays: ReplayRepository,
    private readonly deliveries: DeliveryRepository,
    private readonly deliverDue: DeliverDueUseCase,
  ) {}

  /** Throws webhooks.endpoint_not_found, webhooks.endpoint_disabled, and invalid_message for a range or cursor. */
  async execute(request: ReplayWebhookDeliveriesRequest): Promise<WebhookDeliveriesReplayed> {
    const { endpointId, which, cursor } = request;
    const after = cursor ? decodeCursor(cursor) : undefined;
    const endpoint = await this.endpoints.find(endpointId);
    if (!endpoint) throw WebhookEndpointNotFound({ endpointId });
    if (!endpoint.enabled) throw WebhookEndpointDisabled({ endpointId });
    const range = {
      ...{ endpointId, limit: MAX_WEBHOOK_REPLAY },
      ...{ from: new Date(request.from), to: new Date(request.to) },
    };
    if (range.from >= range.to)
      throw InvalidMessage({ errors: [{ path: 'to', message: 'to must be after from' }] });
    const { replayed, next } =
      which === 'missing'
        ? await this.queueMissing(endpoint, range, after)
        : await this.replays.replayRange(range, which, after);
    this.deliverDue.wake();
    return { replayed, nextCursor: next ? encodeCursor(next) : null };
  }

  private queueMissing(
    { id: endpointId, events: filter }: Endpoint,
    range: Parameters<ReplayRepository['events']>[1],
    after: KeysetCursor | undefined,
  ): Promise<ReplayedPart> {
    const types = webhookEventTypes.filter((type) => matchesFilter(filter, type));
    return this.database.transaction(async (tx) => {
      const events = await this.replays.events(tx, range, types, after);
      const missing = events.filter((event) => event.missing);
      await this.deliveries.queue(
        tx,
        [],
        missing.map(({ id: eventId, type, orderId }) => ({
          id: uuidv7(),
          eventId,
          endpointId,
          type,
          orderId,
        })),
      );
      const last = events.at(-1);
      const more = last && events.length === range.limit;
      return { replayed: missing.length, ...(more && { next: last }) };
    });
  }
}
