import type { Queryable } from '../database/database.js';
import { statement } from '../database/statement.js';

const count = statement<{ tries: number }, { consumer: string; eventId: string }>(
  'failed_tries.count',
  `INSERT INTO messaging.failed_tries (consumer, event_id) VALUES (:consumer, :eventId) ON CONFLICT (consumer, event_id)
   DO UPDATE SET tries = failed_tries.tries + 1, last_failed_at = now() RETURNING tries`,
);

/**
 * Counts a failed attempt and resolves with their number over all replicas and restarts. The row of
 * an event that is handled later is purged with old rows; a dead letter deletes it, so that a
 * replayed event has all its attempts again.
 */
export async function countFailedAttempt(
  queryable: Queryable,
  consumer: string,
  eventId: string,
): Promise<number> {
  const [row] = await queryable.run(count, { consumer, eventId });
  return row?.tries ?? 1;
}
