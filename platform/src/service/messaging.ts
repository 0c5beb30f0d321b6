import type { Database } from '../database/database.js';
import type { EventConsumers } from '../events/event-consumers.js';
import { ensureStream } from '../events/stream.js';
import type { NatsLink } from '../nats/nats-connection.js';
import type { Relay } from '../outbox/relay.js';
import type { Sweeper } from '../outbox/sweeper.js';

/** The durable half of a service: database, outbox relay, consumers. */
export class Messaging {
  constructor(
    readonly database: Database,
    readonly relay: Relay,
    readonly sweeper: Sweeper,
    readonly consumers: EventConsumers,
    private readonly nats: NatsLink,
    private readonly replicas: number,
  ) {}

  /** Called once the application is complete: consumers find their methods then. */
  async start(): Promise<void> {
    const manager = await ensureStream(this.nats.connection, this.replicas);
    this.relay.start();
    this.sweeper.start();
    await this.consumers.start(manager);
  }
}
