import { jetstreamManager, JetStreamApiError } from '@nats-io/jetstream';
import type { Database } from '../database/database.js';
import { statement } from '../database/statement.js';
import { Every, type JobResult } from '../jobs/jobs.js';
import type { Logger } from '../log/logger.js';
import type { NatsLink } from '../nats/nats-connection.js';
import { STREAM } from '../nats/streams.js';
import type { EventReplay } from '../operations/event-replay.js';

const CHECK_MS = 5_000;
const REQUEST_TIMEOUT_MS = 5_000;
const STREAM_NOT_FOUND = 10_059;

interface Known {
  /** As NATS reports it. */
  created: string;
  /** Cursor of the next part of a replay; '' before the first part; null when none is due. */
  replay: string | null;
}

const find = statement<Known, { name: string }>(
  'known_stream.find',
  'SELECT created, replay FROM messaging.known_stream WHERE name = :name',
);
/** The first stream that a database sees is the one to which it publishes. */
const remember = statement<Record<string, never>, { name: string; created: string }>(
  'known_stream.remember',
  'INSERT INTO messaging.known_stream (name, created) VALUES (:name, :created) ON CONFLICT DO NOTHING',
);
/** Returns a row to one replica only. A stream that is lost during a replay begins it again. */
const markLost = statement<{ times_lost: number }, { name: string; created: string }>(
  'known_stream.mark_lost',
  `UPDATE messaging.known_stream
   SET created = :created, times_lost = times_lost + 1, replay = '', leased_until = NULL
   WHERE name = :name AND created <> :created RETURNING times_lost`,
);
/** The lease outlives one part of a replay, which takes some seconds. */
const claim = statement<{ replay: string }, { name: string; created: string }>(
  'known_stream.claim',
  `UPDATE messaging.known_stream SET leased_until = now() + interval '60 seconds'
   WHERE name = :name AND created = :created AND replay IS NOT NULL
     AND coalesce(leased_until, '-infinity') < now() RETURNING replay`,
);
const advance = statement<Record<string, never>, { name: string; created: string; replay: string | null }>(
  'known_stream.advance',
  `UPDATE messaging.known_stream SET replay = :replay::text, leased_until = NULL
   WHERE name = :name AND created = :created`,
);

/**
 * Notices that JetStream lost the stream: the one that exists was created at another time than the
 * one that the database knows. Then one replica publishes the whole outbox again, in parts of a few
 * seconds: a process that ends in the middle leaves the rest to the next one. Consumers ignore what
 * they have consumed.
 */
export class ReplayLostStreamJob {
  constructor(
    private readonly database: Database,
    private readonly nats: NatsLink,
    private readonly events: EventReplay,
    private readonly log: Logger,
  ) {}

  @Every(CHECK_MS)
  async check(): Promise<JobResult> {
    const created = await this.createdTime();
    if (created === undefined) return 'idle';
    const stream = { name: STREAM, created };
    const [known] = await this.database.run(find, stream);
    if (!known) {
      await this.database.run(remember, stream);
      return 'idle';
    }
    if (known.created !== created) {
      const [lost] = await this.database.run(markLost, stream);
      if (lost)
        this.log.error(
          { stream: STREAM, before: known.created, now: created, times: lost.times_lost },
          'the stream was lost and created again; all events of the outbox are published again',
        );
    } else if (known.replay === null) return 'idle';
    const [claimed] = await this.database.run(claim, stream);
    if (!claimed) return 'idle';
    // After a failure the same part is due again at once.
    let next = claimed.replay;
    let done = false;
    try {
      const { cursor } = await this.events.execute({ ...(next && { cursor: next }) });
      next = cursor ?? '';
      done = cursor === null;
    } finally {
      await this.database.run(advance, { ...stream, replay: done ? null : next });
    }
    if (done) this.log.info({ stream: STREAM }, 'the events of the lost stream were published again');
    return done ? 'idle' : 'more';
  }

  /** Undefined while there is no stream, or no connection. */
  private async createdTime(): Promise<string | undefined> {
    if (!this.nats.isConnected()) return undefined;
    const options = { checkAPI: false, timeout: REQUEST_TIMEOUT_MS };
    const manager = await jetstreamManager(this.nats.connection, options);
    const info = await manager.streams.info(STREAM).catch((error: unknown) => {
      if (error instanceof JetStreamApiError && error.code === STREAM_NOT_FOUND) return undefined;
      throw error;
    });
    return info?.created;
  }
}
