import { randomUUID } from 'node:crypto';
import {
  CreateWebhookEndpoint,
  type CreatedWebhookEndpoint,
  GetWebhookEndpoint,
  ListWebhookDeliveries,
  type WebhookDeliverySummary,
  type WebhookEndpointView,
} from '@orderwire/contracts';
import { Database, type Delivery } from '@orderwire/platform';
import { openServers, waitUntil } from '@orderwire/test-kit';
import type { NotificationsConfig } from '../src/config.js';
import { QueueDeliveriesUseCase } from '../src/webhooks/queue-deliveries.use-case.js';
import { definition, NotificationsWorld } from './notifications-world.js';
import { WebhookReceiver } from './webhook-receiver.js';

/** An `order.paid`, or another event, as its consumer gets it. */
export function paid(changes: Partial<Delivery<object>> = {}): Delivery<object> {
  return {
    id: randomUUID(),
    subject: 'order.paid',
    event: { orderId: randomUUID(), currency: 'usd', totalAmount: 4_900, paymentId: 'pi_1' },
    correlationId: randomUUID(),
    occurredAt: '2026-11-01T12:00:00.000Z',
    ...changes,
  };
}

/** notifications-ms with receivers of its webhooks. */
export class WebhookWorld extends NotificationsWorld {
  private readonly receivers: WebhookReceiver[] = [];

  static override async create(config: Partial<NotificationsConfig> = {}): Promise<WebhookWorld> {
    return new WebhookWorld(await openServers(definition), definition).begin(config);
  }

  async receiver(host?: string): Promise<WebhookReceiver> {
    const receiver = await WebhookReceiver.start(host);
    this.receivers.push(receiver);
    return receiver;
  }

  register(
    { url }: { url: string },
    changes: { events?: string[]; enabled?: boolean; description?: string } = {},
  ): Promise<CreatedWebhookEndpoint> {
    return this.request(CreateWebhookEndpoint, { url, events: ['*'], ...changes });
  }

  /** Queues events as a consumer does. */
  async queue(...events: readonly Delivery<object>[]): Promise<void> {
    await this.get(Database).transaction((tx) => this.get(QueueDeliveriesUseCase).execute(tx, events));
  }

  async endpoint(endpointId: string): Promise<WebhookEndpointView> {
    return this.request(GetWebhookEndpoint, { endpointId });
  }

  /** The deliveries of an endpoint, newest first. */
  async deliveries(endpointId: string): Promise<WebhookDeliverySummary[]> {
    return (await this.request(ListWebhookDeliveries, { endpointId, limit: 100 })).data;
  }

  /** Waits until all deliveries of an endpoint have this status. */
  ended(endpointId: string, status: string): Promise<WebhookDeliverySummary[]> {
    return waitUntil(
      () => this.deliveries(endpointId),
      (all) => all.length > 0 && all.every((each) => each.status === status),
    );
  }

  override async close(): Promise<void> {
    await Promise.all(this.receivers.map((receiver) => receiver.close()));
    await super.close();
  }
}
