import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { jetstream } from '@nats-io/jetstream';
import { headers } from '@nats-io/transport-node';
import { type Actor, type EventContract, Headers, type RpcContract } from '@orderwire/contracts';
import {
  type Context,
  healthKeyOf,
  LostEventsJob,
  type NatsLink,
  type ReadinessReport,
  RpcClient,
  runInContext,
  type RunningService,
  type ServiceConfig,
  ServiceTokens,
} from '@orderwire/platform';
import pg from 'pg';
import { startNats } from './nats/nats-server.js';
import {
  consumersOf,
  provisionJetStream,
  type Servers,
  type ServiceDefinition,
  TEST_CLIENT,
} from './servers.js';
import { WAIT_LIMIT_MS, withLongTimeouts, useLongConnectionTimeout, waitUntil } from './timeouts.js';
import { leastOf, senderOf, type TestIssuer, testServiceKey } from './test-issuer.js';

/** On whose behalf a test sends a request. */
export interface Caller extends Partial<Omit<Context, 'identity'>> {
  /**
   * The key of the service token that is sent along; `null` sends none. Default: the key of the
   * service under test.
   */
  readonly serviceKey?: string | null;
}

/**
 * The test harness of one service: its servers, its running replicas, and a client that sends it
 * requests. A service's own harness extends this class with what only its tests need.
 */
export class ServiceWorld<Config extends ServiceConfig = ServiceConfig> {
  /** Running replicas, oldest first. */
  readonly services: RunningService[] = [];
  /** An event whose consumer died is delivered again after this time. */
  ackWaitSeconds = 30;

  constructor(
    readonly servers: Servers,
    private readonly definition: ServiceDefinition<Config>,
  ) {}

  /** The test's own connection to NATS. */
  get link(): NatsLink {
    return this.servers.link;
  }

  /** The test's own connections to the database. */
  get sql(): pg.Pool {
    return this.servers.sql;
  }

  /** Signs access tokens for any account. */
  get issuer(): TestIssuer {
    if (!this.servers.issuer) throw new Error('these servers were opened without an issuer');
    return this.servers.issuer;
  }

  /** The configuration of the next replica. */
  config(changes: Partial<Config> = {}): Config {
    const { nats, database } = this.servers;
    const shared: ServiceConfig = {
      NODE_ENV: 'test',
      HOST: '127.0.0.1',
      PORT: 0,
      LOG_LEVEL: 'silent',
      NATS_SERVERS: [nats.url],
      SERVICE_KEY: [testServiceKey],
    };
    const stored = database && {
      ...{ DATABASE_URL: withLongTimeouts(database.url), DATABASE_POOL: 4 },
      // Tests look for lost events with findLostEvents().
      ...{ LOST_EVENTS_CHECK_SECONDS: 3_600, LOST_EVENTS_AFTER_SECONDS: 0 },
    };
    return { ...shared, ...stored, ...this.definition.config, ...changes } as Config;
  }

  /** The configuration of a process of its own, as environment variables. */
  environment(changes: Partial<Config> = {}): Record<string, string> {
    // The least that the environment accepts.
    const config = { ...this.config(), LOST_EVENTS_AFTER_SECONDS: 10, ...changes };
    return Object.fromEntries(Object.entries(config).map(([name, value]) => [name, String(value)]));
  }

  /**
   * Starts a replica; `launch` (default: as the definition says) is for one that differs in more
   * than its configuration.
   */
  async start(changes: Partial<Config> = {}, launch = this.definition.start): Promise<RunningService> {
    await this.provision();
    const service = await launch(this.config(changes));
    if (this.servers.database) useLongConnectionTimeout(service);
    this.services.push(service);
    return service;
  }

  /**
   * Creates the streams and the service's consumers, as the provisioning step does. Call it after
   * NATS lost them.
   */
  provision(service = this.definition.name): Promise<void> {
    return provisionJetStream(this.link, consumersOf(service), this.ackWaitSeconds * 1_000);
  }

  /** Stops these replicas (default: all). What they have begun is finished. */
  async stop(...services: readonly RunningService[]): Promise<void> {
    const stopping = services.length > 0 ? services : [...this.services];
    for (const service of stopping) this.services.splice(this.services.indexOf(service), 1);
    await Promise.all(stopping.map((service) => service.close()));
  }

  /** The readiness report of a replica, with the details that only holders of the health key see. */
  async readiness({ url } = this.first): Promise<ReadinessReport> {
    const headers = { authorization: `Bearer ${healthKeyOf(testServiceKey)}` };
    return (await (await fetch(`${url}/health/ready`, { headers })).json()) as ReadinessReport;
  }

  /** The first replica. */
  get first(): RunningService {
    const [service] = this.services;
    if (!service) throw new Error('no replica is running');
    return service;
  }

  /** A provider of the first replica. */
  get<T>(type: abstract new (...args: never[]) => T): T {
    return this.first.app.get<T>(type, { strict: false });
  }

  /**
   * Sends a request on behalf of a caller, with the tokens that prove it, as a service that the
   * contract names. Default caller: `system` or a guest where the contract permits it, otherwise an
   * admin. The timeout is {@link WAIT_LIMIT_MS}.
   */
  async request<Request extends object, Reply extends object>(
    contract: RpcContract<Request, Reply>,
    request: Request,
    caller: Actor | Caller = {},
  ): Promise<Reply> {
    const {
      actor = leastOf(contract),
      serviceKey = testServiceKey,
      ...given
    } = 'role' in caller ? { actor: caller } : caller;
    const identity = await this.accessTokenOf(actor, given.sessionId);
    const tokens =
      serviceKey === null ? undefined : new ServiceTokens(senderOf(contract, actor), [serviceKey]);
    const rpc = new RpcClient(this.link, tokens);
    return runInContext({ correlationId: randomUUID(), ...given, actor, ...(identity && { identity }) }, () =>
      rpc.request({ ...contract, timeoutMs: WAIT_LIMIT_MS }, request),
    );
  }

  /**
   * Publishes an event as its owner's relay does, and returns its id. The same id is the same
   * event.
   */
  async publish<Payload extends object>(
    { subject }: EventContract<Payload>,
    payload: Payload,
    { id = randomUUID(), correlationId = randomUUID() }: { id?: string; correlationId?: string } = {},
  ): Promise<string> {
    const wire = { 'Nats-Msg-Id': id, [Headers.correlationId]: correlationId };
    await this.publishRaw(subject, JSON.stringify(payload), wire);
    return id;
  }

  /** Publishes any body on the subject of an event, readable or not. */
  async publishRaw(subject: string, body: string, wire: Record<string, string> = {}): Promise<void> {
    const all = headers();
    for (const [name, value] of Object.entries(wire)) all.set(name, value);
    const stream = jetstream(this.link.connection, { timeout: WAIT_LIMIT_MS });
    await stream.publish(subject, body, { headers: all });
  }

  /**
   * Payloads of the events that the service wrote to its outbox, oldest first: of one aggregate, or
   * of all.
   */
  async published<Payload extends object>(
    { subject }: EventContract<Payload>,
    aggregateId: string | null = null,
  ): Promise<Payload[]> {
    const rows = await this.rows<{ payload: string }>(
      `SELECT payload FROM messaging.outbox
       WHERE subject = $1 AND ($2::text IS NULL OR aggregate_id = $2) ORDER BY position`,
      [subject, aggregateId],
    );
    return rows.map(({ payload }) => JSON.parse(payload) as Payload);
  }

  /** Waits until a handler (`settle_order`) has consumed these events. */
  async consumed(handler: string, ...eventIds: readonly string[]): Promise<void> {
    const consumer = `${this.definition.name.replaceAll('-', '_')}_${handler}`;
    await waitUntil(
      () =>
        this.rows('SELECT 1 FROM messaging.inbox WHERE consumer = $1 AND event_id = ANY ($2)', [
          consumer,
          eventIds,
        ]),
      ({ length }) => length === eventIds.length,
    );
  }

  /** Looks for lost events of all consumers now. */
  async findLostEvents(): Promise<void> {
    await this.rows(`UPDATE messaging.fact_checks SET due_at = to_timestamp(0)`);
    await this.rows(`UPDATE messaging.refused_facts SET due_at = to_timestamp(0)`);
    await this.get(LostEventsJob).check();
  }

  /** Runs one statement on the service's database. */
  async rows<Row extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<Row[]> {
    return (await this.sql.query<Row>(text, values)).rows;
  }

  /** How many rows a table has. */
  async count(table: string): Promise<number> {
    const [row] = await this.rows<{ count: number }>(`SELECT count(*)::int AS count FROM ${table}`);
    return row?.count ?? 0;
  }

  /** Ends all connections of the services to the database, and waits until they are gone. */
  async closeDatabaseConnections(): Promise<void> {
    await this.rows(
      `SELECT pg_terminate_backend(pid, $1) FROM pg_stat_activity
       WHERE datname = current_database() AND backend_type = 'client backend' AND application_name <> $2`,
      [WAIT_LIMIT_MS, TEST_CLIENT],
    );
  }

  /** Runs work while the database accepts no connection and has none. */
  async withoutDatabase<T>(work: () => Promise<T>): Promise<T> {
    const url = new URL(this.servers.database?.url ?? '');
    const name = url.pathname.slice(1);
    url.pathname = '/postgres';
    const admin = new pg.Client({ connectionString: url.href });
    await admin.connect();
    const terminate = 'SELECT pg_terminate_backend(pid, $1) FROM pg_stat_activity WHERE datname = $2';
    try {
      await admin.query(`ALTER DATABASE ${name} WITH ALLOW_CONNECTIONS false`);
      // A connection that was accepted just before shows up a little later.
      await waitUntil(
        async () => (await admin.query(terminate, [WAIT_LIMIT_MS, name])).rowCount,
        (ended) => ended === 0,
      );
      return await work();
    } finally {
      await admin.query(`ALTER DATABASE ${name} WITH ALLOW_CONNECTIONS true`);
      await admin.end();
    }
  }

  /** Starts the broker again on its port, with its files. Stop it with `servers.nats.stop()`. */
  async restartNats(): Promise<void> {
    const { storeDir, nats } = this.servers;
    this.servers.nats = await startNats({ storeDir, port: nats.port, durable: false });
  }

  async close(): Promise<void> {
    const { link, nats, sql, database, storeDir } = this.servers;
    await this.stop();
    await link.connection.close();
    await nats.stop();
    await sql.end();
    await database?.drop();
    rmSync(storeDir, { recursive: true, force: true });
  }

  /** An access token of this account; undefined for guests and services. */
  protected async accessTokenOf(actor: Actor, sessionId?: string): Promise<string | undefined> {
    if (actor.role === 'guest' || actor.role === 'system') return undefined;
    return sessionId ? this.issuer.sign(actor, { sessionId }) : this.issuer.tokenOf(actor);
  }
}
