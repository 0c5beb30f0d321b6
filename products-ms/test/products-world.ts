import { fileURLToPath } from 'node:url';
import { jest } from '@jest/globals';
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
import { Database, startService, type Tx } from '@orderwire/platform';
import {
  type Caller,
  openServers,
  type ServiceDefinition,
  ServiceWorld,
  testServiceKey,
  useLongRpcTimeouts,
  WAIT_LIMIT_MS,
} from '@orderwire/test-kit';
import { v7 as uuidv7 } from 'uuid';
import { ReleaseExpiredReservationsUseCase } from '../src/application/release-expired-reservations.use-case.js';
import type { ProductsConfig } from '../src/config.js';
import { ProductsModule } from '../src/products.module.js';

jest.setTimeout(4 * WAIT_LIMIT_MS);
useLongRpcTimeouts();

export const staff: Actor = { role: 'staff', id: '0190a000-0000-7000-8000-00000000000a' };

export type Counters = Omit<StockView, 'lowThreshold'>;

/** One product of an order: product id, quantity. */
export type Line = [productId: string, quantity: number];

const definition: ServiceDefinition<ProductsConfig> = {
  name: 'products-ms',
  folder: fileURLToPath(new URL('..', import.meta.url)),
  start: (config) => startService('products-ms', ProductsModule.with(config), config),
  // The interval is longer than any test; ProductsWorld.releaseExpired() runs the check.
  // Guests may hold the whole stock, as in all rules that are not about their share.
  config: {
    DATABASE_POOL: 8,
    HOLD_SWEEP_SECONDS: 3_600,
    GUEST_STOCK_PERCENT: 100,
  },
};

interface WorldOptions {
  replicas?: number;
  config?: Partial<ProductsConfig>;
  /** Settings of PostgreSQL, for every connection. */
  settings?: Record<string, string>;
}

/** products-ms with its own database and broker, and a client. */
export class ProductsWorld extends ServiceWorld<ProductsConfig> {
  static async create({ replicas = 1, config, settings = {} }: WorldOptions = {}): Promise<ProductsWorld> {
    const world = new ProductsWorld(await openServers(definition), definition);
    const [row] = await world.rows<{ name: string }>('SELECT current_database() AS name');
    for (const [setting, value] of Object.entries(settings))
      await world.rows(`ALTER DATABASE ${row?.name} SET ${setting} = '${value}'`);
    for (let i = 0; i < replicas; i++) await world.start(config);
    return world;
  }

  /** Sends a request as this actor, with a token that proves it. */
  override request<Request extends object, Reply extends object>(
    contract: RpcContract<Request, Reply>,
    request: Request,
    caller: Actor | Caller = staff,
  ): Promise<Reply> {
    const given = 'role' in caller ? { actor: caller } : caller;
    const serviceKey = given.actor?.role === 'system' ? testServiceKey : null;
    return super.request(contract, request, { serviceKey, ...given });
  }

  /** Creates a product; default: 10.00 USD and ten units. */
  product(fields: Partial<CreateProductRequest> = {}): Promise<ProductView> {
    const plain = { name: 'A mug', prices: [{ currency: 'usd', amount: 1_000 }], stock: 10 };
    return this.request(CreateProduct, { ...plain, ...fields });
  }

  /** Validates as orders-ms does; with an order id, reserves for an hour. */
  validate(
    lines: Line[],
    orderId?: string,
    expiresAt = inHours(1),
    actor: Actor = guest,
  ): Promise<ValidateProductsReply> {
    const items = lines.map(([productId, quantity]) => ({ productId, quantity }));
    const hold = orderId && { hold: { orderId, expiresAt } };
    return this.request(ValidateProducts, { items, currency: 'usd', ...hold }, actor);
  }

  /** Reserves for a new order and returns its id. */
  async order(lines: Line[], actor?: Actor): Promise<string> {
    const orderId = uuidv7();
    await this.validate(lines, orderId, undefined, actor);
    return orderId;
  }

  /** Publishes events of one contract and returns their ids. */
  publishAll<Payload extends object>(
    contract: EventContract<Payload>,
    ...payloads: Payload[]
  ): Promise<string[]> {
    return Promise.all(payloads.map((payload) => this.publish(contract, payload)));
  }

  /** Publishes events and waits until a reaction has consumed them. */
  async deliver<Payload extends object>(
    reaction: string,
    contract: EventContract<Payload>,
    ...payloads: Payload[]
  ): Promise<void> {
    await this.consumed(reaction, ...(await this.publishAll(contract, ...payloads)));
  }

  /** Runs in one transaction of the first replica. */
  within<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.get(Database).transaction(work);
  }

  /** Runs the check of expired reservations on all replicas at the same time. */
  releaseExpired(): Promise<boolean[]> {
    return Promise.all(this.services.map(({ app }) => app.get(ReleaseExpiredReservationsUseCase).execute()));
  }

  async stock(productId: string): Promise<Counters | undefined> {
    const [row] = await this.rows<Counters>(
      'SELECT available, reserved, sold::int FROM stock WHERE product_id = $1',
      [productId],
    );
    return row;
  }

  /**
   * The ledger of a product, oldest first: movement, and changes of available, reserved and sold.
   */
  async ledger(productId: string): Promise<[string, number, number, number][]> {
    const entries = await this.rows<{ movement: string; a: number; r: number; s: number }>(
      `SELECT movement, d_available AS a, d_reserved AS r, d_sold::int AS s FROM stock_ledger
       WHERE product_id = $1 ORDER BY id`,
      [productId],
    );
    return entries.map(({ movement, a, r, s }) => [movement, a, r, s]);
  }

  /**
   * Products whose counters differ from the sums of their ledger, or from their reservations and
   * sales.
   */
  unbalanced(): Promise<unknown[]> {
    return this.rows(`
      SELECT s.* FROM stock s
      WHERE NOT (s.available, s.reserved, s.sold) = (
             SELECT coalesce(sum(d_available), 0), coalesce(sum(d_reserved), 0), coalesce(sum(d_sold), 0)
             FROM stock_ledger e WHERE e.product_id = s.product_id)
         OR s.reserved <> (SELECT coalesce(sum(quantity), 0) FROM reservation_lines l
                           JOIN reservations r USING (order_id)
                           WHERE l.product_id = s.product_id AND r.status = 'held')
         OR s.guest_reserved <> (SELECT coalesce(sum(quantity), 0) FROM reservation_lines l
                                 JOIN reservations r USING (order_id)
                                 WHERE l.product_id = s.product_id AND r.status = 'held' AND r.guest)
         OR s.sold <> (SELECT coalesce(sum(quantity), 0) FROM reservation_lines l
                       JOIN reservations r USING (order_id)
                       WHERE l.product_id = s.product_id AND r.status = 'sold')
                    - (SELECT coalesce(sum(d_available), 0) FROM stock_ledger e
                       WHERE e.product_id = s.product_id AND e.movement = 'returned')`);
  }
}

/** ISO 8601 time, this many hours from now. */
export const inHours = (hours: number): string => new Date(Date.now() + hours * 3_600_000).toISOString();
