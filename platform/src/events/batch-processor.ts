import type { JsMsg } from '@nats-io/jetstream';
import { Headers } from '@orderwire/contracts';
import { correlationIdFrom } from '../context/context.js';
import type { Database, Queryable } from '../database/database.js';
import { isConnectionError, isDatabaseTimeout } from '../database/errors.js';
import { statement } from '../database/statement.js';
import { errorReports } from '../log/error-reports.js';
import type { Logger } from '../log/logger.js';
import type { ConsumerMeter } from '../metrics/consumer-metrics.js';
import { Backoff } from '../retry/backoff.js';
import { type Delivery, describeParseError, type TransactionalHandler, eventIdOf } from './event-handler.js';
import { storeDeadLetter } from './store-dead-letter.js';

/**
 * The pause after each failed attempt at an event. After the last attempt the event becomes a dead
 * letter.
 */
export const RETRY_DELAYS_MS: readonly number[] = [1_000, 5_000, 30_000, 120_000, 600_000];

/** Of {@link RETRY_DELAYS_MS}, the last one (two minutes) that an event waits for a busy database. */
const MAX_DELAY = 4;

/**
 * After so many events of a batch that time out alone (3 s for a lock, 5 s for a statement), the
 * rest of the batch is delivered later.
 */
const MAX_TIMEOUTS = 2;

interface ReadMessage {
  readonly message: JsMsg;
  readonly delivery: Delivery<object>;
}

/**
 * Processes batches of messages: one transaction for the inbox rows and the handler's effects, then
 * the acknowledgements.
 */
export class BatchProcessor {
  /** Measures each transaction. */
  meter: ConsumerMeter | undefined;
  private readonly stopping = new AbortController();

  constructor(
    protected readonly handler: TransactionalHandler,
    private readonly database: Database,
    private readonly log: Logger,
    private readonly delays: readonly number[] = RETRY_DELAYS_MS,
  ) {}

  /** Ends the wait for an unavailable database. Unprocessed messages are delivered again. */
  stop(): void {
    this.stopping.abort();
  }

  /**
   * Never throws: every message is acknowledged, rejected for a later delivery, or stored as a dead
   * letter. Calls `heartbeat` at each step, so that the stream does not deliver the messages again
   * meanwhile.
   */
  async process(messages: JsMsg[], heartbeat: () => void): Promise<void> {
    const batch: ReadMessage[] = [];
    for (const message of messages) {
      heartbeat();
      const delivery = await this.read(message);
      if (delivery) batch.push({ message, delivery });
    }
    if (batch.length === 0 || (await this.commit(batch, heartbeat)) === undefined) return;
    // The batch was rolled back as a whole. Each event alone shows which one fails.
    let timeouts = 0;
    for (const [index, one] of batch.entries()) {
      heartbeat();
      const error = await this.commit([one], heartbeat);
      if (isDatabaseTimeout(error)) {
        this.postpone(one.message, error);
        if (++timeouts === MAX_TIMEOUTS)
          return batch.slice(index + 1).forEach(({ message }) => message.nak(this.delays[0]));
      } else if (error !== undefined) await this.retryLater(one.message, error);
    }
  }

  /** Failpoints extend it. */
  protected acknowledge(messages: readonly JsMsg[]): Promise<void> | void {
    for (const message of messages) message.ack();
  }

  /**
   * One transaction. Resolves with the error that rolled it back. Retries while the database is
   * unavailable.
   */
  private async commit(batch: ReadMessage[], heartbeat: () => void): Promise<unknown> {
    const { consumer } = this.handler;
    const backoff = new Backoff(250, 5_000);
    for (;;) {
      const startedAt = performance.now();
      try {
        await this.handler.commit(batch.map(({ delivery }) => delivery));
        this.meter?.(consumer, 'ok', batch.length, startedAt);
        return await this.acknowledged(batch);
      } catch (err) {
        const unavailable = isConnectionError(err);
        this.meter?.(consumer, unavailable ? 'unavailable' : 'failed', batch.length, startedAt);
        if (!unavailable) return err;
        this.log.warn({ err, consumer }, 'the database is unavailable; retrying');
        await backoff.wait(this.stopping.signal);
        if (this.stopping.signal.aborted) return void batch.forEach(({ message }) => message.nak());
        heartbeat();
      }
    }
  }

  /** After the commit: the inbox skips events that are delivered again. */
  private async acknowledged(batch: readonly ReadMessage[]): Promise<undefined> {
    const { consumer } = this.handler;
    try {
      await this.acknowledge(batch.map(({ message }) => message));
    } catch (err) {
      this.log.warn({ err, consumer }, 'handled events could not be acknowledged; they are delivered again');
    }
  }

  /**
   * A lock or statement time-out says nothing about the event: it uses up no attempt. The pause
   * grows with the deliveries, up to two minutes.
   */
  private postpone(message: JsMsg, err: unknown): void {
    const { consumer } = this.handler;
    const { deliveryCount } = message.info;
    this.log.warn(
      { err, consumer, eventId: eventIdOf(message), deliveryCount },
      'the database was busy for too long; the event is delivered again',
    );
    message.nak(this.delays[Math.min(deliveryCount, MAX_DELAY) - 1]);
  }

  /**
   * Counts the failure as an attempt. The stream's own count is not used: outages and deploys
   * increase it too.
   */
  private async retryLater(message: JsMsg, err: unknown): Promise<void> {
    const { consumer } = this.handler;
    const eventId = eventIdOf(message);
    const attempts = await countFailedAttempt(this.database, consumer, eventId).catch((error: unknown) => {
      this.log.error({ err: error, consumer, eventId }, 'a failed attempt could not be counted');
      return undefined;
    });
    this.log.error({ err, consumer, eventId, attempts }, 'the handler failed');
    // A failure that could not be counted uses up no attempt.
    const delay = this.delays[(attempts ?? 1) - 1];
    if (delay !== undefined) message.nak(delay);
    else await this.giveUp(message, err, err instanceof Error ? err.message : String(err), attempts);
  }

  private async read(message: JsMsg): Promise<Delivery<object> | undefined> {
    try {
      return this.handler.read({
        id: eventIdOf(message),
        subject: message.subject,
        payload: message.string(),
        header: (name) => message.headers?.get(name) || undefined,
        storedAt: new Date(message.info.timestampNanos / 1e6),
      });
    } catch (error) {
      await this.giveUp(message, error, describeParseError(error));
      return undefined;
    }
  }

  private async giveUp(message: JsMsg, error: unknown, reason: string, attempts = 1): Promise<void> {
    const { consumer } = this.handler;
    const { subject } = message;
    const eventId = eventIdOf(message);
    const headers: Record<string, string> = {};
    for (const [name, [value]] of message.headers ?? []) headers[name] = value ?? '';
    try {
      const payload = message.string();
      const letter = { consumer, eventId, subject, payload, headers, reason, attempts };
      await storeDeadLetter(this.database, letter, this.log);
      message.term(reason.slice(0, 200).replace(/\s+/g, ' '));
      this.log.error({ consumer, eventId, subject, reason }, 'an event became a dead letter');
      const correlationId = correlationIdFrom(headers[Headers.correlationId]);
      errorReports.report(error, { consumer, subject }, correlationId);
    } catch (err) {
      this.log.error({ err, consumer }, 'a dead letter could not be stored; the event is delivered again');
      message.nak(this.delays[0] ?? 1_000);
    }
  }
}

const countAttempt = statement<{ tries: number }, { consumer: string; eventId: string }>(
  'failed_attempts.count',
  `INSERT INTO messaging.failed_tries (consumer, event_id) VALUES (:consumer, :eventId) ON CONFLICT (consumer, event_id)
   DO UPDATE SET tries = failed_tries.tries + 1, last_failed_at = now() RETURNING tries`,
);

/**
 * Counts a failed attempt and resolves with their number over all replicas and restarts. The row of
 * an event that is handled later is purged with old rows; a dead letter deletes it, so that a
 * replayed event has all its attempts again.
 */
async function countFailedAttempt(queryable: Queryable, consumer: string, eventId: string): Promise<number> {
  const [row] = await queryable.run(countAttempt, { consumer, eventId });
  return row?.tries ?? 1;
}
