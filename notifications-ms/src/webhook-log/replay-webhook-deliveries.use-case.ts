import {
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

/** `all` takes waiting ones too: they are then sent at once. */
const statuses = { failed: ['failed'], all: ['failed', 'delivered', 'waiting'] };

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

  /** Throws webhooks.endpoint_not_found, webhooks.endpoint_disabled, and invalid_message for a cursor. */
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
    const { replayed, next } =
      which === 'missing'
        ? await this.queueMissing(endpoint, range, after)
        : await this.replays.replayRange(range, statuses[which], after);
    this.deliverDue.wake();
    return { replayed, nextCursor: next ? encodeCursor(next) : null };
  }

  private queueMissing(
    { id: endpointId, events: filter }: Endpoint,
    range: Parameters<ReplayRepository['missing']>[1],
    after: KeysetCursor | undefined,
  ): Promise<ReplayedPart> {
    const types = webhookEventTypes.filter((type) => matchesFilter(filter, type));
    return this.database.transaction(async (tx) => {
      const events = await this.replays.missing(tx, range, types, after);
      await this.deliveries.queue(
        tx,
        [],
        events.map(({ id: eventId, type, orderId }) => ({
          id: uuidv7(),
          eventId,
          endpointId,
          type,
          orderId,
        })),
      );
      const last = events.at(-1);
      const more = last && events.length === range.limit;
      return { replayed: events.length, ...(more && { next: this.replays.cursorOf(last.at) }) };
    });
  }
}
