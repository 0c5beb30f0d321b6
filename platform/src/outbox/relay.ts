import { type JetStreamClient, jetstream } from '@nats-io/jetstream';
import { Headers } from '@orderwire/contracts';
import type { Queryable, Database, Tx } from '../database/database.js';
import { statement } from '../database/statement.js';
import { Job, type JobResult } from '../jobs/jobs.js';
import type { Logger } from '../log/logger.js';
import type { NatsLink } from '../nats/nats-connection.js';
import { isSampled, readTraceParent } from '../tracing/trace-parent.js';
import { settle, tracing } from '../tracing/tracing.js';
import { type OutboxEvent, publishRow } from './outbox.js';

/** Held by the relay of one replica during a round. */
const relayLock = `hashtext('orderwire.outbox.relay')`;

const waitForLock = statement<Record<string, never>, { lockTimeoutMs: string }>(
  'outbox.wait_for_relay',
  `SELECT pg_advisory_xact_lock(${relayLock}) FROM set_config('lock_timeout', :lockTimeoutMs, true)`,
);

/**
 * Resolves when the relay's current round has committed its marks; at once when there is no round.
 * Throws a lock time-out (55P03) after `withinMs`. A round waits at most 10 s for the stream.
 */
export async function waitForRelayRound(queryable: Queryable, withinMs: number): Promise<void> {
  await queryable.run(waitForLock, { lockTimeoutMs: String(Math.max(1, Math.round(withinMs))) });
}

/** The stream may be busy, but one that stores nothing does not answer at all. */
const remedyFor = (error: unknown): { remedy?: string } =>
  (error as Error).name === 'TimeoutError'
    ? {
        remedy:
          'if this goes on, look for "no space left on device" in the log of NATS, free space and restart NATS',
      }
    : {};

/** Rows of one round. */
const BATCH = 500;
/**
 * Finds rows whose commit woke no relay, such as those that another process wrote just before it
 * died.
 */
const POLL_MS = 5_000;
const PUBLISH_TIMEOUT_MS = 5_000;
/**
 * A round publishes no longer than this: its transaction must end before the database's time-out
 * ends it.
 */
const ROUND_MS = 5_000;

/** A row that waits for its first publication. */
export interface PendingRow extends OutboxEvent {
  aggregate_id: string;
}

/**
 * One replica publishes at a time, so that the order per aggregate holds. SKIP LOCKED never waits
 * for a writer. There is no cursor over positions: it would skip a transaction that commits late.
 */
const claimBatch = statement<PendingRow & { leader: boolean }>(
  'outbox.claim',
  `WITH election AS MATERIALIZED (SELECT pg_try_advisory_xact_lock(${relayLock}) AS leader)
   SELECT election.leader, pending.* FROM election LEFT JOIN LATERAL (
     SELECT id, subject, aggregate_id, payload, headers FROM messaging.outbox
     WHERE published_at IS NULL AND election.leader ORDER BY position LIMIT ${BATCH} FOR UPDATE SKIP LOCKED
   ) pending ON true`,
);
/**
 * A mark that a crash loses means a second publication, which the stream and every inbox absorb: no
 * wait for the disk.
 */
const commitAsynchronously = statement('outbox.commit_asynchronously', 'SET LOCAL synchronous_commit = off');
/** The smallest and the largest id: partitions without these rows are not searched. */
const mark = statement<Record<string, never>, { ids: readonly string[]; first: string; last: string }>(
  'outbox.mark',
  `UPDATE messaging.outbox SET published_at = now() WHERE id = ANY ((SELECT :ids::uuid[])::uuid[])
     AND id BETWEEN (SELECT :first::uuid) AND (SELECT :last::uuid)`,
);

/**
 * Publishes the outbox to JetStream at least once. `Nats-Msg-Id` is the row's id, so the stream
 * drops what a crash between publishing and marking publishes twice. While NATS is unavailable the
 * rows wait.
 */
export class Relay {
  private client: JetStreamClient | undefined;
  private readonly job: Job;

  constructor(
    private readonly database: Database,
    private readonly nats: Pick<NatsLink, 'connection'>,
    private readonly log: Logger,
  ) {
    this.job = new Job(() => this.round(), {
      intervalMs: POLL_MS,
      onError: (err) =>
        this.log.warn({ err, ...remedyFor(err) }, 'publishing failed; events wait in the outbox'),
    });
  }

  start(): void {
    this.database.onPublished(() => this.job.wake());
    this.job.start();
  }

  /** Publishes what is left and stops. */
  async stop(): Promise<void> {
    await this.job.stop();
    await this.round().catch((err: unknown) =>
      this.log.warn({ err }, 'some events were not published; the next start publishes them'),
    );
  }

  private get jetstream(): JetStreamClient {
    return (this.client ??= jetstream(this.nats.connection, { timeout: PUBLISH_TIMEOUT_MS }));
  }

  protected async round(): Promise<JobResult> {
    return this.database.transaction<JobResult>(async (tx) => {
      const rows = await tx.run(claimBatch);
      if (!rows[0]?.leader) return 'busy';
      const pending = rows.filter((row) => row.id !== null);
      if (pending.length === 0) return 'idle';
      await this.inSpan(pending, () => this.publishAndMark(tx, pending));
      return pending.length === BATCH ? 'more' : 'idle';
    });
  }

  /** A span of the first sampled event's trace, with links to the creation of all that it publishes. */
  private async inSpan(rows: readonly PendingRow[], work: () => Promise<void>): Promise<void> {
    const events = tracing.isActive ? rows.map(headersOf) : [];
    const sampled = events.filter((headers) => isSampled(headers[Headers.traceParent]));
    const links = sampled.flatMap((headers) => headers[Headers.traceParent] ?? []);
    const [traceId] = links.flatMap((link) => readTraceParent(link)?.traceId ?? []);
    if (!traceId) return work();
    const span = tracing.open(
      { name: 'send', kind: 'client', links, attributes: sendAttributes(rows.length) },
      { traceId, correlationId: sampled[0]?.[Headers.correlationId] ?? '' },
    );
    await settle(work, (error) => span?.end(error));
  }

  /**
   * Marks what the stream has stored. A failure delays the later events of its own aggregate and no
   * others.
   */
  private async publishAndMark(tx: Tx, rows: PendingRow[]): Promise<void> {
    const stored: string[] = [];
    const results = await this.publishAll(rows, stored);
    if (stored.length > 0) await this.markPublished(tx, stored);
    const failed = results.find((result) => result.status === 'rejected');
    if (failed && stored.length === 0) throw failed.reason as Error;
    if (failed)
      this.log.warn(
        { err: failed.reason as Error, waiting: rows.length - stored.length },
        'some events could not be published yet',
      );
  }

  /** Adds the ids of stored events to `stored`. */
  protected publishAll(rows: PendingRow[], stored: string[]): Promise<PromiseSettledResult<void>[]> {
    const end = performance.now() + ROUND_MS;
    return Promise.allSettled([...byAggregate(rows)].map((group) => this.publishInOrder(group, stored, end)));
  }

  protected async markPublished(tx: Tx, ids: string[]): Promise<void> {
    const asynchronous = tx.run(commitAsynchronously);
    asynchronous.catch(() => undefined);
    const sorted = ids.toSorted();
    await tx.run(mark, { ids, first: sorted[0] ?? '', last: sorted.at(-1) ?? '' });
    await asynchronous;
  }

  /** Publishes the events of one aggregate, each after the stream has stored the one before. */
  private async publishInOrder(rows: readonly PendingRow[], stored: string[], end: number): Promise<void> {
    for (const row of rows) {
      if (performance.now() > end) return;
      await publishRow(this.jetstream, row);
      stored.push(row.id);
    }
  }
}

/** None when they cannot be read: the publication of that event fails, and of no other. */
function headersOf({ headers }: PendingRow): Partial<Record<string, string>> {
  try {
    return JSON.parse(headers) as Partial<Record<string, string>>;
  } catch {
    return {};
  }
}

const sendAttributes = (count: number) => ({
  'messaging.system': 'nats',
  'messaging.operation.name': 'send',
  'messaging.operation.type': 'send',
  'messaging.batch.message_count': count,
});

function byAggregate(rows: readonly PendingRow[]): Iterable<PendingRow[]> {
  const groups = new Map<string, PendingRow[]>();
  for (const row of rows) {
    const group = groups.get(row.aggregate_id);
    if (group) group.push(row);
    else groups.set(row.aggregate_id, [row]);
  }
  return groups.values();
}
