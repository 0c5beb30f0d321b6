import type { JsMsg } from '@nats-io/jetstream';
import type { Tx } from '../database/database.js';
import { BatchProcessor } from '../events/batch-processor.js';
import {
  type Delivery,
  type EventHandlerOptions,
  type HandlerMethod,
  TransactionalHandler,
} from '../events/event-handler.js';
import { EventConsumers } from '../events/event-consumers.js';
import type { ConsumerStep, FailpointName } from './failpoint-names.js';
import type { Failpoints } from './failpoints.js';

/** Consumers with failpoints around their commits and after their acknowledgements. */
export class FailpointConsumers extends EventConsumers {
  constructor(
    private readonly failpoints: Failpoints,
    ...rest: ConstructorParameters<typeof EventConsumers>
  ) {
    super(...rest);
  }

  protected override handlerOf(
    durable: string,
    options: EventHandlerOptions,
    method: HandlerMethod,
  ): TransactionalHandler {
    return new FailpointHandler(this.failpoints, durable, options, method, this.database);
  }

  protected override processorOf(handler: TransactionalHandler): BatchProcessor {
    return new FailpointProcessor(this.failpoints, handler, this.database, this.log);
  }
}

const pointOf = (durable: string, step: ConsumerStep): FailpointName =>
  `${durable}.${step}` as `x_ms_y.${ConsumerStep}`;

class FailpointHandler extends TransactionalHandler {
  constructor(
    private readonly failpoints: Failpoints,
    ...rest: ConstructorParameters<typeof TransactionalHandler>
  ) {
    super(...rest);
  }

  override async commit(deliveries: Delivery<object>[]): Promise<void> {
    await super.commit(deliveries);
    await this.failpoints.reach(pointOf(this.consumer, 'commit.after'));
  }

  protected override async handleInTransaction(deliveries: Delivery<object>[], tx: Tx): Promise<void> {
    await super.handleInTransaction(deliveries, tx);
    await this.failpoints.reach(pointOf(this.consumer, 'commit.before'));
  }
}

class FailpointProcessor extends BatchProcessor {
  constructor(
    private readonly failpoints: Failpoints,
    ...rest: ConstructorParameters<typeof BatchProcessor>
  ) {
    super(...rest);
  }

  protected override async acknowledge(messages: readonly JsMsg[]): Promise<void> {
    await super.acknowledge(messages);
    await this.failpoints.reach(pointOf(this.handler.consumer, 'ack.after'));
  }
}
