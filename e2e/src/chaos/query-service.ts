import type { SystemState } from '@orderwire/launcher/system';
import pg from 'pg';

/** A killed server may never reply. */
const TIMEOUT_MS = 60_000;

/** By database URL. */
const pools = new Map<string, pg.Pool>();

/**
 * Runs one statement in the database of a service, with the service's role. Counts and sums without
 * a cast arrive as text.
 */
export async function queryService<Row extends object>(
  { services }: SystemState,
  service: string,
  sql: string,
  values: unknown[] = [],
): Promise<Row[]> {
  return (await poolOf(services[service]?.databaseUrl ?? '').query<Row>(sql, values)).rows;
}

/** SQL: whether a lease of five minutes, which ends at this time, began more than ten seconds ago. */
export const isOldLease = (endsAt: string): string =>
  `${endsAt} > now() AND ${endsAt} < now() + interval '290 seconds'`;

/** A connection costs far more CPU than a statement. Idle ones close after some seconds. */
function poolOf(connectionString: string): pg.Pool {
  const known = pools.get(connectionString);
  if (known) return known;
  const timeouts = { connectionTimeoutMillis: TIMEOUT_MS, query_timeout: TIMEOUT_MS };
  const pool = new pg.Pool({ connectionString, max: 2, allowExitOnIdle: true, ...timeouts });
  // A killed server ends idle connections; the next statement opens a new one.
  pool.on('error', () => undefined);
  pools.set(connectionString, pool);
  return pool;
}
