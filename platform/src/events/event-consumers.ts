import type { DiscoveryService, MetadataScanner } from '@nestjs/core';
import type { Database } from '../database/database.js';
import type { Logger } from '../log/logger.js';
import type { ConsumerMeter } from '../metrics/consumer-metrics.js';
import type { NatsLink } from '../nats/nats-connection.js';
import { decoratedMethods } from '../service/decorated-methods.js';
import { BatchProcessor } from './batch-processor.js';
import { Consumer } from './consumer.js';
import {
  type Delivery,
  durableNameOf,
  EventHandlerMetadata,
  type EventHandlerOptions,
  type HandlerMethod,
  TransactionalHandler,
} from './event-handler.js';

/** One decorated method and what runs it. */
export interface RegisteredHandler {
  readonly options: EventHandlerOptions;
  readonly handler: TransactionalHandler;
  /** The ids of facts that are not applied; absent when the handler does not say. */
  readonly unapplied?: (facts: readonly Delivery<object>[]) => Promise<string[]>;
}

/** Finds every method decorated with `@EventHandler` and runs a durable consumer for each. */
export class EventConsumers {
  /** Measures the transactions of all consumers. Set it before {@link start}. */
  meter: ConsumerMeter | undefined;
  /** Between two batches of a consumer, in milliseconds. Set it before {@link start}. */
  pauseMs: number | undefined;
  private readonly consumers: Consumer[] = [];
  private registered: Map<string, RegisteredHandler> | undefined;

  constructor(
    private readonly service: string,
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    protected readonly database: Database,
    private readonly nats: NatsLink,
    protected readonly log: Logger,
  ) {}

  start(): void {
    for (const { handler } of this.handlers().values()) {
      const batches = this.processorOf(handler);
      batches.meter = this.meter;
      this.consumers.push(
        new Consumer(handler.consumer, batches, this.nats.connection, this.log, this.pauseMs),
      );
    }
    for (const consumer of this.consumers) consumer.start();
  }

  async stop(): Promise<void> {
    await Promise.all(this.consumers.splice(0).map((consumer) => consumer.stop()));
  }

  /**
   * All handlers by durable name. Discovered at the first call, when the application is complete.
   */
  handlers(): ReadonlyMap<string, RegisteredHandler> {
    if (this.registered) return this.registered;
    this.registered = new Map();
    const methods = decoratedMethods(this.discovery, this.scanner, EventHandlerMetadata);
    for (const { owner, method, metadata: options } of methods) {
      const durable = durableNameOf(this.service, options.name);
      const handler = this.handlerOf(durable, options, method as HandlerMethod);
      const { unapplied } = options;
      this.registered.set(durable, {
        options,
        handler,
        ...(unapplied && { unapplied: (facts) => unapplied(owner, facts) }),
      });
    }
    return this.registered;
  }

  protected handlerOf(
    durable: string,
    options: EventHandlerOptions,
    method: HandlerMethod,
  ): TransactionalHandler {
    return new TransactionalHandler(durable, options, method, this.database);
  }

  protected processorOf(handler: TransactionalHandler): BatchProcessor {
    return new BatchProcessor(handler, this.database, this.log);
  }
}
