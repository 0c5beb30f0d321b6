import type { Database } from '../database/database.js';
import { statement } from '../database/statement.js';
import { DELETE_BATCH_SIZE, deleteInBatches } from '../database/delete-in-batches.js';
import { Every } from '../jobs/jobs.js';
import type { Logger } from '../log/logger.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Resolved dead letters. Unresolved ones are kept. */
const purgeDeadLetters = statement<{ swept: number }>(
  'dead_letters.purge',
  `WITH swept AS (DELETE FROM messaging.dead_letters WHERE id IN (
     SELECT id FROM messaging.dead_letters WHERE resolved_at < now() - interval '30 days' LIMIT ${DELETE_BATCH_SIZE}) RETURNING 1)
   SELECT count(*)::int AS swept FROM swept`,
);

/** Longer than the longest pause between two attempts. */
const purgeFailedAttempts = statement<{ swept: number }>(
  'failed_attempts.purge',
  `WITH swept AS (DELETE FROM messaging.failed_tries WHERE (consumer, event_id) IN (
     SELECT consumer, event_id FROM messaging.failed_tries WHERE last_failed_at < now() - interval '1 day' LIMIT ${DELETE_BATCH_SIZE}) RETURNING 1)
   SELECT count(*)::int AS swept FROM swept`,
);

/**
 * Deletes old rows of dead letters and failed attempts a minute after the start, so that processes that live
 * less than an hour do it too, and then once an hour. Replicas may delete at the same time. Old rows of
 * outbox and inbox go with their partitions.
 */
export class PurgeMessagesJob {
  constructor(
    private readonly database: Database,
    private readonly log: Logger,
  ) {}

  /** A table that cannot be purged is logged; the others are purged all the same. */
  @Every(HOUR_MS, { startAfterMs: MINUTE_MS })
  async purge(signal?: AbortSignal): Promise<void> {
    for (const old of [purgeDeadLetters, purgeFailedAttempts]) {
      try {
        await deleteInBatches(this.database, old, () => signal?.aborted === true);
      } catch (err) {
        this.log.warn(
          { err, statement: old.name },
          'old messages could not be deleted; next attempt in an hour',
        );
      }
    }
  }
}
