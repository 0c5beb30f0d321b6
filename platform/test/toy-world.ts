import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jetstream } from '@nats-io/jetstream';
import { headers } from '@nats-io/transport-node';
import { faultFromWire, Headers, type RpcContract } from '@orderwire/contracts';
import pg from 'pg';
import {
  connectNats,
  createLogger,
  type NatsLink,
  RpcClient,
  type RunningService,
  ServiceTokens,
  startService,
} from '../src/index.js';
import {
  createTestDatabase,
  type Nats,
  WAIT_LIMIT_MS,
  withLongTimeouts,
  startNats,
  type TestDatabase,
  testServiceKey,
} from '@orderwire/test-kit';
import { Dial, ToyModule } from './toy-service.js';

export { waitUntil } from '@orderwire/test-kit';

const schema = `
  CREATE TABLE accounts (name text PRIMARY KEY, balance int NOT NULL);
  CREATE TABLE copies (id bigint GENERATED ALWAYS AS IDENTITY, account text NOT NULL, amount int NOT NULL, seen text);`;

/** As the database sees the test's own connections. */
const TEST_ITSELF = 'the test itself';

/** Our own client, without its hurry. */
class PatientClient extends RpcClient {
  override ask<Request extends object, Reply extends object>(
    contract: RpcContract<Request, Reply>,
    request: Request,
  ): Promise<Reply> {
    return super.ask({ ...contract, timeoutMs: WAIT_LIMIT_MS }, request);
  }
}

/** A toy service with its own database and broker, and a client that asks it. */
export class ToyWorld {
  readonly services: { service: RunningService; dial: Dial }[] = [];
  readonly log = createLogger('test', 'silent');
  /** After so long an event whose consumer died comes again. */
  ackWaitSeconds = 30;
  private constructor(
    readonly database: TestDatabase,
    readonly sql: pg.Pool,
    public nats: Nats,
    readonly storeDir: string,
  ) {}

  static async create(): Promise<ToyWorld> {
    const storeDir = mkdtempSync(join(tmpdir(), 'orderwire-toy-'));
    const [database, nats] = await Promise.all([
      createTestDatabase(),
      startNats({ storeDir, durable: false }),
    ]);
    const sql = new pg.Pool({ connectionString: database.url, max: 2, application_name: TEST_ITSELF });
    sql.on('error', () => undefined);
    await sql.query(schema);
    return new ToyWorld(database, sql, nats, storeDir);
  }

  config() {
    return {
      NODE_ENV: 'test' as const,
      HOST: '127.0.0.1',
      PORT: 0,
      LOG_LEVEL: 'silent' as const,
      NATS_SERVERS: [this.nats.url],
      NATS_REPLICAS: 1,
      DATABASE_URL: withLongTimeouts(this.database.url),
      DATABASE_POOL: 4,
      EVENT_ACK_WAIT_SECONDS: this.ackWaitSeconds,
      SERVICE_KEY: testServiceKey,
    };
  }

  /**
   * Under the name of a service that owns dead letters, staff can ask it for them. What waits in the stream is taken while it starts: a
   * reaction to that is given with the dial.
   */
  async start(name = 'toy-ms', dial = new Dial()): Promise<{ service: RunningService; dial: Dial }> {
    const service = await startService(name, ToyModule.with(this.config(), dial, name), this.config());
    const running = { service, dial };
    this.services.push(running);
    return running;
  }

  async client() {
    const link = await connectNats('test', [this.nats.url], this.log);
    return askers(link);
  }

  /** Asks as one of our own services does. */
  async insider() {
    const link = await connectNats('test', [this.nats.url], this.log);
    return askers(link, new ServiceTokens('test', testServiceKey));
  }

  /** Says that there is next to no time for the answer, as one of our own services, and waits for it all the same. */
  async askInAHurry<Request extends object, Reply extends object>(
    { connection }: NatsLink,
    { subject }: RpcContract<Request, Reply>,
    request: Request,
  ): Promise<Reply> {
    const wire = headers();
    wire.set(Headers.budgetMs, '1');
    wire.set(Headers.service, await new ServiceTokens('test', testServiceKey).issue());
    const options = { timeout: WAIT_LIMIT_MS, headers: wire };
    const answer = await connection.request(subject, JSON.stringify(request), options);
    const { err, response } = answer.json<{ err?: unknown; response: Reply }>();
    if (err) throw faultFromWire(err);
    return response;
  }

  /** The same broker once more: its port, its files. */
  async startNatsAgain(): Promise<void> {
    const { port } = this.nats;
    this.nats = await startNats({ storeDir: this.storeDir, port, durable: false });
  }

  /** Ends all connections of the services to the database, and waits for their end. */
  async cutConnections(): Promise<void> {
    await this.rows(
      `SELECT pg_terminate_backend(pid, $1) FROM pg_stat_activity
       WHERE datname = current_database() AND backend_type = 'client backend' AND application_name <> $2`,
      [WAIT_LIMIT_MS, TEST_ITSELF],
    );
  }

  /** Stops all services. */
  async stop(): Promise<void> {
    await Promise.all(this.services.splice(0).map(({ service }) => service.close()));
  }

  /** Publishes to the stream what no outbox of ours wrote. */
  async publish(link: NatsLink, body: string, wire: Record<string, string> = {}): Promise<void> {
    const all = headers();
    for (const [name, value] of Object.entries(wire)) all.set(name, value);
    await jetstream(link.connection, { timeout: WAIT_LIMIT_MS }).publish('toy.booked', body, {
      headers: all,
    });
  }

  async rows<Row extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<Row[]> {
    return (await this.sql.query<Row>(text, values)).rows;
  }

  async count(table: string): Promise<number> {
    const [row] = await this.rows<{ count: number }>(`SELECT count(*)::int AS count FROM ${table}`);
    return row?.count ?? 0;
  }

  async close(): Promise<void> {
    await this.stop();
    await Promise.all([this.nats.stop(), this.sql.end().then(() => this.database.drop())]);
    rmSync(this.storeDir, { recursive: true, force: true });
  }
}

const askers = (link: NatsLink, tokens?: ServiceTokens) => ({
  link,
  rpc: new PatientClient(link, tokens),
  /** For what may be lost on its way. */
  hurried: new RpcClient(link, tokens),
  close: () => link.connection.close(),
});
