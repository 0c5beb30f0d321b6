import { system } from '@orderwire/contracts';
import { correlationIdFrom, runInContext } from '../context/context.js';
import type { Database } from '../database/database.js';
import type { Tx } from '../database/transaction.js';
import { failpoints } from '../failpoints/failpoints.js';
import type { Delivery } from './delivery.js';
import { recordInInbox } from './inbox.js';
import type { ConsumerStep } from '../failpoints/failpoint-names.js';
import type { EventHandlerOptions } from './event-handler.js';
import { readEvent, type WireEvent } from './read-event.js';

export type Handle = (deliveries: Delivery<object>[], tx: Tx) => Promise<void>;

/** What one consumer does with events: marks and effects are one transaction, whoever asks for it. */
export class TransactionalHandler {
  constructor(
    /** Durable name. */
    readonly consumer: string,
    private readonly reaction: EventHandlerOptions,
    private readonly handle: Handle,
    private readonly database: Database,
  ) {}

  /** Throws with the reason when the event cannot be read. */
  read(event: WireEvent): Delivery<object> {
    return readEvent(this.reaction.contract, event);
  }

  /** Takes what was not taken before, in a transaction of its own. */
  async commit(deliveries: Delivery<object>[]): Promise<void> {
    const correlationId =
      deliveries.length === 1 && deliveries[0] ? deliveries[0].correlationId : correlationIdFrom(undefined);
    await runInContext({ correlationId, actor: system }, () =>
      this.database.transaction(async (tx) => {
        await this.take(deliveries, tx);
        await this.reach('commit.before');
      }),
    );
    await this.reach('commit.after');
  }

  /** Takes what was not taken before, within a transaction; gives how many that were. */
  async take(deliveries: Delivery<object>[], tx: Tx): Promise<number> {
    const ids = await recordInInbox(
      tx,
      this.consumer,
      deliveries.map(({ id }) => id),
    );
    const fresh = deliveries.filter(({ id }) => ids.delete(id));
    if (fresh.length > 0) await this.handle(fresh, tx);
    return fresh.length;
  }

  /** A crash point of this consumer. */
  async reach(step: ConsumerStep): Promise<void> {
    if (failpoints.armed) await failpoints.reach(`${this.consumer}.${step}` as `x_ms_y.${ConsumerStep}`);
  }
}
