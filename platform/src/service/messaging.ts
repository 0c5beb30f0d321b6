import type { JetStreamManager } from '@nats-io/jetstream';
import type { Database } from '../database/database.js';
import type { EventConsumers } from '../events/event-consumers.js';
import type { Relay } from '../outbox/relay.js';

/** The durable half of a service: database, outbox relay, consumers. */
export class Messaging {
  constructor(
    readonly database: Database,
    readonly relay: Relay,
    readonly consumers: EventConsumers,
    readonly ensureStream: () => Promise<JetStreamManager>,
  ) {}

  /** Called once the application is complete: consumers find their methods then. */
  async start(): Promise<void> {
    const manager = await this.ensureStream();
    this.relay.start();
    await this.consumers.start(manager);
  }
}
