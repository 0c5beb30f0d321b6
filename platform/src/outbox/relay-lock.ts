import type { Queryable } from '../database/database.js';
import { statement } from '../database/statement.js';

/** Held by the relay of one replica while a round of it is under way. */
export const relayLock = `hashtext('orderwire.outbox.relay')`;

const waitForLock = statement(
  'outbox.wait_for_relay',
  `SELECT pg_advisory_xact_lock(${relayLock}) FROM set_config('lock_timeout', $1, true)`,
);

/**
 * Resolves when the round that is under way has committed its marks; at once when there is none. Throws a lock time-out (55P03) when that
 * takes longer. A round waits for the stream 10 s at most.
 */
export async function relayRoundEnds(runs: Queryable, withinMs: number): Promise<void> {
  await runs.run(waitForLock, [String(Math.max(1, Math.round(withinMs)))]);
}
