import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectNats, createLogger, type NatsLink, rejectUndeclaredFaults } from '@orderwire/platform';
import pg from 'pg';
import { type Nats, startNats } from './nats-server.js';
import { createTestDatabase, type TestDatabase } from './test-database.js';
import { TestIssuer } from './test-issuer.js';

/**
 * The servers of one test file: a broker, a database where the service has one, and a client on
 * each.
 */
export interface Servers {
  nats: Nats;
  readonly link: NatsLink;
  readonly issuer: TestIssuer | undefined;
  /** Keeps the broker's files, so that it can be started again with them. */
  readonly storeDir: string;
  readonly database: TestDatabase | undefined;
  readonly sql: pg.Pool;
}

/**
 * Starts NATS, and a database for the service in `folder`. `issuer: false` leaves `auth.jwks` to
 * the service under test. `natsConfig` is appended to the configuration of NATS. From now on a fault that its contract does not declare is sent as
 * `internal`, so that a test notices it.
 */
export async function openServers({
  folder,
  database = folder !== undefined,
  issuer = true,
  natsConfig,
}: { folder?: string; database?: boolean; issuer?: boolean; natsConfig?: string } = {}): Promise<Servers> {
  rejectUndeclaredFaults();
  const storeDir = mkdtempSync(join(tmpdir(), 'orderwire-world-'));
  const [nats, testDatabase] = await Promise.all([
    startNats({ storeDir, durable: false, ...(natsConfig && { extraConfig: natsConfig }) }),
    database ? createTestDatabase(folder) : undefined,
  ]);
  const link = await connectNats('test', [nats.url], createLogger('test', 'silent'));
  const sql = new pg.Pool({ connectionString: testDatabase?.url, max: 4, application_name: TEST_CLIENT });
  // A connection may break while a test stops its database.
  sql.on('error', () => undefined);
  const tokens = issuer ? await TestIssuer.start(link.connection) : undefined;
  return { storeDir, nats, link, issuer: tokens, database: testDatabase, sql };
}

/** The name of the test's own connections in `pg_stat_activity`. */
export const TEST_CLIENT = 'the test';
