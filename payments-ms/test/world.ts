import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import {
  allEvents,
  CreatePaymentSession,
  type CreatePaymentSessionRequest,
  ExpirePaymentSession,
  type Fault,
  type PaymentSessionView,
} from '@orderwire/contracts';
import {
  connectNats,
  createLogger,
  RpcClient,
  type RunningService,
  ServiceTokens,
  startService,
} from '@orderwire/platform';
import {
  createTestDatabase,
  freePort,
  type Nats,
  startNats,
  type TestDatabase,
  testServiceKey,
} from '@orderwire/platform/testing';
import { sign, TEST_ENDPOINT_SECRET, TEST_SECRET_KEY } from '@orderwire/stripe-sandbox';
import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import type { PaymentsConfig } from '../src/config.js';
import { httpOptions } from '../src/inbound/http.js';
import { PaymentsModule, type WorkerPace } from '../src/payments.module.js';
import { StripeDial } from './stripe-dial.js';

const serviceDir = fileURLToPath(new URL('..', import.meta.url));
const log = createLogger('test', 'silent');

export const SUCCESS_URL = 'http://shop.test/payments/success?session_id={CHECKOUT_SESSION_ID}';
export const CANCEL_URL = 'http://shop.test/payments/cancel';

/** An announced event as it stands in the outbox. */
export interface Announced {
  subject: string;
  payload: Record<string, unknown>;
  headers: Record<string, string>;
}

/** A row of stripe_events. */
export interface StoredEvent {
  id: string;
  payload: string;
  tries: number;
  outcome: string | null;
}

/** payments-ms with its own database and broker, and the sandbox as its Stripe. */
export class World {
  private readonly services = new Set<RunningService>();

  private constructor(
    readonly database: TestDatabase,
    readonly sql: pg.Pool,
    readonly nats: Nats,
    readonly stripe: StripeDial,
    private readonly port: number,
    private readonly link: Awaited<ReturnType<typeof connectNats>>,
    private readonly storeDir: string,
  ) {}

  /** A world with one running replica on the port to which Stripe posts. */
  static async create(pace?: WorkerPace): Promise<World> {
    const database = await createTestDatabase(serviceDir);
    const sql = new pg.Pool({ connectionString: database.url, max: 2 });
    sql.on('error', () => undefined);
    const storeDir = mkdtempSync(join(tmpdir(), 'orderwire-payments-'));
    const nats = await startNats({ storeDir });
    const port = await freePort();
    const stripe = await StripeDial.start(`http://127.0.0.1:${port}/payments/webhook`);
    const link = await connectNats('test', [nats.url], log);
    const world = new World(database, sql, nats, stripe, port, link, storeDir);
    await world.start({ pace });
    return world;
  }

  config(changes: Partial<PaymentsConfig> = {}): PaymentsConfig {
    return {
      NODE_ENV: 'test',
      HOST: '127.0.0.1',
      PORT: this.port,
      LOG_LEVEL: 'silent',
      NATS_SERVERS: [this.nats.url],
      NATS_REPLICAS: 1,
      DATABASE_URL: this.database.url,
      DATABASE_POOL: 4,
      SERVICE_KEY: testServiceKey,
      STRIPE_SECRET: TEST_SECRET_KEY,
      STRIPE_ENDPOINT_SECRET: [TEST_ENDPOINT_SECRET, 'whsec_rotated'],
      STRIPE_SUCCESS_URL: SUCCESS_URL,
      STRIPE_CANCEL_URL: CANCEL_URL,
      STRIPE_API_URL: this.stripe.url,
      RECONCILE_EVERY_SECONDS: 0,
      RECONCILE_DAYS: 0,
      ...changes,
    };
  }

  /** Starts a replica. */
  async start({ config = {}, pace }: { config?: Partial<PaymentsConfig>; pace?: WorkerPace } = {}) {
    const complete = this.config(config);
    const service = await startService(
      'payments-ms',
      PaymentsModule.with(complete, pace),
      complete,
      httpOptions(),
    );
    this.services.add(service);
    return service;
  }

  /** Stops a replica; without a name, the one to which Stripe posts. */
  async stop(service?: RunningService): Promise<void> {
    const found = service ?? this.replica;
    if (!this.services.delete(found)) throw new Error('this replica does not run');
    await found.close();
  }

  /** The replica to which Stripe posts. */
  get replica(): RunningService {
    const found = [...this.services].find(({ url }) => url === this.url);
    if (!found) throw new Error('no replica listens to Stripe');
    return found;
  }

  /** Where the replica listens to which Stripe posts. */
  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  readonly create = (request: CreatePaymentSessionRequest): Promise<PaymentSessionView> =>
    new RpcClient(this.link).ask(CreatePaymentSession, request);

  /** Asks as orders-ms does; without its key, as a stranger on NATS. */
  readonly expire = (orderId: string, key: string | null = testServiceKey): Promise<{ expired: boolean }> =>
    new RpcClient(this.link, key === null ? undefined : new ServiceTokens('orders-ms', key)).ask(
      ExpirePaymentSession,
      { orderId },
    );

  async rows<Row extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<Row[]> {
    return (await this.sql.query<Row>(text, values)).rows;
  }

  async statusOf(orderId: string): Promise<string[]> {
    const rows = await this.rows<{ status: string }>(
      'SELECT status FROM payment_sessions WHERE order_id = $1 ORDER BY attempt',
      [orderId],
    );
    return rows.map(({ status }) => status);
  }

  /** What was announced about an order, oldest first. */
  async announced(orderId: string): Promise<Announced[]> {
    const rows = await this.rows<{ subject: string; payload: unknown; headers: unknown }>(
      'SELECT subject, payload, headers FROM messaging.outbox WHERE aggregate_id = $1 ORDER BY position',
      [orderId],
    );
    const parse = (value: unknown) => (typeof value === 'string' ? JSON.parse(value) : value) as never;
    return rows.map(({ subject, payload, headers }) => ({
      subject,
      payload: parse(payload),
      headers: parse(headers),
    }));
  }

  /** Waits until something was announced about an order. */
  waitFor(orderId: string, subject: string): Promise<Announced> {
    if (!allEvents().has(subject)) throw new Error(`nobody announces ${subject}`);
    return until(
      async () => (await this.announced(orderId)).find((one) => one.subject === subject),
      (found) => found !== undefined,
    ) as Promise<Announced>;
  }

  /** Opens a session and gives its order. */
  async opened(changes: Partial<CreatePaymentSessionRequest> = {}): Promise<{ orderId: string; id: string }> {
    const request = order(changes);
    return { orderId: request.orderId, id: (await this.create(request)).id };
  }

  /** What was announced about an order, by subject. */
  async subjectsOf(orderId: string): Promise<string[]> {
    return (await this.announced(orderId)).map(({ subject }) => subject);
  }

  paymentsOf(orderId: string): Promise<Record<string, unknown>[]> {
    return this.rows('SELECT * FROM payments WHERE order_id = $1', [orderId]);
  }

  /** The stored event of a session, once it is there. */
  async eventOf(session: string, type: string): Promise<StoredEvent> {
    const rows = await until(
      () =>
        this.rows<StoredEvent>(
          'SELECT id, payload, tries, outcome FROM stripe_events WHERE object_id = $1 AND type = $2',
          [session, type],
        ),
      (found) => found.length > 0,
    );
    return rows[0] as StoredEvent;
  }

  /** Posts a signed body, as Stripe does. */
  post(body: string, url = this.url): Promise<Response> {
    const signature = sign(body, TEST_ENDPOINT_SECRET, Math.floor(Date.now() / 1_000));
    const headers = { 'content-type': 'application/json', 'stripe-signature': signature };
    return fetch(`${url}/payments/webhook`, { method: 'POST', body, headers });
  }

  /** Does something while the database takes no connection and has none. */
  async withoutDatabase<T>(work: () => Promise<T>): Promise<T> {
    const url = new URL(this.database.url);
    const name = url.pathname.slice(1);
    url.pathname = '/postgres';
    const admin = new pg.Client({ connectionString: url.href });
    await admin.connect();
    try {
      await admin.query(`ALTER DATABASE ${name} WITH ALLOW_CONNECTIONS false`);
      await admin.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [name]);
      return await work();
    } finally {
      await admin.query(`ALTER DATABASE ${name} WITH ALLOW_CONNECTIONS true`);
      await admin.end();
    }
  }

  /** Waits until every stored event about a session has an outcome; gives them by type. */
  async outcomes(session: string): Promise<Record<string, string>> {
    const rows = await until(
      () =>
        this.rows<{ type: string; outcome: string | null }>(
          'SELECT type, outcome FROM stripe_events WHERE object_id = $1',
          [session],
        ),
      (found) => found.length > 0 && found.every(({ outcome }) => outcome !== null),
    );
    return Object.fromEntries(rows.map(({ type, outcome }) => [type, outcome ?? '']));
  }

  async close(): Promise<void> {
    await Promise.all([...this.services].map((service) => this.stop(service)));
    await this.stripe.close();
    await this.link.connection.close();
    await this.nats.stop();
    await this.sql.end();
    await this.database.drop();
    rmSync(this.storeDir, { recursive: true, force: true });
  }
}

/** A request for 2 × 19.99 and 1 × 5.00 USD. */
export const order = (changes: Partial<CreatePaymentSessionRequest> = {}): CreatePaymentSessionRequest => ({
  orderId: uuidv7(),
  attempt: 1,
  currency: 'usd',
  items: [
    { name: 'Teapot', unitAmount: 1999, quantity: 2 },
    { name: 'Cup', unitAmount: 500, quantity: 1, imageUrl: 'https://shop.test/cup.png' },
  ],
  expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
  ...changes,
});

/** The fault a promise ends with. */
export const faultOf = (promise: Promise<unknown>): Promise<Fault> =>
  promise.then(
    () => {
      throw new Error('there was no fault');
    },
    (error: unknown) => error as Fault,
  );

/** Waits until a condition holds; fails with the last value seen when it does not within 15 s. */
export async function until<T>(look: () => Promise<T> | T, holds: (value: T) => boolean): Promise<T> {
  const end = Date.now() + 15_000;
  for (;;) {
    const value = await look();
    if (holds(value)) return value;
    if (Date.now() > end) throw new Error(`the condition never held; last seen: ${JSON.stringify(value)}`);
    await sleep(15);
  }
}
