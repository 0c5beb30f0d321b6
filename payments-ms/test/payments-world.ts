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
import { httpOptions } from '../src/http.js';
import { PaymentsModule, type JobTimes } from '../src/payments.module.js';
import { WebhookProxy } from './webhook-proxy.js';
import { Records } from './records.js';
import { StripeProxy } from './stripe-proxy.js';
import { patient } from './patience.js';

export { waitUntil } from '@orderwire/test-kit';
export { faultOf, patient } from './patience.js';

const serviceDir = fileURLToPath(new URL('..', import.meta.url));
const log = createLogger('test', 'silent');

const TIMES: JobTimes = { leaseMs: 30_000, pollMs: 50, stripeTimeoutMs: WAIT_LIMIT_MS };
/** Shorter than the SDK's pause of half a second. */
const FAST_RETRIES = { getInitialNetworkRetryDelay: () => 0.02, getMaxNetworkRetryDelay: () => 0.02 };

export const SUCCESS_URL = 'http://shop.test/payments/success?session_id={CHECKOUT_SESSION_ID}';
export const CANCEL_URL = 'http://shop.test/payments/cancel';

/** Options of a replica. */
interface Start {
  config?: Partial<PaymentsConfig>;
  times?: Partial<JobTimes>;
  /** Webhooks still go to the previous replica. */
  beside?: boolean;
}

/** payments-ms with its own database, NATS and Stripe sandbox. */
export class PaymentsWorld extends Records {
  private readonly services = new Set<RunningService>();
  private current: RunningService | undefined;

  private constructor(
    readonly database: TestDatabase,
    sql: pg.Pool,
    readonly nats: Nats,
    stripe: StripeProxy,
    private readonly proxy: WebhookProxy,
    private readonly link: Awaited<ReturnType<typeof connectNats>>,
    private readonly storeDir: string,
  ) {
    super(sql, stripe);
  }

  /** Starts a world with one replica. */
  static async create(times?: Partial<JobTimes>): Promise<PaymentsWorld> {
    const storeDir = mkdtempSync(join(tmpdir(), 'orderwire-payments-'));
    const [database, nats, proxy] = await Promise.all([
      createTestDatabase(serviceDir),
      startNats({ storeDir }),
      WebhookProxy.start(),
    ]);
    const sql = new pg.Pool({ connectionString: database.url, max: 2 });
    sql.on('error', () => undefined);
    const stripe = await StripeProxy.start(`${proxy.url}/payments/webhook`);
    const link = await connectNats('test', [nats.url], log);
    const world = new PaymentsWorld(database, sql, nats, stripe, proxy, link, storeDir);
    await world.start({ times });
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

  /** Starts a replica. Webhooks go to it unless `beside` is set. */
  async start({ config = {}, times = {}, beside = false }: Start = {}): Promise<RunningService> {
    const complete = this.config(config);
    const module = PaymentsModule.with(complete, { ...TIMES, ...times });
    const service = await startService('payments-ms', module, complete, httpOptions());
    Object.assign(service.app.get(Stripe), FAST_RETRIES);
    this.services.add(service);
    if (!beside) {
      this.current = service;
      this.proxy.forwardTo(service.url);
    }
    return service;
  }

  /** Stops a replica. Default: the one that gets the webhooks. */
  async stop(service: RunningService = this.replica): Promise<void> {
    if (!this.services.delete(service)) throw new Error('this replica is not running');
    if (service === this.current) {
      this.current = undefined;
      this.proxy.disconnect();
    }
    await service.close();
  }

  /** The replica that gets the webhooks. */
  get replica(): RunningService {
    if (!this.current) throw new Error('no replica gets webhooks');
    return this.current;
  }

  /** The URL of the webhook proxy. */
  get url(): string {
    return this.proxy.url;
  }

  /** Runs `work` while no webhook arrives. Stripe retries them afterwards. */
  async withoutWebhooks<T>(work: () => Promise<T>): Promise<T> {
    this.proxy.disconnect();
    try {
      return await work();
    } finally {
      this.proxy.forwardTo(this.replica.url);
    }
  }

  readonly create = (request: CreatePaymentSessionRequest): Promise<PaymentSessionView> =>
    new RpcClient(this.link).ask(patient(CreatePaymentSession), request);

  /** Sends the request as orders-ms; with key null, without a service token. */
  readonly expire = (orderId: string, key: string | null = testServiceKey): Promise<{ expired: boolean }> =>
    new RpcClient(this.link, key === null ? undefined : new ServiceTokens('orders-ms', key)).ask(
      patient(ExpirePaymentSession),
      { orderId },
    );

  /** Opens a payment session of a new order. */
  async openSession(
    changes: Partial<CreatePaymentSessionRequest> = {},
  ): Promise<{ orderId: string; id: string }> {
    const request = sessionRequest(changes);
    return { orderId: request.orderId, id: (await this.create(request)).id };
  }

  /** Posts a signed body. */
  post(body: string, url = this.url): Promise<Response> {
    const signature = sign(body, TEST_ENDPOINT_SECRET, Math.floor(Date.now() / 1_000));
    const headers = { 'content-type': 'application/json', 'stripe-signature': signature };
    return fetch(`${url}/payments/webhook`, { method: 'POST', body, headers });
  }

  /** Sends only headers, with this content length: the response does not depend on the body. */
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

  /** Runs `work` while the database has no connections and accepts none. */
  async withoutDatabase<T>(work: () => Promise<T>): Promise<T> {
    const url = new URL(this.database.url);
    const name = url.pathname.slice(1);
    url.pathname = '/postgres';
    const admin = new pg.Client({ connectionString: url.href });
    await admin.connect();
    try {
      await admin.query(`ALTER DATABASE ${name} WITH ALLOW_CONNECTIONS false`);
      // Waits for the end of each backend. A connection accepted just before may show up later.
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
    await this.proxy.close();
    await this.link.connection.close();
    await this.nats.stop();
    await this.sql.end();
    await this.database.drop();
    rmSync(this.storeDir, { recursive: true, force: true });
  }
}

/** A request for 2 × 19.99 and 1 × 5.00 USD. */
export const sessionRequest = (
  changes: Partial<CreatePaymentSessionRequest> = {},
): CreatePaymentSessionRequest => ({
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
