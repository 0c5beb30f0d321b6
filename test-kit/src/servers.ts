import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  connectNats,
  createLogger,
  type DatabaseConfig,
  declaredEventHandlers,
  durableNameOf,
  type DurableConsumer,
  JetStreamProvisioner,
  type NatsLink,
  rejectUndeclaredFaults,
  type RunningService,
  type ServiceConfig,
} from '@orderwire/platform';
import pg from 'pg';
import { type Nats, startNats } from './nats/nats-server.js';
import { createTestDatabase, type TestDatabase } from './postgres/test-database.js';
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

/** The service that a world runs. */
export interface ServiceDefinition<Config extends ServiceConfig> {
  /** `orders-ms`: the start of its consumers' names. */
  readonly name: string;
  /**
   * The service's folder, whose migrations its database gets. Absent: a service without a database.
   */
  readonly folder?: string;
  /** Starts one replica. */
  readonly start: (config: Config) => Promise<RunningService>;
  /** The settings that are the service's own. They override the ones that all services share. */
  readonly config: Partial<Config> & Omit<Config, keyof ServiceConfig | keyof DatabaseConfig>;
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
  await provisionJetStream(link);
  const sql = new pg.Pool({ connectionString: testDatabase?.url, max: 4, application_name: TEST_CLIENT });
  // A connection may break while a test stops its database.
  sql.on('error', () => undefined);
  const tokens = issuer ? await TestIssuer.start(link.connection) : undefined;
  return { storeDir, nats, link, issuer: tokens, database: testDatabase, sql };
}

/** The durable consumers that the loaded modules of a service declare. */
export const consumersOf = (service: string): DurableConsumer[] =>
  declaredEventHandlers().map(({ name, contract: { subject } }) => ({
    durable: durableNameOf(service, name),
    subject,
  }));

/** Creates the streams, and these consumers with this time for acknowledging an event. */
export const provisionJetStream = (
  link: NatsLink,
  consumers: readonly DurableConsumer[] = [],
  ackWaitMs = 30_000,
): Promise<void> =>
  new JetStreamProvisioner(
    link,
    consumers,
    { replicas: 1, ackWaitMs, rateLimitWindowMs: 60_000 },
    createLogger('test', 'silent'),
  ).apply();

/** The name of the test's own connections in `pg_stat_activity`. */
export const TEST_CLIENT = 'the test';
