import { fileURLToPath } from 'node:url';
import { jest } from '@jest/globals';
import {
  allEvents,
  CreatePaymentSession,
  type CreatePaymentSessionRequest,
  ExpirePaymentSession,
  type PaymentSessionView,
} from '@orderwire/contracts';
import { publicHttp, type RunningService, startService } from '@orderwire/platform';
import { sign, TEST_ENDPOINT_SECRET, TEST_SECRET_KEY } from '@orderwire/stripe-sandbox';
import {
  type Caller,
  openServers,
  type Servers,
  ServiceWorld,
  testServiceKey,
  WAIT_LIMIT_MS,
  waitUntil,
} from '@orderwire/test-kit';
import { Stripe } from 'stripe';
import { v7 as uuidv7 } from 'uuid';
import { ShopRepository } from '../src/checkout/session.repository.js';
import type { PaymentsConfig } from '../src/config.js';
import { type JobTimes, PaymentsModule } from '../src/payments.module.js';
import { StripeProxy } from './stripe-proxy.js';
import { WebhookProxy } from './webhook-proxy.js';

export { faultOf, waitUntil } from '@orderwire/test-kit';

// A test waits several times.
jest.setTimeout(4 * WAIT_LIMIT_MS);

const folder = fileURLToPath(new URL('..', import.meta.url));

const TIMES: JobTimes = { leaseMs: 30_000, pollMs: 50, stripeTimeoutMs: WAIT_LIMIT_MS };
/** Shorter than the SDK's pause of half a second. */
const FAST_RETRIES = {
  getInitialNetworkRetryDelay: () => 0.02,
  getMaxNetworkRetryDelay: () => 0.02,
};

export const SUCCESS_URL = 'http://shop.test/payments/success?session_id={CHECKOUT_SESSION_ID}';
export const CANCEL_URL = 'http://shop.test/payments/cancel';

/** An event in the outbox. */
export interface PublishedEvent {
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

/** Options of a replica. */
interface ReplicaOptions {
  config?: Partial<PaymentsConfig>;
  times?: Partial<JobTimes>;
  /** Webhooks still go to the previous replica. */
  beside?: boolean;
}

const launchWith = (times: Partial<JobTimes>) => async (config: PaymentsConfig) => {
  const module = PaymentsModule.with(config, { ...TIMES, ...times });
  const service = await startService('payments-ms', module, config, publicHttp(config, 2_000));
  Object.assign(service.app.get(Stripe), FAST_RETRIES);
  return service;
};

/** payments-ms with its own database, NATS and Stripe sandbox. */
export class PaymentsWorld extends ServiceWorld<PaymentsConfig> {
  private current: RunningService | undefined;

  private constructor(
    servers: Servers,
    readonly stripe: StripeProxy,
    private readonly proxy: WebhookProxy,
  ) {
    super(servers, {
      name: 'payments-ms',
      folder,
      start: launchWith({}),
      config: {
        STRIPE_SECRET: TEST_SECRET_KEY,
        STRIPE_ENDPOINT_SECRET: [TEST_ENDPOINT_SECRET, 'whsec_rotated'],
        STRIPE_SUCCESS_URL: SUCCESS_URL,
        STRIPE_CANCEL_URL: CANCEL_URL,
        STRIPE_API_URL: stripe.url,
        RECONCILE_EVERY_SECONDS: 0,
        RECONCILE_DAYS: 0,
        TRUST_PROXY: 'loopback',
      },
    });
  }

  /** Starts a world with one replica. `issuer`: accounts can send requests. */
  static async create(times?: Partial<JobTimes>, { issuer = false } = {}): Promise<PaymentsWorld> {
    const [servers, proxy] = await Promise.all([openServers({ folder, issuer }), WebhookProxy.start()]);
    const stripe = await StripeProxy.start(`${proxy.url}/payments/webhook`);
    const world = new PaymentsWorld(servers, stripe, proxy);
    await world.startReplica({ times });
    return world;
  }

  /** Starts a replica. Webhooks go to it unless `beside` is set. */
  async startReplica({ config = {}, times = {}, beside = false }: ReplicaOptions = {}) {
    const service = await this.start(config, launchWith(times));
    if (!beside) {
      this.current = service;
      this.proxy.forwardTo(service.url);
    }
    return service;
  }

  /** Stops a replica. Default: the one that gets the webhooks. */
  async stopReplica(service: RunningService = this.replica): Promise<void> {
    if (service === this.current) {
      this.current = undefined;
      this.proxy.disconnect();
    }
    await this.stop(service);
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

  readonly create = (request: CreatePaymentSessionRequest, caller?: Caller): Promise<PaymentSessionView> =>
    this.request(CreatePaymentSession, request, caller);

  /** With key null, without a service token. */
  readonly expire = (
    orderId: string,
    { key = testServiceKey, ...options }: { key?: string | null; replacing?: boolean; attempt?: number } = {},
  ) => this.request(ExpirePaymentSession, { orderId, ...options }, { serviceKey: key });

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

  /** The marker of this shop at Stripe. */
  shop(): Promise<string> {
    return this.replica.app.get(ShopRepository).id();
  }

  async statusOf(orderId: string): Promise<string[]> {
    const rows = await this.rows<{ status: string }>(
      'SELECT status FROM payment_sessions WHERE order_id = $1 ORDER BY attempt',
      [orderId],
    );
    return rows.map(({ status }) => status);
  }

  paymentsOf(orderId: string): Promise<Record<string, unknown>[]> {
    return this.rows('SELECT * FROM payments WHERE order_id = $1', [orderId]);
  }

  /** All events of an order, oldest first. */
  async publishedEvents(orderId: string): Promise<PublishedEvent[]> {
    const rows = await this.rows<{ subject: string; payload: string; headers: string }>(
      `SELECT subject, payload::text, headers::text FROM messaging.outbox
       WHERE aggregate_id = $1 ORDER BY position`,
      [orderId],
    );
    return rows.map(({ subject, payload, headers }) => ({
      subject,
      payload: JSON.parse(payload) as PublishedEvent['payload'],
      headers: JSON.parse(headers) as PublishedEvent['headers'],
    }));
  }

  /** The subjects of an order's events, oldest first. */
  async subjectsOf(orderId: string): Promise<string[]> {
    return (await this.publishedEvents(orderId)).map(({ subject }) => subject);
  }

  /** Waits for an event of an order. */
  waitFor(orderId: string, subject: string): Promise<PublishedEvent> {
    if (!allEvents().has(subject)) throw new Error(`there is no event ${subject}`);
    return waitUntil(
      async () => (await this.publishedEvents(orderId)).find((one) => one.subject === subject),
      (found) => found !== undefined,
    ) as Promise<PublishedEvent>;
  }

  /** Waits for the stored event of a session. */
  async eventOf(session: string, type: string): Promise<StoredEvent> {
    const rows = await waitUntil(
      () =>
        this.rows<StoredEvent>(
          'SELECT id, payload, tries, outcome FROM stripe_events WHERE object_id = $1 AND type = $2',
          [session, type],
        ),
      (found) => found.length > 0,
    );
    return rows[0] as StoredEvent;
  }

  /** Waits for the outcome of a stored event. */
  async outcomeOf(event: string): Promise<string> {
    const rows = await waitUntil(
      () => this.rows<{ outcome: string | null }>('SELECT outcome FROM stripe_events WHERE id = $1', [event]),
      ([row]) => row?.outcome != null,
    );
    return rows[0]?.outcome ?? '';
  }

  /** Waits for a condition. Meanwhile all stored events are due. */
  retryUntil<T>(read: () => Promise<T>, holds: (value: T) => boolean): Promise<T> {
    return waitUntil(async () => {
      await this.rows(
        'UPDATE stripe_events SET due_at = to_timestamp(0) WHERE processed_at IS NULL AND due_at > now()',
      );
      return read();
    }, holds);
  }

  /** Waits until Stripe has delivered all webhooks. */
  async webhooksDelivered(): Promise<void> {
    await waitUntil(
      () => this.stripe.api('GET', '/v1/events?delivery_success=false&limit=1'),
      (page) => (page['data'] as unknown[]).length === 0,
    );
  }

  /** Outcomes of an object's events by type, after all webhooks are delivered and processed. */
  async outcomes(object: string): Promise<Record<string, string>> {
    await this.webhooksDelivered();
    const rows = await waitUntil(
      () =>
        this.rows<{ type: string; outcome: string | null }>(
          'SELECT type, outcome FROM stripe_events WHERE object_id = $1',
          [object],
        ),
      (found) => found.length > 0 && found.every(({ outcome }) => outcome !== null),
    );
    return Object.fromEntries(rows.map(({ type, outcome }) => [type, outcome ?? '']));
  }

  override async close(): Promise<void> {
    this.proxy.disconnect();
    await this.stop();
    await this.stripe.close();
    await this.proxy.close();
    await super.close();
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
