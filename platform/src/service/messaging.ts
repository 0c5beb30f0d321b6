import type { Database } from '../database/database.js';
import type { EventConsumers } from '../events/event-consumers.js';
import type { EventReplay } from '../operations/event-replay.js';
import type { RestoreRecovery } from '../operations/restore-recovery.js';
import type { Relay } from '../outbox/relay.js';

/** The parts of a service that need a database: outbox relay and consumers. */
export class Messaging {
  constructor(
    readonly database: Database,
    readonly relay: Relay,
    readonly consumers: EventConsumers,
    readonly recovery: RestoreRecovery,
  ) {}

  /**
   * Call it when the application is complete, since consumers discover their handlers then. It does
   * not wait for the stream, nor for the recovery from a restore of the database: the service
   * receives webhooks meanwhile.
   */
  start(replay: EventReplay | undefined): void {
    this.relay.start();
    this.recovery.start(replay);
    if (!this.recovery.refusal()) return this.consumers.start();
    void this.recovery.whenOpen().then(() => this.consumers.start());
  }
}
