import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  CreatePaymentSession,
  type CreatePaymentSessionRequest,
  ExpirePaymentSession,
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
  type Nats,
  WAIT_LIMIT_MS,
  withLongTimeouts,
  startNats,
  type TestDatabase,
  testServiceKey,
  waitUntil,
} from '@orderwire/test-kit';
import { sign, TEST_ENDPOINT_SECRET, TEST_SECRET_KEY } from '@orderwire/stripe-sandbox';
import pg from 'pg';
import { Stripe } from 'stripe';
import { v7 as uuidv7 } from 'uuid';
import type { PaymentsConfig } from '../src/config.js';
import { httpOptions } from '../src/inbound/http.js';
import { PaymentsModule, type WorkerPace } from '../src/payments.module.js';
import { FrontDoor } from './front-door.js';
import { Records } from './records.js';
import { StripeDial } from './stripe-dial.js';
import { patient } from './waiting.js';

export { waitUntil } from '@orderwire/test-kit';
export { faultOf, patient } from './waiting.js';

const serviceDir = fileURLToPath(new URL('..', import.meta.url));
const log = createLogger('test', 'silent');

const PACE: WorkerPace = { leaseMs: 30_000, pollMs: 50, stripeMs: WAIT_LIMIT_MS };
/** The SDK waits for half a second before it asks again. */
const SOON = { getInitialNetworkRetryDelay: () => 0.02, getMaxNetworkRetryDelay: () => 0.02 };

export const SUCCESS_URL = 'http://shop.test/payments/success?session_id={CHECKOUT_SESSION_ID}';
export const CANCEL_URL = 'http://shop.test/payments/cancel';

/** How a replica is started. */
interface Start {
  config?: Partial<PaymentsConfig>;
  pace?: Partial<WorkerPace>;
  /** Stripe goes on posting to the one before it, if there is one. */
  beside?: boolean;
}

/** payments-ms with its own database and broker, and the sandbox as its Stripe. */
export class World extends Records {
  private readonly services = new Set<RunningService>();
  private front: RunningService | undefined;

  private constructor(
    readonly database: TestDatabase,
    sql: pg.Pool,
    readonly nats: Nats,
    stripe: StripeDial,
    private readonly door: FrontDoor,
    private readonly link: Awaited<ReturnType<typeof connectNats>>,
    private readonly storeDir: string,
  ) {
    super(sql, stripe);
  }

  /** A world with one running replica to which Stripe posts. */
  static async create(pace?: Partial<WorkerPace>): Promise<World> {
    const storeDir = mkdtempSync(join(tmpdir(), 'orderwire-payments-'));
    const [database, nats, door] = await Promise.all([
      createTestDatabase(serviceDir),
      startNats({ storeDir }),
      FrontDoor.open(),
    ]);
    const sql = new pg.Pool({ connectionString: database.url, max: 2 });
    sql.on('error', () => undefined);
    const stripe = await StripeDial.start(`${door.url}/payments/webhook`);
    const link = await connectNats('test', [nats.url], log);
    const world = new World(database, sql, nats, stripe, door, link, storeDir);
    await world.start({ pace });
    return world;
  }

  config(changes: Partial<PaymentsConfig> = {}): PaymentsConfig {
    return {
      NODE_ENV: 'test',
      HOST: '127.0.0.1',
      PORT: 0,
      LOG_LEVEL: 'silent',
      NATS_SERVERS: [this.nats.url],
      NATS_REPLICAS: 1,
      DATABASE_URL: withLongTimeouts(this.database.url),
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

  /** Starts a replica; unless it is to stand beside, Stripe posts to it from now on. */
  async start({ config = {}, pace = {}, beside = false }: Start = {}): Promise<RunningService> {
    const complete = this.config(config);
    const module = PaymentsModule.with(complete, { ...PACE, ...pace });
    const service = await startService('payments-ms', module, complete, httpOptions());
    Object.assign(service.app.get(Stripe), SOON);
    this.services.add(service);
    if (!beside) {
      this.front = service;
      this.door.leadTo(service.url);
    }
    return service;
  }

  /** Stops a replica; without a name, the one to which Stripe posts. */
  async stop(service: RunningService = this.replica): Promise<void> {
    if (!this.services.delete(service)) throw new Error('this replica does not run');
    if (service === this.front) {
      this.front = undefined;
      this.door.shut();
    }
    await service.close();
  }

  /** The replica to which Stripe posts. */
  get replica(): RunningService {
    if (!this.front) throw new Error('no replica listens to Stripe');
    return this.front;
  }

  /** Where Stripe posts. */
  get url(): string {
    return this.door.url;
  }

  /** Does something while no webhook arrives. What was sent meanwhile comes afterwards. */
  async withoutWebhooks<T>(work: () => Promise<T>): Promise<T> {
    this.door.shut();
    try {
      return await work();
    } finally {
      this.door.leadTo(this.replica.url);
    }
  }

  readonly create = (request: CreatePaymentSessionRequest): Promise<PaymentSessionView> =>
    new RpcClient(this.link).ask(patient(CreatePaymentSession), request);

  /** Asks as orders-ms does; without its key, as a stranger on NATS. */
  readonly expire = (orderId: string, key: string | null = testServiceKey): Promise<{ expired: boolean }> =>
    new RpcClient(this.link, key === null ? undefined : new ServiceTokens('orders-ms', key)).ask(
      patient(ExpirePaymentSession),
      { orderId },
    );

  /** Opens a session and gives its order. */
  async opened(changes: Partial<CreatePaymentSessionRequest> = {}): Promise<{ orderId: string; id: string }> {
    const request = order(changes);
    return { orderId: request.orderId, id: (await this.create(request)).id };
  }

  /** Posts a signed body, as Stripe does. */
  post(body: string, url = this.url): Promise<Response> {
    const signature = sign(body, TEST_ENDPOINT_SECRET, Math.floor(Date.now() / 1_000));
    const headers = { 'content-type': 'application/json', 'stripe-signature': signature };
    return fetch(`${url}/payments/webhook`, { method: 'POST', body, headers });
  }

  /** Announces a body of so many bytes and sends none of it: whoever answers has not read it. */
  postUnread(bytes: number): Promise<{ status: number; type: string }> {
    return new Promise((resolve, reject) => {
      const headers = { 'content-type': 'application/json', 'content-length': bytes };
      const asked = request(`${this.url}/payments/webhook`, { method: 'POST', headers, agent: false });
      asked.on('error', reject);
      asked.on('response', (answer) => {
        resolve({ status: answer.statusCode ?? 0, type: String(answer.headers['content-type']) });
        asked.destroy();
      });
      asked.flushHeaders();
    });
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
      // Its process is gone when this is over, not only told to go; who was let in just before comes into sight a little later.
      await waitUntil(
        async () =>
          (
            await admin.query(
              'SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity WHERE datname = $1',
              [name],
            )
          ).rowCount,
        (ended) => ended === 0,
      );
      return await work();
    } finally {
      await admin.query(`ALTER DATABASE ${name} WITH ALLOW_CONNECTIONS true`);
      await admin.end();
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.services].map((service) => this.stop(service)));
    await this.stripe.close();
    await this.door.close();
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
