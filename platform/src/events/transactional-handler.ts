import { system } from '@orderwire/contracts';
import { correlationIdFrom, runInContext } from '../context/context.js';
import type { Database } from '../database/database.js';
import type { Tx } from '../database/transaction.js';
import type { Delivery } from './delivery.js';
import type { EventHandlerOptions } from './event-handler.js';
import { recordInInbox } from './inbox.js';
import { readEvent, type WireEvent } from './read-event.js';

/** A method decorated with `@EventHandler`. */
export type HandlerMethod = (deliveries: Delivery<object>[], tx: Tx) => Promise<void>;

/**
 * Runs one consumer's handler: the inbox rows of the events and the handler's effects are one
 * transaction.
 */
export class TransactionalHandler {
  constructor(
    /** Durable name. */
    readonly consumer: string,
    private readonly options: EventHandlerOptions,
    private readonly method: HandlerMethod,
    private readonly database: Database,
  ) {}

  /** Throws with the reason when the event cannot be read. */
  read(event: WireEvent): Delivery<object> {
    return readEvent(this.options.contract, event);
  }

  /** Handles the events that are new to this consumer, in a transaction of its own. */
  async commit(deliveries: Delivery<object>[]): Promise<void> {
    const correlationId =
      deliveries.length === 1 && deliveries[0] ? deliveries[0].correlationId : correlationIdFrom(undefined);
    await runInContext({ correlationId, actor: system }, () =>
      this.database.transaction((tx) => this.handleInTransaction(deliveries, tx)),
    );
  }

  /**
   * Handles the events that are new to this consumer in the caller's transaction; resolves with
   * their number.
   */
  async handleNew(deliveries: Delivery<object>[], tx: Tx): Promise<number> {
    const ids = await recordInInbox(
      tx,
      this.consumer,
      deliveries.map(({ id }) => id),
    );
    const fresh = deliveries.filter(({ id }) => ids.delete(id));
    if (fresh.length > 0) await this.method(fresh, tx);
    return fresh.length;
  }

  protected async handleInTransaction(deliveries: Delivery<object>[], tx: Tx): Promise<void> {
    await this.handleNew(deliveries, tx);
  }
}
