import type { Queryable } from '../database/database.js';
import { statement } from '../database/statement.js';

/** Held by the relay of one replica during a round. */
export const relayLock = `hashtext('orderwire.outbox.relay')`;

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
