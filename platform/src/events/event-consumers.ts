import type { JetStreamManager } from '@nats-io/jetstream';
import type { DiscoveryService, MetadataScanner } from '@nestjs/core';
import type { Database } from '../database/database.js';
import type { Logger } from '../log/logger.js';
import type { NatsLink } from '../nats/nats-connection.js';
import { Batches } from './batches.js';
import { Consumer } from './consumer.js';
import { type Reaction, ReactionMetadata } from './reacts.js';

/** Finds every method marked with @Reacts and keeps a durable consumer going for each. */
export class EventConsumers {
  private readonly consumers: Consumer[] = [];

  constructor(
    private readonly service: string,
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly database: Database,
    private readonly nats: NatsLink,
    private readonly log: Logger,
    private readonly ensureStream: () => Promise<unknown>,
  ) {}

  async start(manager: JetStreamManager): Promise<void> {
    for (const wrapper of [...this.discovery.getControllers(), ...this.discovery.getProviders()]) {
      const instance = wrapper.instance as Record<string, unknown> | null;
      if (!instance || typeof instance !== 'object') continue;
      for (const key of this.scanner.getAllMethodNames(Object.getPrototypeOf(instance) as object)) {
        const reaction = this.discovery.getMetadataByDecorator(ReactionMetadata, wrapper, key);
        if (reaction) this.consumers.push(this.consumerOf(reaction, instance, key));
      }
    }
    await Promise.all(this.consumers.map((consumer) => consumer.start(manager)));
  }

  async stop(): Promise<void> {
    await Promise.all(this.consumers.splice(0).map((consumer) => consumer.stop()));
  }

  private consumerOf(reaction: Reaction, instance: Record<string, unknown>, key: string): Consumer {
    const durable = `${this.service.replaceAll('-', '_')}_${reaction.name}`;
    const handle = (instance[key] as ConstructorParameters<typeof Batches>[2]).bind(instance);
    const batches = new Batches(durable, reaction, handle, this.database, this.log);
    return new Consumer(durable, reaction, batches, this.nats.connection, this.log, this.ensureStream);
  }
}
