import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OrderCancelled, OrderPaid, ProductsNotSellable, StockLow } from '@orderwire/contracts';
import { v7 as uuidv7 } from 'uuid';
import { RestockReturns } from '../src/application/restock-returns.js';
import { SettleReservations } from '../src/application/settle-reservations.js';
import { ProductsWorld, waitUntil } from './products-world.js';

/** Each rule here is decided by who waits for which row, so the test holds a row and lets others wait. */
describe('stock that somebody else has in hand', () => {
  let world: ProductsWorld;

  /** Locks a product's stock, lets `work` begin, waits until `waiters` wait for a lock, acts, then lets go. */
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
      // Its end is also the end of a lock that was not let go of.
      client.release(true);
    }
  };
  const settle = (outcome: 'sold' | 'released', orderId: string) =>
    world.within((tx) => world.get(SettleReservations).execute(tx, outcome, [orderId]));
  const free = (table: string, key: string, ids: string[]) =>
    world.rows(
      `SELECT ${key} AS id FROM ${table} WHERE ${key} = ANY ($1) ORDER BY 1 FOR UPDATE SKIP LOCKED`,
      [ids],
    );
  /** Two products; the first has the lower id. */
  const pair = async () =>
    [(await world.product()).id, (await world.product()).id].toSorted() as [string, string];
  const pay = (orderId: string) =>
    world.announce(OrderPaid, {
      orderId,
      currency: 'usd',
      totalAmount: 1,
      paymentId: 'pi',
      paidAt: now(),
    });

  beforeAll(async () => {
    // A plan that happens to sort its rows for a join would hide that a statement forgot to.
    world = await ProductsWorld.create({ settings: { enable_mergejoin: 'off', enable_hashjoin: 'off' } });
  });
  afterAll(async () => {
    expect(await world.unbalanced()).toEqual([]);
    await world.close();
  });

  it('sells the last unit to one of those who wait for it', async () => {
    const { id } = await world.product({ stock: 1 });
    const results = await whileLocked(id, 5, () =>
      Promise.allSettled(Array.from({ length: 5 }, () => world.validate([[id, 1]], uuidv7()))),
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

  it('holds units that arrived while a buyer waited', async () => {
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

  it('holds once when one order waits twice for the last units', async () => {
    const { id } = await world.product({ stock: 2 });
    const orderId = uuidv7();
    await whileLocked(id, 3, () => Promise.all([1, 2, 3].map(() => world.validate([[id, 2]], orderId))));
    expect(await world.stock(id)).toEqual({ available: 0, reserved: 2, sold: 0 });
  });

  it('is taken in the order of the ids, so that no two buyers wait for each other', async () => {
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

  it('is taken by the end of a hold in the same order, and before the reservation', async () => {
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
    await world.taken('sell_reservation', event);
    expect(await world.stock(first)).toEqual({ available: 9, reserved: 0, sold: 1 });
  });

  it('moves once when the same order is paid and cancelled at once', async () => {
    const { id } = await world.product();
    const orderId = await world.order([[id, 4]]);
    // Somebody else's units, which a second move would take.
    await world.order([[id, 4]]);
    const [sale, release] = await whileLocked(id, 2, () =>
      Promise.all([
        pay(orderId),
        world.announce(OrderCancelled, { orderId, reason: 'test', cancelledAt: now() }),
      ]),
    );
    await world.taken('sell_reservation', sale);
    await world.taken('release_reservation', release);
    const { available, reserved, sold } = (await world.stock(id)) ?? {};
    expect(reserved).toBe(4);
    expect([
      [6, 0],
      [2, 4],
    ]).toContainEqual([available, sold]);
  });

  it('comes back once when two refunds of one order wait for it', async () => {
    const { id } = await world.product();
    const [orderId] = [await world.order([[id, 4]]), await world.order([[id, 4]])];
    await settle('sold', orderId);
    const refund = () =>
      world.within((tx) =>
        world
          .get(RestockReturns)
          .execute(tx, [{ orderId, refundId: uuidv7(), restock: [{ productId: id, quantity: 4 }] }]),
      );
    await whileLocked(id, 2, () => Promise.all([refund(), refund()]));
    expect(await world.stock(id)).toEqual({ available: 6, reserved: 4, sold: 0 });
  });

  it('is not sold late when somebody takes it meanwhile', async () => {
    const { id } = await world.product({ stock: 3 });
    const orderId = await world.order([[id, 2]]);
    await settle('released', orderId);
    await whileLocked(
      id,
      1,
      () => settle('sold', orderId),
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

  it('is told to be low by the one hold that makes it so, of those who wait for it', async () => {
    const { id } = await world.product({ stock: 4, lowThreshold: 2 });
    await whileLocked(id, 4, () => Promise.all([1, 2, 3, 4].map(() => world.validate([[id, 1]], uuidv7()))));
    expect((await world.announced(StockLow)).filter(({ productId }) => productId === id)).toMatchObject([
      { available: 2 },
    ]);
  });
});

const now = (): string => new Date().toISOString();
