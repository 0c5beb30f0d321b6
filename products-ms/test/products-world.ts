import { jest } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Type } from '@nestjs/common';
import {
  type Actor,
  CreateProduct,
  type CreateProductRequest,
  type EventContract,
  guest,
  type ProductView,
  type RpcContract,
  type StockView,
  ValidateProducts,
  type ValidateProductsReply,
} from '@orderwire/contracts';
import {
  connectNats,
  createLogger,
  Database,
  type NatsLink,
  Outbox,
  RpcClient,
  runInContext,
  type RunningService,
  startService,
  type Tx,
} from '@orderwire/platform';
import {
  createTestDatabase,
  type Nats,
  WAIT_LIMIT_MS,
  withLongTimeouts,
  startNats,
  TestIssuer,
  testServiceKey,
  waitUntil,
  useLongRpcTimeouts,
  useLongConnectionTimeout,
} from '@orderwire/test-kit';
import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { ReleaseExpiredReservationsUseCase } from '../src/application/release-expired-reservations.js';
import { ProductsModule } from '../src/products.module.js';

export { waitUntil } from '@orderwire/test-kit';

// A test waits several times.
jest.setTimeout(4 * WAIT_LIMIT_MS);
useLongRpcTimeouts();

export const staff: Actor = { role: 'staff', id: '0190a000-0000-7000-8000-00000000000a' };

export type Counters = Omit<StockView, 'lowThreshold'>;

/** Units of one product in an order, as a pair: product id, quantity. */
export type Line = [productId: string, quantity: number];

interface WorldOptions {
  replicas?: number;
  /** By default the clock stands still, and a test winds it with {@link ProductsWorld.releaseExpired}. */
  sweepSeconds?: number;
  settings?: Record<string, string>;
}

/** products-ms with a database and a broker of its own, and a client that asks it. */
export class ProductsWorld {
  private constructor(
    private readonly storeDir: string,
    private readonly nats: Nats,
    private readonly database: Awaited<ReturnType<typeof createTestDatabase>>,
    readonly sql: pg.Pool,
    private readonly services: RunningService[],
    readonly link: NatsLink,
    readonly issuer: TestIssuer,
  ) {}

  /** `settings` are PostgreSQL's own, for every connection. */
  static async create({
    replicas = 1,
    settings = {},
    sweepSeconds = 3_600,
  }: WorldOptions = {}): Promise<ProductsWorld> {
    const storeDir = mkdtempSync(join(tmpdir(), 'orderwire-products-'));
    const nats = await startNats({ storeDir });
    const database = await createTestDatabase(fileURLToPath(new URL('..', import.meta.url)));
    const config = {
      NODE_ENV: 'test' as const,
      HOST: '127.0.0.1',
      PORT: 0,
      LOG_LEVEL: 'silent' as const,
      NATS_SERVERS: [nats.url],
      NATS_REPLICAS: 1,
      DATABASE_URL: withLongTimeouts(database.url),
      DATABASE_POOL: 8,
      SERVICE_KEY: testServiceKey,
      HOLD_SWEEP_SECONDS: sweepSeconds,
    };
    const sql = new pg.Pool({ connectionString: database.url, max: 4 });
    // Its connections may still be hanging up when the database is dropped.
    sql.on('error', () => undefined);
    const name = new URL(database.url).pathname.slice(1);
    for (const [setting, value] of Object.entries(settings))
      await sql.query(`ALTER DATABASE ${name} SET ${setting} = '${value}'`);
    const services: RunningService[] = [];
    for (let i = 0; i < replicas; i++) {
      const service = await startService('products-ms', ProductsModule.with(config), config);
      useLongConnectionTimeout(service);
      services.push(service);
    }
    const link = await connectNats('test', [nats.url], createLogger('test', 'silent'));
    const issuer = await TestIssuer.start(link.connection);
    return new ProductsWorld(storeDir, nats, database, sql, services, link, issuer);
  }

  /** Asks as this actor, with a token that proves it. */
  async ask<Request extends object, Reply extends object>(
    contract: RpcContract<Request, Reply>,
    request: Request,
    actor: Actor = staff,
  ): Promise<Reply> {
    const identity = await this.issuer.tokenOf(actor);
    return runInContext({ correlationId: 'test', actor, ...(identity && { identity }) }, () =>
      new RpcClient(this.link).ask(contract, request),
    );
  }

  /** A product of 10.00 USD with ten units, unless told otherwise. */
  product(fields: Partial<CreateProductRequest> = {}): Promise<ProductView> {
    const plain = { name: 'A mug', prices: [{ currency: 'usd', amount: 1_000 }], stock: 10 };
    return this.ask(CreateProduct, { ...plain, ...fields });
  }

  /** Validates as orders-ms does; with an order id, holds for an hour. */
  validate(lines: Line[], orderId?: string, expiresAt = inHours(1)): Promise<ValidateProductsReply> {
    const items = lines.map(([productId, quantity]) => ({ productId, quantity }));
    const hold = orderId && { hold: { orderId, expiresAt } };
    return this.ask(ValidateProducts, { items, currency: 'usd', ...hold }, guest);
  }

  /** Holds for a new order and gives its id. */
  async order(lines: Line[]): Promise<string> {
    const orderId = uuidv7();
    await this.validate(lines, orderId);
    return orderId;
  }

  /** Announces events through the outbox, as their owner would, and gives their ids. */
  async publish<Payload extends object>(
    contract: EventContract<Payload>,
    ...payloads: Payload[]
  ): Promise<string[]> {
    const outbox = this.get(Outbox);
    return this.within((tx) => Promise.resolve(payloads.map((payload) => outbox.add(tx, contract, payload))));
  }

  /** Something of the first replica. */
  get<T>(type: Type<T>): T {
    const [service] = this.services;
    if (!service) throw new Error('no service runs');
    return service.app.get(type);
  }

  /** Works in one transaction of the first replica. */
  within<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.get(Database).transaction(work);
  }

  /** One round of looking at holds that are over their time, on every replica at once. */
  async releaseExpired(): Promise<boolean[]> {
    return Promise.all(
      this.services.map((service) => service.app.get(ReleaseExpiredReservationsUseCase).execute()),
    );
  }

  /** Waits until a reaction has taken these events. */
  async consumed(reaction: string, eventIds: readonly string[]): Promise<void> {
    const look = 'SELECT event_id FROM messaging.inbox WHERE consumer = $1 AND event_id = ANY ($2)';
    await waitUntil(
      () => this.rows(look, [`products_ms_${reaction}`, eventIds]),
      ({ length }) => length === eventIds.length,
    );
  }

  async rows<Row extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<Row[]> {
    return (await this.sql.query<Row>(text, values)).rows;
  }

  async stock(productId: string): Promise<Counters | undefined> {
    const [row] = await this.rows<Counters>(
      'SELECT available, reserved, sold::int FROM stock WHERE product_id = $1',
      [productId],
    );
    return row;
  }

  /** The ledger of a product, oldest first: movement and what it did to available, reserved and sold. */
  async ledger(productId: string): Promise<[string, number, number, number][]> {
    const entries = await this.rows<{ movement: string; a: number; r: number; s: number }>(
      `SELECT movement, d_available AS a, d_reserved AS r, d_sold::int AS s FROM stock_ledger
       WHERE product_id = $1 ORDER BY id`,
      [productId],
    );
    return entries.map(({ movement, a, r, s }) => [movement, a, r, s]);
  }

  /** Payloads of the events of this contract that products-ms published so far, oldest first. */
  async published<Payload extends object>({ subject }: EventContract<Payload>): Promise<Payload[]> {
    const rows = await this.rows<{ payload: string }>(
      'SELECT payload FROM messaging.outbox WHERE subject = $1 ORDER BY position',
      [subject],
    );
    return rows.map(({ payload }) => JSON.parse(payload) as Payload);
  }

  /** Products whose counters are not the sums of their ledger, or that do not agree with what orders hold and bought. */
  async unbalanced(): Promise<unknown[]> {
    return this.rows(`
      SELECT s.* FROM stock s
      WHERE NOT (s.available, s.reserved, s.sold) = (
             SELECT coalesce(sum(d_available), 0), coalesce(sum(d_reserved), 0), coalesce(sum(d_sold), 0)
             FROM stock_ledger e WHERE e.product_id = s.product_id)
         OR s.reserved <> (SELECT coalesce(sum(quantity), 0) FROM reservation_lines l
                           JOIN reservations r USING (order_id)
                           WHERE l.product_id = s.product_id AND r.status = 'held')
         OR s.sold <> (SELECT coalesce(sum(quantity), 0) FROM reservation_lines l
                       JOIN reservations r USING (order_id)
                       WHERE l.product_id = s.product_id AND r.status = 'sold')
                    - (SELECT coalesce(sum(d_available), 0) FROM stock_ledger e
                       WHERE e.product_id = s.product_id AND e.movement = 'returned')`);
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

/** ISO time, some hours from now. */
export const inHours = (hours: number): string => new Date(Date.now() + hours * 3_600_000).toISOString();

/** What a promise was rejected with. */
export const refusal = (asked: Promise<unknown>): Promise<unknown> =>
  asked.then(
    () => {
      throw new Error('it was not refused');
    },
    (error: unknown) => error,
  );
