import type { JetStreamManager } from '@nats-io/jetstream';
import type { Database } from '../database/database.js';
import type { EventConsumers } from '../events/event-consumers.js';
import type { Relay } from '../outbox/relay.js';

/** The parts of a service that need a database: outbox relay and consumers. */
export class Messaging {
  constructor(
    readonly database: Database,
    readonly relay: Relay,
    readonly consumers: EventConsumers,
    readonly ensureStream: () => Promise<JetStreamManager>,
  ) {}

  /** Call it when the application is complete, since consumers discover their handlers then. */
  async start(): Promise<void> {
    const manager = await this.ensureStream();
    this.relay.start();
    await this.consumers.start(manager);
  }
}
