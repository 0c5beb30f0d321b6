import { type JetStreamClient, jetstream } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import type { Database } from '../database/database.js';
import { statement } from '../database/statement.js';
import type { Tx } from '../database/transaction.js';
import type { Logger } from '../log/logger.js';
import { failpoints } from '../failpoints/failpoints.js';
import { NudgedLoop, type Round } from '../loop/nudged-loop.js';
import { type PublishedRow, publishRow } from './publish-row.js';
import { relayLock } from './relay-lock.js';

/** Rows one round takes. */
const BATCH = 500;
/** The safety net: how often the relay looks when nobody nudged it. */
const POLL_MS = 1_000;
const PUBLISH_TIMEOUT_MS = 5_000;
/** After so long a round begins no publishing any more: its transaction has to end before the database ends it. */
const ROUND_MS = 5_000;

interface WaitingRow extends PublishedRow {
  aggregate_id: string;
}

/**
 * One replica at a time publishes, so that the order per aggregate holds; SKIP LOCKED never waits for a writer.
 * Never a cursor over positions: it would pass over a transaction that commits late.
 */
const takeBatch = statement<WaitingRow & { leader: boolean }>(
  'outbox.take',
  `WITH election AS MATERIALIZED (SELECT pg_try_advisory_xact_lock(${relayLock}) AS leader)
   SELECT election.leader, pending.* FROM election LEFT JOIN LATERAL (
     SELECT id, subject, aggregate_id, payload, headers FROM messaging.outbox
     WHERE published_at IS NULL AND election.leader ORDER BY position LIMIT ${BATCH} FOR UPDATE SKIP LOCKED
   ) pending ON true`,
);
/** Losing a mark in a crash publishes twice, which the stream and every inbox bear: no wait for the disk. */
const markLazily = statement('outbox.lazily', 'SET LOCAL synchronous_commit = off');
const markPublished = statement(
  'outbox.mark',
  'UPDATE messaging.outbox SET published_at = now() WHERE id = ANY ((SELECT $1::uuid[])::uuid[])',
);

/**
 * Publishes what the outbox holds to JetStream: at least once, with the row's id as Nats-Msg-Id, so that the stream
 * drops what a crash between publishing and marking would publish twice. While NATS is away the rows wait.
 */
export class Relay {
  private readonly jetstream: JetStreamClient;
  private readonly loop: NudgedLoop;

  constructor(
    private readonly database: Database,
    nats: NatsConnection,
    private readonly log: Logger,
    ensureStream: () => Promise<unknown>,
  ) {
    this.jetstream = jetstream(nats, { timeout: PUBLISH_TIMEOUT_MS });
    this.loop = new NudgedLoop(() => this.round(), {
      pollMs: POLL_MS,
      onError: (error) => {
        this.log.warn({ err: error }, 'the outbox waits: publishing failed');
        // A broker that came back without its files has no stream any more.
        ensureStream().catch(() => undefined);
      },
    });
  }

  start(): void {
    this.database.onAnnounced(() => this.loop.nudge());
    this.loop.start();
  }

  /** Publishes what is left and stops. */
  async stop(): Promise<void> {
    await this.loop.stop();
    await this.round().catch((error: unknown) =>
      this.log.warn({ err: error }, 'some events wait for the next start'),
    );
  }

  private async round(): Promise<Round> {
    let published = 0;
    const found = await this.database.transaction<Round>(async (tx) => {
      const rows = await tx.run(takeBatch);
      if (!rows[0]?.leader) return 'busy';
      const pending = rows.filter((row) => row.id !== null);
      if (pending.length === 0) return 'idle';
      await this.publish(tx, pending);
      published = pending.length;
      return pending.length === BATCH ? 'more' : 'idle';
    });
    if (failpoints.armed && published > 0) await failpoints.reach('outbox.commit.after');
    return found;
  }

  /** Marks what the stream has stored; a failure holds up the later events of its own aggregate and no others. */
  private async publish(tx: Tx, rows: WaitingRow[]): Promise<void> {
    if (failpoints.armed) await failpoints.reach('outbox.publish.before');
    const stored: string[] = [];
    const end = performance.now() + ROUND_MS;
    const ends = await Promise.allSettled(
      [...byAggregate(rows)].map((all) => this.publishInOrder(all, stored, end)),
    );
    if (failpoints.armed) await failpoints.reach('outbox.publish.after');
    if (stored.length > 0) {
      const lazily = tx.run(markLazily);
      lazily.catch(() => undefined);
      await tx.run(markPublished, [stored]);
      await lazily;
      if (failpoints.armed) await failpoints.reach('outbox.mark.after');
    }
    const failed = ends.find((end) => end.status === 'rejected');
    if (failed && stored.length === 0) throw failed.reason as Error;
    if (failed)
      this.log.warn(
        { err: failed.reason as Error, waiting: rows.length - stored.length },
        'some events could not be published yet',
      );
  }

  /** The events of one aggregate, each when the stream has the one before; the next round goes on. Adds to `stored` what it has. */
  private async publishInOrder(rows: readonly WaitingRow[], stored: string[], end: number): Promise<void> {
    for (const row of rows) {
      if (performance.now() > end) return;
      await publishRow(this.jetstream, row);
      stored.push(row.id);
    }
  }
}

function byAggregate(rows: readonly WaitingRow[]): Iterable<WaitingRow[]> {
  const groups = new Map<string, WaitingRow[]>();
  for (const row of rows) {
    const group = groups.get(row.aggregate_id);
    if (group) group.push(row);
    else groups.set(row.aggregate_id, [row]);
  }
  return groups.values();
}
