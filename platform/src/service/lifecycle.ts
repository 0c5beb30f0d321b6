import type { OnApplicationShutdown, OnModuleDestroy } from '@nestjs/common';
import type { Readiness } from '../health/readiness.js';
import type { RevokedSessions } from '../identity/revoked-sessions.js';
import type { NatsLink } from '../nats/nats-connection.js';
import { tracing } from '../tracing/tracing.js';
import type { Messaging } from './messaging.js';

/**
 * Shuts down in an order that loses nothing: no new work, finish current work, publish its events,
 * then disconnect.
 */
export class Lifecycle implements OnModuleDestroy, OnApplicationShutdown {
  constructor(
    private readonly readiness: Readiness,
    private readonly nats: NatsLink,
    private readonly revokedSessions: RevokedSessions,
    private readonly messaging: Messaging | null,
  ) {}

  async onModuleDestroy(): Promise<void> {
    this.readiness.drain();
    await this.messaging?.recovery.stop();
    await this.messaging?.consumers.stop();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.messaging?.relay.stop();
    await this.revokedSessions.stop();
    await tracing.stop();
    await this.nats.close();
    await this.messaging?.database.close();
  }
}
