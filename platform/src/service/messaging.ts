import type { JetStreamManager } from '@nats-io/jetstream';
import type { Database } from '../database/database.js';
import type { EventConsumers } from '../events/event-consumers.js';
import type { Logger } from '../log/logger.js';
import type { EventReplay } from '../operations/event-replay.js';
import type { RestoreRecovery } from '../operations/restore-recovery.js';
import type { Relay } from '../outbox/relay.js';

/** The parts of a service that need a database: outbox relay and consumers. */
export class Messaging {
  constructor(
    readonly database: Database,
    readonly relay: Relay,
    readonly consumers: EventConsumers,
    readonly ensureStream: () => Promise<JetStreamManager>,
    readonly recovery: RestoreRecovery,
    private readonly log: Logger,
  ) {}

  /** Call it when the application is complete, since consumers discover their handlers then. */
  async start(replay?: EventReplay): Promise<void> {
    const manager = await this.ensureStream();
    this.relay.start();
    this.recovery.start(replay);
    const consuming = this.recovery.whenOpen().then(() => this.consumers.start(manager));
    if (!this.recovery.refusal()) return consuming;
    // The service recovers from a restore of its database. It receives webhooks meanwhile.
    consuming.catch((err: unknown) => this.log.error({ err }, 'the consumers could not be started'));
  }
}
