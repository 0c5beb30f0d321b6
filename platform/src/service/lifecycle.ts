import type { OnApplicationShutdown, OnModuleDestroy } from '@nestjs/common';
import type { Readiness } from '../health/readiness.js';
import type { RevokedSessions } from '../identity/revoked-sessions.js';
import type { NatsLink } from '../nats/nats-connection.js';
import type { Messaging } from './messaging.js';

/** Ends things in the order that loses nothing: no new work, finish the work at hand, announce it, then let go. */
export class Lifecycle implements OnModuleDestroy, OnApplicationShutdown {
  constructor(
    private readonly readiness: Readiness,
    private readonly nats: NatsLink,
    private readonly endedSessions: RevokedSessions,
    private readonly messaging: Messaging | null,
  ) {}

  async onModuleDestroy(): Promise<void> {
    this.readiness.drain();
    await this.messaging?.consumers.stop();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.messaging?.relay.stop();
    await this.endedSessions.stop();
    if (!this.nats.connection.isClosed()) await this.nats.connection.drain().catch(() => undefined);
    await this.messaging?.database.close();
  }
}
