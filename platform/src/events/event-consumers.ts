import type { JetStreamManager } from '@nats-io/jetstream';
import type { DiscoveryService, MetadataScanner } from '@nestjs/core';
import type { Database } from '../database/database.js';
import type { Logger } from '../log/logger.js';
import type { NatsLink } from '../nats/nats-connection.js';
import { BatchProcessor } from './batch-processor.js';
import { Consumer } from './consumer.js';
import { TransactionalHandler, type Handle } from './transactional-handler.js';
import { type EventHandlerOptions, EventHandlerMetadata } from './event-handler.js';

/** Finds every method marked with @Reacts and keeps a durable consumer going for each. */
export class EventConsumers {
  private readonly consumers: Consumer[] = [];
  private found: Map<string, Found> | undefined;

  constructor(
    private readonly service: string,
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly database: Database,
    private readonly nats: NatsLink,
    private readonly log: Logger,
    private readonly ensureStream: () => Promise<unknown>,
    private readonly ackWaitMs: number,
  ) {}

  async start(manager: JetStreamManager): Promise<void> {
    for (const { effect, reaction } of this.reactions().values()) {
      const batches = new BatchProcessor(effect, this.database, this.log);
      const { connection } = this.nats;
      this.consumers.push(
        new Consumer(
          effect.consumer,
          reaction,
          batches,
          connection,
          this.log,
          this.ensureStream,
          this.ackWaitMs,
        ),
      );
    }
    await Promise.all(this.consumers.map((consumer) => consumer.start(manager)));
  }

  async stop(): Promise<void> {
    await Promise.all(this.consumers.splice(0).map((consumer) => consumer.stop()));
  }

  /** What the consumer of this durable name does with events; undefined when the service has none such. */
  effectOf(durable: string): TransactionalHandler | undefined {
    return this.reactions().get(durable)?.effect;
  }

  /** By durable name. Looked for when the application is complete, and then known. */
  reactions(): ReadonlyMap<string, Found> {
    if (this.found) return this.found;
    this.found = new Map();
    for (const wrapper of [...this.discovery.getControllers(), ...this.discovery.getProviders()]) {
      const instance = wrapper.instance as Record<string, unknown> | null;
      if (!instance || typeof instance !== 'object') continue;
      for (const key of this.scanner.getAllMethodNames(Object.getPrototypeOf(instance) as object)) {
        const reaction = this.discovery.getMetadataByDecorator(EventHandlerMetadata, wrapper, key);
        if (!reaction) continue;
        const durable = `${this.service.replaceAll('-', '_')}_${reaction.name}`;
        const handle = (instance[key] as Handle).bind(instance);
        this.found.set(durable, {
          reaction,
          effect: new TransactionalHandler(durable, reaction, handle, this.database),
        });
      }
    }
    return this.found;
  }
}

/** One method that reacts, and what its consumer does. */
export interface Found {
  readonly reaction: EventHandlerOptions;
  readonly effect: TransactionalHandler;
}
