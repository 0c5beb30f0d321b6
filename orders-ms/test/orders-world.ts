import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { jest } from '@jest/globals';
import { jetstream } from '@nats-io/jetstream';
import { headers } from '@nats-io/transport-node';
import {
  type Actor,
  CreateOrder,
  type CreateOrderReply,
  type CreateOrderRequest,
  type EventContract,
  Fault,
  GetOrder,
  GetOrderTimeline,
  guest,
  Headers,
  type OrderView,
  type RpcContract,
  type TimelineEntry,
} from '@orderwire/contracts';
import {
  connectNats,
  createLogger,
  type NatsLink,
  RpcClient,
  runInContext,
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
  TestIssuer,
  testServiceKey,
  waitUntil,
  useLongRpcTimeouts,
  useLongConnectionTimeout,
} from '@orderwire/test-kit';
import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import type { OrdersConfig } from '../src/config.js';
import { OrdersModule } from '../src/orders.module.js';
import { fakeExpiry, fakeProducts, fakeRefunds, fakeSessions, mug } from './fake-services.js';

export { waitUntil } from '@orderwire/test-kit';

// A test waits several times.
jest.setTimeout(4 * WAIT_LIMIT_MS);
useLongRpcTimeouts();

/** Who asks, and under which names. */
export interface Asking {
  actor?: Actor;
  idempotencyKey?: string;
  correlationId?: string;
  orderToken?: string;
}

/** Who asks where a test does not say. */
export const staff: Actor = { role: 'staff', id: uuidv7() };

/** orders-ms with its own database and broker, fake neighbours, and a client that asks it. */
export class OrdersWorld {
  readonly products;
  readonly sessions;
  readonly expiry;
  readonly refunds;
  readonly services: RunningService[] = [];
  private readonly rpc: RpcClient;

  private constructor(
    readonly database: TestDatabase,
    readonly sql: pg.Pool,
    readonly nats: Nats,
    private readonly storeDir: string,
    readonly link: NatsLink,
    readonly issuer: TestIssuer,
  ) {
    this.rpc = new RpcClient(link, new ServiceTokens('test', testServiceKey));
    this.products = fakeProducts(link.connection);
    this.sessions = fakeSessions(link.connection);
    this.expiry = fakeExpiry(link.connection);
    this.refunds = fakeRefunds(link.connection);
  }

  static async create(): Promise<OrdersWorld> {
    const database = await createTestDatabase(fileURLToPath(new URL('..', import.meta.url)));
    const sql = new pg.Pool({ connectionString: database.url, max: 2 });
    sql.on('error', () => undefined);
    const storeDir = mkdtempSync(join(tmpdir(), 'orderwire-orders-'));
    const nats = await startNats({ storeDir });
    const link = await connectNats('test', [nats.url], createLogger('test', 'silent'));
    const issuer = await TestIssuer.start(link.connection);
    const world = new OrdersWorld(database, sql, nats, storeDir, link, issuer);
    await world.start();
    return world;
  }

  /** One more replica. */
  async start(): Promise<RunningService> {
    const config: OrdersConfig = {
      NODE_ENV: 'test',
      HOST: '127.0.0.1',
      PORT: 0,
      LOG_LEVEL: 'silent',
      NATS_SERVERS: [this.nats.url],
      NATS_REPLICAS: 1,
      DATABASE_URL: withLongTimeouts(this.database.url),
      DATABASE_POOL: 4,
      SERVICE_KEY: testServiceKey,
      ORDER_TOKEN_SECRET: [testServiceKey],
      SESSION_MINUTES: 60,
      // The clock stands still: a test does what it does, when it is time.
      ORDER_SWEEP_SECONDS: 3_600,
    };
    const service = await startService('orders-ms', OrdersModule.with(config), config);
    useLongConnectionTimeout(service);
    this.services.push(service);
    return service;
  }

  /** Asks with a token that proves who asks: a staff member, unless told. */
  async ask<Request extends object, Reply extends object>(
    contract: RpcContract<Request, Reply>,
    request: Request,
    { actor = staff, correlationId = uuidv7(), ...shown }: Asking = {},
  ): Promise<Reply> {
    const identity = await this.issuer.tokenOf(actor);
    const context = { actor, correlationId, ...shown, ...(identity && { identity }) };
    return runInContext(context, () => this.rpc.ask(contract, request));
  }

  /** An order of two mugs by a guest, unless told. */
  place(request: Partial<CreateOrderRequest> = {}, asking: Asking = {}): Promise<CreateOrderReply> {
    const items = [{ productId: mug, quantity: 2 }];
    return this.ask(CreateOrder, { items, ...request }, { actor: guest, ...asking });
  }

  order(orderId: string, asking?: Asking): Promise<OrderView> {
    return this.ask(GetOrder, { orderId }, asking);
  }

  async timeline(orderId: string): Promise<TimelineEntry[]> {
    return (await this.ask(GetOrderTimeline, { orderId })).entries;
  }

  async steps(orderId: string): Promise<string[]> {
    return (await this.timeline(orderId)).map(({ step }) => step);
  }

  /** Announces an event as its owner's relay would. The same id is the same event. */
  async announce<Payload extends object>(
    { subject }: EventContract<Payload>,
    payload: Payload,
    { id = uuidv7(), correlationId = uuidv7() } = {},
  ): Promise<string> {
    const head = headers();
    head.set(Headers.correlationId, correlationId);
    head.set('Nats-Msg-Id', id);
    await jetstream(this.link.connection, { timeout: WAIT_LIMIT_MS }).publish(
      subject,
      JSON.stringify(payload),
      { headers: head },
    );
    return id;
  }

  async rows<Row extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<Row[]> {
    return (await this.sql.query<Row>(text, values)).rows;
  }

  /** Payloads of the events announced about an order, oldest first. */
  async announced<Payload extends object>(
    { subject }: EventContract<Payload>,
    orderId: string,
  ): Promise<Payload[]> {
    const rows = await this.rows<{ payload: string }>(
      'SELECT payload::text AS payload FROM messaging.outbox WHERE subject = $1 AND aggregate_id = $2 ORDER BY id',
      [subject, orderId],
    );
    return rows.map(({ payload }) => JSON.parse(payload) as Payload);
  }

  /** Waits until a reaction has taken an event. */
  async taken(reaction: string, eventId: string): Promise<void> {
    const look = 'SELECT 1 FROM messaging.inbox WHERE consumer = $1 AND event_id = $2';
    await waitUntil(
      () => this.rows(look, [`orders_ms_${reaction}`, eventId]),
      (rows) => rows.length > 0,
    );
  }

  async close(): Promise<void> {
    await Promise.all(this.services.map((service) => service.close()));
    await this.link.connection.close();
    await this.nats.stop();
    await this.sql.end();
    await this.database.drop();
    rmSync(this.storeDir, { recursive: true, force: true });
  }
}

/** The fault that a question ends with. */
export const faultOf = (question: Promise<unknown>): Promise<Fault> =>
  question.then(
    () => {
      throw new Error('there was an answer where a fault was expected');
    },
    (error: unknown) => {
      if (error instanceof Fault) return error;
      throw error;
    },
  );
