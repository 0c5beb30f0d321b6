import { randomBytes } from 'node:crypto';
import { type JetStreamClient, jetstream } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import {
  Headers,
  type Owner,
  type ReplayEventsRequest,
  type ReplayProgress,
  ServiceUnavailable,
} from '@orderwire/contracts';
import { contextOrSystem } from '../context/context.js';
import type { Database } from '../database/database.js';
import { isLockTimeout } from '../database/errors.js';
import type { Logger } from '../log/logger.js';
import { publishRow } from '../outbox/publish-row.js';
import { waitForRelayRound } from '../outbox/relay-lock.js';
import { fromReplayCursor, type ReplayPlace, toReplayCursor } from './replay-cursor.js';
import { nextOfAggregate, nextOfAll, type ReplayRow, rightNow } from './replay.statements.js';

/** Events one look takes: as many as are published at a time, and as are only counted at a time. */
const PUBLISHED_AT_A_TIME = 500;
const COUNTED_AT_A_TIME = 5_000;
/** How many a dry run shows. */
const SHOWN = 20;
/** A call works this long at most, and ends so long before its caller gives up. */
const WORK_MS = 5_000;
const MARGIN_MS = 2_000;
const PUBLISH_TIMEOUT_MS = 5_000;
/** For a round of the relay; less than a statement may take. */
const LONGEST_WAIT_MS = 4_500;

/**
 * Publishes events again. Each goes out under a message id of the replay's own with its event id in a header: no stream takes it
 * for a copy that it has, so that it also reaches a consumer that lost its place; and to a consumer that has
 * taken it, it is the event it has taken.
 */
export class ReplayEventsAgain {
  private readonly jetstream: JetStreamClient;

  constructor(
    private readonly owner: Owner,
    private readonly database: Database,
    nats: NatsConnection,
    private readonly ensureStream: () => Promise<unknown>,
    private readonly log: Logger,
  ) {
    this.jetstream = jetstream(nats, { timeout: PUBLISH_TIMEOUT_MS });
  }

  /** Works for some seconds and says how far it came. Throws service_unavailable when nothing can be published. */
  async execute(request: ReplayEventsRequest): Promise<ReplayProgress> {
    const { dryRun = false, cursor } = request;
    const end = Math.min(Date.now() + WORK_MS, (contextOrSystem().deadline ?? Infinity) - MARGIN_MS);
    let place = cursor ? fromReplayCursor(cursor) : await this.beginning(end);
    if (!dryRun) await this.toPublish(this.ensureStream());
    const progress: ReplayProgress = { service: this.owner, dryRun, events: 0, first: [], cursor: null };
    for (;;) {
      const rows = await this.next(request, place);
      const wanted = rows.filter(({ wanted }) => wanted);
      if (dryRun) progress.first.push(...wanted.slice(0, SHOWN - progress.first.length).map(shown));
      else await this.publish(wanted, place.replay);
      progress.events += wanted.length;
      const last = rows.at(-1);
      if (!last || rows.length < sizeOf(dryRun)) break;
      place = { ...place, at: last.at, position: last.position };
      if (Date.now() >= end) {
        progress.cursor = toReplayCursor(place);
        break;
      }
    }
    if (!dryRun)
      this.log.info(
        { events: progress.events, done: progress.cursor === null },
        'events were published again',
      );
    return progress;
  }

  /**
   * A round of the relay marks its events as published when all of them are: what went into a stream that was lost meanwhile is not marked
   * yet. So that round ends first. Whatever a later one marks went into the stream of today.
   */
  private async beginning(end: number): Promise<ReplayPlace> {
    await waitForRelayRound(this.database, Math.min(end - Date.now(), LONGEST_WAIT_MS)).catch(
      (error: unknown) => {
        throw isLockTimeout(error)
          ? ServiceUnavailable({ retryAfterMs: 1_000, part: 'outbox relay' })
          : error;
      },
    );
    const [now] = await this.database.run(rightNow);
    return { replay: randomBytes(6).toString('hex'), at: '0', position: '0', until: now?.until ?? '0' };
  }

  private next(
    { aggregateId, subject, from, to, dryRun = false }: ReplayEventsRequest,
    { at, position, until }: ReplayPlace,
  ): Promise<ReplayRow[]> {
    const wanted = [aggregateId, subject, from, to].map((value) => value ?? null);
    return this.database.run(aggregateId ? nextOfAggregate : nextOfAll, [
      ...wanted,
      ...[at, position, until, !dryRun, sizeOf(dryRun)],
    ]);
  }

  /** All of them, or an error: then the caller tries again from where it was, and the stream drops what it has of this replay. */
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
      this.log.warn({ err: error }, 'events could not be published again');
      throw ServiceUnavailable({ retryAfterMs: 1_000, part: 'JetStream' });
    });
  }
}

const sizeOf = (dryRun: boolean): number => (dryRun ? COUNTED_AT_A_TIME : PUBLISHED_AT_A_TIME);

const shown = ({ id, subject, aggregate_id: aggregateId, at }: ReplayRow) => ({
  id,
  subject,
  aggregateId,
  publishedAt: new Date(Number(at) / 1_000).toISOString(),
});
