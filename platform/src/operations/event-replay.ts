import { randomBytes } from 'node:crypto';
import { type JetStreamClient, jetstream } from '@nats-io/jetstream';
import {
  allEvents,
  Headers,
  type ReplayEventsRequest,
  type ReplayProgress,
  ServiceUnavailable,
} from '@orderwire/contracts';
import { contextOrSystem } from '../context/context.js';
import type { Database } from '../database/database.js';
import { isLockTimeout } from '../database/errors.js';
import type { Logger } from '../log/logger.js';
import type { NatsLink } from '../nats/nats-connection.js';
import { publishRow } from '../outbox/outbox.js';
import { waitForRelayRound } from '../outbox/relay.js';
import { decodeReplayCursor, type ReplayPosition, encodeReplayCursor } from './replay-cursor.js';
import { nextOfAggregate, nextOfAll, type ReplayRow, currentTime } from './replay.statements.js';

/** Rows of one batch: fewer when they are published, more when a dry run only counts them. */
const PUBLISH_BATCH = 500;
const COUNT_BATCH = 5_000;
/** Events that a dry run lists. */
const LISTED = 20;
/** Maximum duration of one call, and how long before the caller's deadline it ends. */
const WORK_MS = 5_000;
const MARGIN_MS = 2_000;
const PUBLISH_TIMEOUT_MS = 5_000;
/** Maximum wait for a round of the relay; less than the statement time-out. */
const RELAY_WAIT_MS = 4_500;

/**
 * Publishes events again. Each carries a `Nats-Msg-Id` of the replay and its event id in a header.
 * So the stream does not drop it as a duplicate, and it also reaches a consumer that lost its
 * position; a consumer that has handled it recognises the event id.
 */
export class EventReplay {
  private client: JetStreamClient | undefined;

  constructor(
    private readonly database: Database,
    private readonly nats: Pick<NatsLink, 'connection'>,
    private readonly log: Logger,
  ) {}

  private get jetstream(): JetStreamClient {
    return (this.client ??= jetstream(this.nats.connection, { timeout: PUBLISH_TIMEOUT_MS }));
  }

  /**
   * Works for some seconds and returns its progress. Throws service_unavailable when publishing
   * fails.
   */
  async execute(request: ReplayEventsRequest): Promise<Omit<ReplayProgress, 'service'>> {
    const { dryRun = false, cursor } = request;
    const end = Math.min(Date.now() + WORK_MS, (contextOrSystem().deadline ?? Infinity) - MARGIN_MS);
    let position = cursor ? decodeReplayCursor(cursor) : await this.begin(end);
    const progress: Omit<ReplayProgress, 'service'> = { dryRun, events: 0, first: [], cursor: null };
    for (;;) {
      const rows = await this.next(request, position);
      // The stream does not take the subject of an event that this version no longer has.
      const wanted = rows.filter(({ wanted, subject }) => wanted && allEvents().has(subject));
      if (dryRun) progress.first.push(...wanted.slice(0, LISTED - progress.first.length).map(shown));
      else await this.publish(wanted, position.replay);
      progress.events += wanted.length;
      const last = rows.at(-1);
      if (!last || rows.length < sizeOf(dryRun)) break;
      position = { ...position, at: last.at, position: last.position };
      if (Date.now() >= end) {
        progress.cursor = encodeReplayCursor(position);
        break;
      }
    }
    if (!dryRun)
      this.log.info({ events: progress.events, done: progress.cursor === null }, 'events were replayed');
    return progress;
  }

  /**
   * Waits for the relay's current round. A round marks its events as published only when all of
   * them are, so events that it published to a stream that was lost meanwhile would be missing
   * here. Later rounds publish to the current stream.
   */
  private async begin(end: number): Promise<ReplayPosition> {
    await waitForRelayRound(this.database, Math.min(end - Date.now(), RELAY_WAIT_MS)).catch(
      (error: unknown) => {
        throw isLockTimeout(error)
          ? ServiceUnavailable({ retryAfterMs: 1_000, part: 'outbox relay' })
          : error;
      },
    );
    const [now] = await this.database.run(currentTime);
    return { replay: randomBytes(6).toString('hex'), at: '0', position: '0', until: now?.until ?? '0' };
  }

  private next(request: ReplayEventsRequest, { at, position, until }: ReplayPosition): Promise<ReplayRow[]> {
    const { aggregateId, dryRun = false } = request;
    const filter = { subject: request.subject ?? null, from: request.from ?? null, to: request.to ?? null };
    const slice = { ...filter, at, position, until, withPayload: !dryRun, limit: sizeOf(dryRun) };
    return aggregateId
      ? this.database.run(nextOfAggregate, { ...slice, aggregateId })
      : this.database.run(nextOfAll, slice);
  }

  /**
   * Publishes all rows or throws. A retry starts at the same position; the stream drops duplicates
   * of the same replay.
   */
  private async publish(rows: ReplayRow[], replay: string): Promise<void> {
    const published = rows.map((row) =>
      publishRow(this.jetstream, row, {
        messageId: `${row.id}~${replay}`,
        headers: { [Headers.eventId]: row.id },
      }),
    );
    await Promise.allSettled(published);
    await this.toPublish(Promise.all(published));
  }

  private async toPublish<T>(work: Promise<T>): Promise<T> {
    return work.catch((error: unknown) => {
      this.log.warn({ err: error }, 'events could not be replayed');
      throw ServiceUnavailable({ retryAfterMs: 1_000, part: 'JetStream' });
    });
  }
}

const sizeOf = (dryRun: boolean): number => (dryRun ? COUNT_BATCH : PUBLISH_BATCH);

const shown = ({ id, subject, aggregate_id: aggregateId, at }: ReplayRow) => ({
  id,
  subject,
  aggregateId,
  publishedAt: new Date(Number(at) / 1_000).toISOString(),
});
