import type { JsMsg } from '@nats-io/jetstream';
import { Backoff } from '../database/backoff.js';
import type { Database } from '../database/database.js';
import { isConnectionError } from '../database/errors.js';
import type { Logger } from '../log/logger.js';
import { storeDeadLetter } from './dead-letters.js';
import type { Delivery } from './delivery.js';
import type { TransactionalHandler } from './transactional-handler.js';
import { eventIdOf } from './event-id.js';
import { countFailedTry } from './failed-tries.js';
import { unreadable } from './read-event.js';

/** How long an event rests after each failed try; after the last one it is a dead letter. */
export const RETRY_DELAYS_MS: readonly number[] = [1_000, 5_000, 30_000, 120_000, 600_000];

type Taken = { message: JsMsg; delivery: Delivery<object> };

/** Takes batches of events into the database: marks and effects in one transaction, then acknowledges. */
export class BatchProcessor {
  private readonly stopping = new AbortController();

  constructor(
    private readonly effect: TransactionalHandler,
    private readonly database: Database,
    private readonly log: Logger,
    private readonly delays: readonly number[] = RETRY_DELAYS_MS,
  ) {}

  private get consumer(): string {
    return this.effect.consumer;
  }

  /** Ends the waiting for a database that is away: what is not taken comes again. */
  stop(): void {
    this.stopping.abort();
  }

  /**
   * Never throws: every message ends acknowledged, put back for later, or in the dead letters. `goesOn` is called at each step, so that the
   * stream can be told.
   */
  async process(messages: JsMsg[], goesOn: () => void): Promise<void> {
    const taken: Taken[] = [];
    for (const message of messages) {
      goesOn();
      const delivery = await this.read(message);
      if (delivery) taken.push({ message, delivery });
    }
    if (taken.length === 0 || (await this.take(taken, goesOn)) === undefined) return;
    // The batch was rolled back as a whole: each event alone, so that the bad one stands out.
    for (const one of taken) {
      goesOn();
      const error = await this.take([one], goesOn);
      if (error !== undefined) await this.fail(one.message, error);
    }
  }

  /** One transaction. Gives the error that rolled it back; waits and tries again while the database is away. */
  private async take(taken: Taken[], goesOn: () => void): Promise<unknown> {
    const backoff = new Backoff(250, 5_000);
    for (;;) {
      try {
        await this.effect.commit(taken.map(({ delivery }) => delivery));
        for (const { message } of taken) message.ack();
        await this.effect.reach('ack.after');
        return undefined;
      } catch (error) {
        if (!isConnectionError(error)) return error;
        this.log.warn({ err: error, consumer: this.consumer }, 'the database is away; waiting');
        await backoff.wait(this.stopping.signal);
        if (this.stopping.signal.aborted) return void taken.forEach(({ message }) => message.nak());
        goesOn();
      }
    }
  }

  /** Counts the failure as a try. The stream's own count is none: it grows with outages and deploys as well. */
  private async fail(message: JsMsg, error: unknown): Promise<void> {
    const eventId = eventIdOf(message);
    const tries = await countFailedTry(this.database, this.consumer, eventId).catch((err: unknown) => {
      this.log.error({ err, consumer: this.consumer, eventId }, 'a failed try could not be counted');
      return undefined;
    });
    this.log.error({ err: error, consumer: this.consumer, eventId, tries }, 'an event could not be taken');
    // What could not be counted was no try.
    const delay = this.delays[(tries ?? 1) - 1];
    if (delay !== undefined) message.nak(delay);
    else await this.giveUp(message, error instanceof Error ? error.message : String(error), tries);
  }

  private async read(message: JsMsg): Promise<Delivery<object> | undefined> {
    try {
      return this.effect.read({
        id: eventIdOf(message),
        subject: message.subject,
        payload: message.string(),
        header: (name) => message.headers?.get(name) || undefined,
        storedAt: new Date(message.info.timestampNanos / 1e6),
      });
    } catch (error) {
      await this.giveUp(message, unreadable(error));
      return undefined;
    }
  }

  private async giveUp(message: JsMsg, reason: string, attempts = 1): Promise<void> {
    const headers: Record<string, string> = {};
    for (const [name, [value]] of message.headers ?? []) headers[name] = value ?? '';
    try {
      await storeDeadLetter(this.database, {
        consumer: this.consumer,
        eventId: eventIdOf(message),
        subject: message.subject,
        payload: message.string(),
        headers,
        reason,
        attempts,
      });
      message.term(reason.slice(0, 200).replace(/\s+/g, ' '));
      this.log.error(
        { consumer: this.consumer, eventId: eventIdOf(message), subject: message.subject, reason },
        'an event became a dead letter',
      );
    } catch (error) {
      this.log.error(
        { err: error, consumer: this.consumer },
        'a dead letter could not be stored; the event comes again',
      );
      message.nak(this.delays[0] ?? 1_000);
    }
  }
}
