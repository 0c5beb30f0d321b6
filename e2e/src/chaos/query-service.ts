import type { SystemState } from '@orderwire/launcher/system';
import pg from 'pg';

/** A killed server may never reply. */
const TIMEOUT_MS = 60_000;

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
  const client = new pg.Client({
    connectionString: services[service]?.databaseUrl,
    connectionTimeoutMillis: TIMEOUT_MS,
    query_timeout: TIMEOUT_MS,
  });
  // The query rejects as well.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return (await client.query<Row>(sql, values)).rows;
  } finally {
    await client.end().catch(() => undefined);
  }
}
