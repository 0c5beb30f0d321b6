import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OrderCancelled, OrderPaid, ProductsNotSellable, StockLow } from '@orderwire/contracts';
import { Database, Outbox, runInContext } from '@orderwire/platform';
import { faultOf, waitUntil } from '@orderwire/test-kit';
import { v7 as uuidv7 } from 'uuid';
import { EndReservationsUseCase } from '../src/application/end-reservations.use-case.js';
import { RestockReturnsUseCase } from '../src/application/restock-returns.use-case.js';
import { ValidateProductsUseCase } from '../src/application/validate-products.use-case.js';
import { ReservationRepository } from '../src/outbound/reservation.repository.js';
import { inHours, ProductsWorld, staff } from './products-world.js';

/**
 * Each rule depends on which transaction waits for which row: the test locks a row and lets others
 * wait.
 */
describe('stock that another transaction has locked', () => {
  let world: ProductsWorld;

  /**
   * Locks a product's stock, starts `work`, waits until `waiters` wait for a lock, acts, then
   * unlocks.
   */
  const whileLocked = async <T>(
    productId: string,
    waiters: number,
    work: () => Promise<T>,
    act: (sql: (text: string, values?: unknown[]) => Promise<unknown[]>) => Promise<void> = async () =>
      undefined,
  ): Promise<T> => {
    const client = await world.sql.connect();
    try {
      await client.query('BEGIN');
      await client.query('SELECT FROM stock WHERE product_id = $1 FOR UPDATE', [productId]);
      const working = work();
      await waitUntil(
        () =>
          world.rows<{ n: number }>(
            `SELECT count(*)::int AS n FROM pg_stat_activity
             WHERE datname = current_database() AND wait_event_type = 'Lock'`,
          ),
        ([row]) => (row?.n ?? 0) >= waiters,
      );
      await act(async (text, values) => (await client.query<object>(text, values)).rows);
      await client.query('COMMIT');
      return await working;
    } finally {
      // Closing the connection also releases a lock that was not committed.
      client.release(true);
    }
  };
  /** As a replica of its own, which shares no statement with the others. */
  const reserve = (lines: [string, number][], orderId = uuidv7()) => {
    const database = world.get(Database);
    const useCase = new ValidateProductsUseCase(
      ...([new ReservationRepository(database), world.get(Outbox), database, 100] as const),
    );
    const items = lines.map(([productId, quantity]) => ({ productId, quantity }));
    return runInContext({ correlationId: uuidv7(), actor: staff }, () =>
      useCase.execute({ items, currency: 'usd', hold: { orderId, expiresAt: inHours(1) } }),
    );
  };
  const end = (outcome: 'sold' | 'released', orderId: string) =>
    world.within((tx) => world.get(EndReservationsUseCase).execute(tx, outcome, [orderId]));
  const free = (table: string, key: string, ids: string[]) =>
    world.rows(
      `SELECT ${key} AS id FROM ${table} WHERE ${key} = ANY ($1) ORDER BY 1 FOR UPDATE SKIP LOCKED`,
      [ids],
    );
  /** Two products; the first has the lower id. */
  const pair = async () =>
    [(await world.product()).id, (await world.product()).id].toSorted() as [string, string];
  const pay = (orderId: string) =>
    world.publishAll(OrderPaid, {
      orderId,
      currency: 'usd',
      totalAmount: 1,
      paymentId: 'pi',
      paidAt: now(),
    });

  beforeAll(async () => {
    // A plan that sorts rows for a join would hide a missing ORDER BY.
    world = await ProductsWorld.create({ settings: { enable_mergejoin: 'off', enable_hashjoin: 'off' } });
  });
  afterAll(async () => {
    expect(await world.unbalanced()).toEqual([]);
    await world.close();
  });

  it('is reserved to the last unit by one of those that wait for it', async () => {
    const { id } = await world.product({ stock: 1 });
    const results = await whileLocked(id, 5, () =>
      Promise.allSettled(Array.from({ length: 5 }, () => reserve([[id, 1]]))),
    );
    const refused = results.flatMap((result) =>
      result.status === 'rejected' ? [result.reason as unknown] : [],
    );
    expect(refused).toHaveLength(4);
    for (const fault of refused) {
      expect(ProductsNotSellable.matches(fault)).toBe(true);
      expect(fault).toMatchObject({ details: { products: [{ available: 0 }] } });
    }
  });

  it('is reserved with units that arrived in the meantime', async () => {
    const { id } = await world.product({ stock: 0 });
    await whileLocked(
      id,
      1,
      () => world.validate([[id, 2]], uuidv7()),
      async (sql) => {
        await sql('UPDATE stock SET available = 2 WHERE product_id = $1', [id]);
        await sql(
          `INSERT INTO stock_ledger (product_id, movement, d_available, d_reserved, d_sold, reason, actor_role)
           VALUES ($1, 'adjusted', 2, 0, 0, 'arrived', 'staff')`,
          [id],
        );
      },
    );
    expect(await world.stock(id)).toEqual({ available: 0, reserved: 2, sold: 0 });
  });

  it('is reserved once when one order waits several times for the last units', async () => {
    const { id } = await world.product({ stock: 2 });
    const orderId = uuidv7();
    await whileLocked(id, 3, () => Promise.all([1, 2, 3].map(() => reserve([[id, 2]], orderId))));
    expect(await world.stock(id)).toEqual({ available: 0, reserved: 2, sold: 0 });
  });

  it('keeps no order of other products waiting', async () => {
    const [locked, other] = [await world.product(), await world.product()];
    const soldOut = await world.product({ stock: 0 });
    const waiting = whileLocked(
      locked.id,
      1,
      () => Promise.all([world.order([[locked.id, 1]]), world.order([[locked.id, 1]])]),
      async () => {
        await Promise.all([world.order([[other.id, 1]]), world.order([[other.id, 1]])]);
        const refused = await faultOf(world.order([[soldOut.id, 1]]));
        expect(ProductsNotSellable.matches(refused)).toBe(true);
        expect(await world.stock(other.id)).toEqual({ available: 8, reserved: 2, sold: 0 });
        expect(await world.stock(locked.id)).toEqual({ available: 10, reserved: 0, sold: 0 });
      },
    );
    await waiting;
    expect(await world.stock(locked.id)).toEqual({ available: 8, reserved: 2, sold: 0 });
  });

  it('is locked in the order of the ids, so that no two reservations deadlock', async () => {
    const [first, second] = await pair();
    await whileLocked(
      first,
      1,
      () =>
        world.validate(
          [
            [second, 1],
            [first, 1],
          ],
          uuidv7(),
        ),
      async () => expect(await free('stock', 'product_id', [second])).toEqual([{ id: second }]),
    );
  });

  it('is locked by the end of a reservation in the same order, and before the reservation', async () => {
    const [first, second] = await pair();
    const orderId = await world.order([
      [second, 1],
      [first, 1],
    ]);
    const event = await whileLocked(
      first,
      1,
      () => pay(orderId),
      async () => {
        expect(await free('stock', 'product_id', [second])).toEqual([{ id: second }]);
        expect(await free('reservations', 'order_id', [orderId])).toEqual([{ id: orderId }]);
      },
    );
    await world.consumed('sell_reservation', ...event);
    expect(await world.stock(first)).toEqual({ available: 9, reserved: 0, sold: 1 });
  });

  it('moves once when the same order is paid and cancelled at the same time', async () => {
    const { id } = await world.product();
    const orderId = await world.order([[id, 4]]);
    // Another order's units, which a second move would take.
    await world.order([[id, 4]]);
    const [sale, release] = await whileLocked(id, 2, () =>
      Promise.all([
        pay(orderId),
        world.publishAll(OrderCancelled, { orderId, reason: 'test', cancelledAt: now() }),
      ]),
    );
    await world.consumed('sell_reservation', ...sale);
    await world.consumed('release_reservation', ...release);
    const { available, reserved, sold } = (await world.stock(id)) ?? {};
    expect(reserved).toBe(4);
    expect([
      [6, 0],
      [2, 4],
    ]).toContainEqual([available, sold]);
  });

  it('is restocked once when two refunds of one order wait for it', async () => {
    const { id } = await world.product();
    const [orderId] = [await world.order([[id, 4]]), await world.order([[id, 4]])];
    await end('sold', orderId);
    const refund = () =>
      world.within((tx) =>
        world
          .get(RestockReturnsUseCase)
          .execute(tx, [{ orderId, refundId: uuidv7(), restock: [{ productId: id, quantity: 4 }] }]),
      );
    await whileLocked(id, 2, () => Promise.all([refund(), refund()]));
    expect(await world.stock(id)).toEqual({ available: 6, reserved: 4, sold: 0 });
  });

  it('is not sold without a reservation when it is taken in the meantime', async () => {
    const { id } = await world.product({ stock: 3 });
    const orderId = await world.order([[id, 2]]);
    await end('released', orderId);
    await whileLocked(
      id,
      1,
      () => end('sold', orderId),
      async (sql) => {
        await sql('UPDATE stock SET available = 1 WHERE product_id = $1', [id]);
        await sql(
          `INSERT INTO stock_ledger (product_id, movement, d_available, d_reserved, d_sold, reason, actor_role)
           VALUES ($1, 'adjusted', -2, 0, 0, 'broken', 'staff')`,
          [id],
        );
      },
    );
    expect(await world.stock(id)).toEqual({ available: 1, reserved: 0, sold: 0 });
  });

  it('is published as low by exactly one of the reservations that wait for it', async () => {
    const { id } = await world.product({ stock: 4, lowThreshold: 2 });
    await whileLocked(id, 4, () => Promise.all([1, 2, 3, 4].map(() => reserve([[id, 1]]))));
    expect(await world.published(StockLow, id)).toMatchObject([{ available: 2 }]);
  });
});

const now = (): string => new Date().toISOString();
