import type { Queryable } from '../database/database.js';
import { statement } from '../database/statement.js';

const count = statement<{ tries: number }>(
  'failed_tries.count',
  `INSERT INTO messaging.failed_tries (consumer, event_id) VALUES ($1, $2) ON CONFLICT (consumer, event_id)
   DO UPDATE SET tries = failed_tries.tries + 1, last_failed_at = now() RETURNING tries`,
);

/**
 * Counts a try that failed and gives how many that makes: over all replicas, and over restarts. An event that is taken leaves its row to
 * the sweep; one that becomes a dead letter is forgotten here, so that a replay of it has all its tries again.
 */
export async function countFailedTry(runs: Queryable, consumer: string, eventId: string): Promise<number> {
  const [row] = await runs.run(count, [consumer, eventId]);
  return row?.tries ?? 1;
}
