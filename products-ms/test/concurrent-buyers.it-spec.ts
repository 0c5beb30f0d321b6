import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type Actor,
  ReservationConflict,
  OrderCancelled,
  OrderPaid,
  ProductsNotSellable,
} from '@orderwire/contracts';
import { faultOf } from '@orderwire/test-kit';
import { v7 as uuidv7 } from 'uuid';
import { type Line, ProductsWorld } from './products-world.js';

const faults = (results: PromiseSettledResult<unknown>[]): unknown[] =>
  results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));

const at = new Date().toISOString();
const paid = (orderId: string) => ({
  orderId,
  currency: 'usd',
  totalAmount: 1,
  paymentId: 'pi_1',
  paidAt: at,
});

describe('many concurrent buyers on two replicas', () => {
  let world: ProductsWorld;

  beforeAll(async () => {
    world = await ProductsWorld.create({ replicas: 2 });
  });
  afterAll(async () => {
    expect(await world.unbalanced()).toEqual([]);
    await world.close();
  });

  it('reserve exactly 100 units for 500 orders', async () => {
    const { id } = await world.product({ stock: 100 });
    const results = await Promise.allSettled(
      Array.from({ length: 500 }, () => world.validate([[id, 1]], uuidv7())),
    );
    const refused = faults(results);
    expect(refused).toHaveLength(400);
    expect(refused.every((fault) => ProductsNotSellable.matches(fault))).toBe(true);
    expect(await world.stock(id)).toEqual({ available: 0, reserved: 100, sold: 0 });
  });

  it('reserve exactly 100 units of several products whose order differs between requests', async () => {
    const ids = (await Promise.all(Array.from({ length: 3 }, () => world.product({ stock: 100 })))).map(
      ({ id }) => id,
    );
    const bought: string[] = [];
    const results = await Promise.allSettled(
      Array.from({ length: 500 }, async (_, buyer) => {
        const orderId = uuidv7();
        const lines = (buyer % 2 ? ids : ids.toReversed()).map((id): Line => [id, 1]);
        await world.validate(lines, orderId);
        bought.push(orderId);
      }),
    );
    expect(faults(results).filter((fault) => !ProductsNotSellable.matches(fault))).toEqual([]);
    expect(bought).toHaveLength(100);
    await world.deliver('sell_reservation', OrderPaid, ...bought.map(paid));
    for (const id of ids) expect(await world.stock(id)).toEqual({ available: 0, reserved: 0, sold: 100 });
  });

  it('leave no unit unreserved when quantities differ', async () => {
    const products = await Promise.all(Array.from({ length: 4 }, () => world.product({ stock: 60 })));
    const results = await Promise.allSettled(
      Array.from({ length: 200 }, (_, buyer) =>
        world.validate(
          products.map(({ id }, index): Line => [id, 1 + ((buyer + index) % 3)]),
          uuidv7(),
        ),
      ),
    );
    expect(faults(results).every((fault) => ProductsNotSellable.matches(fault))).toBe(true);
    const stock = await Promise.all(products.map(({ id }) => world.stock(id)));
    expect(stock.every((counters) => counters && counters.available + counters.reserved === 60)).toBe(true);
    // Requests were refused, so at least one product has too few units for the largest request.
    expect(Math.min(...stock.map((counters) => counters?.available ?? 60))).toBeLessThan(3);
  });

  it('do not deadlock when they name the same products in opposite order', async () => {
    const ids = (await Promise.all(Array.from({ length: 6 }, () => world.product({ stock: 1_000 })))).map(
      ({ id }) => id,
    );
    const results = await Promise.allSettled(
      Array.from({ length: 200 }, (_, buyer) => {
        const order = buyer % 2 ? ids : ids.toReversed();
        return world.validate(
          order.map((id): Line => [id, 1]),
          uuidv7(),
        );
      }),
    );
    expect(faults(results)).toEqual([]);
    expect(await world.stock(ids[0] ?? '')).toEqual({ available: 800, reserved: 200, sold: 0 });
  });

  it('reserve once for one order that asks many times at the same time, also for the last units', async () => {
    const { id } = await world.product({ stock: 3 });
    const orderId = uuidv7();
    const results = await Promise.allSettled(
      Array.from({ length: 40 }, () => world.validate([[id, 3]], orderId)),
    );
    expect(faults(results)).toEqual([]);
    expect(await world.stock(id)).toEqual({ available: 0, reserved: 3, sold: 0 });
  });

  it('get one reservation when one order asks for different products at the same time', async () => {
    for (let round = 0; round < 20; round++) {
      const [a, b] = await Promise.all([world.product(), world.product()]);
      const orderId = uuidv7();
      const results = await Promise.allSettled(
        [a, b, a, b].map(({ id }) => world.validate([[id, 1]], orderId)),
      );
      const refused = faults(results);
      expect(refused).toHaveLength(2);
      expect(refused.every((fault) => ReservationConflict.matches(fault))).toBe(true);
      const reserved = [await world.stock(a.id), await world.stock(b.id)].map((stock) => stock?.reserved);
      expect(reserved.toSorted()).toEqual([0, 1]);
    }
  });

  it('conserve every unit while orders are reserved, paid and cancelled at the same time', async () => {
    const ids = (await Promise.all(Array.from({ length: 5 }, () => world.product({ stock: 500 })))).map(
      ({ id }) => id,
    );
    const [sales, releases]: [string[], string[]] = [[], []];
    const lines = (n: number): Line[] =>
      [
        [ids[n % 5] ?? '', 1],
        [ids[(n * 3 + 1) % 5] ?? '', 2],
      ].filter(([id], index, all) => all.findIndex(([other]) => other === id) === index) as Line[];
    await Promise.all(
      Array.from({ length: 120 }, async (_, n) => {
        const orderId = await world.order(lines(n));
        const cancelled = { orderId, reason: 'test', cancelledAt: at };
        if (n % 3 !== 0) sales.push(...(await world.publishAll(OrderPaid, paid(orderId))));
        if (n % 3 !== 1) releases.push(...(await world.publishAll(OrderCancelled, cancelled)));
      }),
    );
    expect([sales.length, releases.length]).toEqual([80, 80]);
    await world.consumed('sell_reservation', ...sales);
    await world.consumed('release_reservation', ...releases);
    const [row] = await world.rows<{ held: number; reserved: number }>(
      `SELECT (SELECT count(*)::int FROM reservation_lines l JOIN reservations r USING (order_id)
               WHERE r.status = 'held' AND l.product_id = ANY ($1)) AS held,
              (SELECT sum(reserved)::int FROM stock WHERE product_id = ANY ($1)) AS reserved`,
      [ids],
    );
    expect(row).toEqual({ held: 0, reserved: 0 });
    expect(await world.unbalanced()).toEqual([]);
  });

  describe('who are guests, with GUEST_STOCK_PERCENT=50,', () => {
    const customer: Actor = { role: 'customer', id: uuidv7() };
    const refusalOf = async (order: Promise<unknown>) => (await faultOf(order)).details;

    beforeAll(async () => {
      await world.stop();
      for (let i = 0; i < 2; i++) await world.start({ GUEST_STOCK_PERCENT: 50 });
    });

    it('hold half of the unsold units for all guests together, and all of them for accounts', async () => {
      const { id } = await world.product({ stock: 11 });
      const limit = { products: [{ productId: id, reason: 'guest_limit' }] };
      expect(await refusalOf(world.order([[id, 6]]))).toEqual(limit);
      await world.order([[id, 3]]);
      await world.order([[id, 2]]);
      expect(await refusalOf(world.order([[id, 1]]))).toEqual(limit);
      await world.order([[id, 6]], customer);
      expect(await world.stock(id)).toEqual({ available: 0, reserved: 11, sold: 0 });
      expect(await refusalOf(world.order([[id, 1]]))).toMatchObject({
        products: [{ reason: 'insufficient_stock' }],
      });
    });

    it('always hold one unit, so that a small stock can be sold', async () => {
      const { id } = await world.product({ stock: 1 });
      await world.order([[id, 1]]);
      const { id: three } = await world.product({ stock: 3 });
      await world.order([[three, 1]]);
      expect(await refusalOf(world.order([[three, 1]]))).toMatchObject({
        products: [{ reason: 'guest_limit' }],
      });
    });

    it('hold exactly their share when they order at the same time', async () => {
      const { id } = await world.product({ stock: 20 });
      const results = await Promise.allSettled(Array.from({ length: 40 }, () => world.order([[id, 1]])));
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(10);
      expect(await world.stock(id)).toEqual({ available: 10, reserved: 10, sold: 0 });
    });

    it('can hold more as soon as one of their orders is paid or cancelled', async () => {
      const { id } = await world.product({ stock: 8 });
      const [first, second] = [await world.order([[id, 2]]), await world.order([[id, 2]])];
      const cancelled = { orderId: first, reason: 'test', cancelledAt: at };
      await world.deliver('release_reservation', OrderCancelled, cancelled);
      const third = await world.order([[id, 2]]);
      for (const orderId of [second, third])
        await world.deliver('sell_reservation', OrderPaid, paid(orderId));
      // Four units are left.
      expect(await refusalOf(world.order([[id, 3]]))).toMatchObject({
        products: [{ reason: 'guest_limit' }],
      });
      await world.order([[id, 2]]);
      expect(await world.stock(id)).toEqual({ available: 2, reserved: 2, sold: 4 });
    });

    it('are counted with no more than what is reserved, whatever an older release left', async () => {
      const { id } = await world.product();
      await world.rows('UPDATE stock SET guest_reserved = 9 WHERE product_id = $1', [id]);
      await world.order([[id, 5]]);
      expect(await refusalOf(world.order([[id, 1]]))).toMatchObject({
        products: [{ reason: 'guest_limit' }],
      });
    });
  });
});
