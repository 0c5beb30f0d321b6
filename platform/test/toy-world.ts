import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { jetstream } from '@nats-io/jetstream';
import { headers } from '@nats-io/transport-node';
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
  startNats,
  type TestDatabase,
  testServiceKey,
} from '../src/testing/index.js';
import { Dial, ToyModule } from './toy-service.js';

const schema = `
  CREATE TABLE accounts (name text PRIMARY KEY, balance int NOT NULL);
  CREATE TABLE copies (id bigint GENERATED ALWAYS AS IDENTITY, account text NOT NULL, amount int NOT NULL, seen text);`;

/** A toy service with its own database and broker, and a client that asks it. */
export class ToyWorld {
  readonly services: { service: RunningService; dial: Dial }[] = [];
  readonly log = createLogger('test', 'silent');
  private constructor(
    readonly database: TestDatabase,
    readonly sql: pg.Pool,
    public nats: Nats,
    readonly storeDir: string,
  ) {}

  static async create(): Promise<ToyWorld> {
    const database = await createTestDatabase();
    const sql = new pg.Pool({ connectionString: database.url, max: 2 });
    sql.on('error', () => undefined);
    await sql.query(schema);
    const storeDir = mkdtempSync(join(tmpdir(), 'orderwire-toy-'));
    return new ToyWorld(database, sql, await startNats({ storeDir }), storeDir);
  }

  config() {
    return {
      NODE_ENV: 'test' as const,
      HOST: '127.0.0.1',
      PORT: 0,
      LOG_LEVEL: 'silent' as const,
      NATS_SERVERS: [this.nats.url],
      NATS_REPLICAS: 1,
      DATABASE_URL: this.database.url,
      DATABASE_POOL: 4,
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
    return { link, rpc: new RpcClient(link), close: () => link.connection.close() };
  }

  /** Asks as one of our own services does. */
  async insider() {
    const link = await connectNats('test', [this.nats.url], this.log);
    const rpc = new RpcClient(link, new ServiceTokens('test', testServiceKey));
    return { link, rpc, close: () => link.connection.close() };
  }

  /** Publishes to the stream what no outbox of ours wrote. */
  async publish(link: NatsLink, body: string, wire: Record<string, string> = {}): Promise<void> {
    const all = headers();
    for (const [name, value] of Object.entries(wire)) all.set(name, value);
    await jetstream(link.connection).publish('toy.booked', body, { headers: all });
  }

  async rows<Row extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<Row[]> {
    return (await this.sql.query<Row>(text, values)).rows;
  }

  async count(table: string): Promise<number> {
    const [row] = await this.rows<{ count: number }>(`SELECT count(*)::int AS count FROM ${table}`);
    return row?.count ?? 0;
  }

  async close(): Promise<void> {
    await Promise.all(this.services.map(({ service }) => service.close()));
    await this.nats.stop();
    await this.sql.end();
    await this.database.drop();
    rmSync(this.storeDir, { recursive: true, force: true });
  }
}

/** Waits until a condition holds; fails with the last value seen when it does not within 20 s, or as long as told. */
export async function until<T>(
  look: () => Promise<T> | T,
  holds: (value: T) => boolean,
  withinMs = 20_000,
): Promise<T> {
  const end = Date.now() + withinMs;
  for (;;) {
    const value = await look();
    if (holds(value)) return value;
    if (Date.now() > end) throw new Error(`the condition never held; last seen: ${JSON.stringify(value)}`);
    await sleep(20);
  }
}
