import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ReservationConflict } from '@orderwire/contracts';
import { v7 as uuidv7 } from 'uuid';
import { FakeOrders } from './fake-orders.js';
import { inHours, type Line, ProductsWorld, refusal, waitUntil } from './products-world.js';

const full = { available: 10, reserved: 0, sold: 0 };
const keptTwo = { available: 8, reserved: 2, sold: 0 };

describe('a hold that is over its time', () => {
  let world: ProductsWorld;
  let orders: FakeOrders;
  /** Holds two units of a new product for an order whose time is over. */
  const overdue = async (): Promise<{ id: string; orderId: string }> => {
    const { id } = await world.product();
    const orderId = uuidv7();
    await world.validate([[id, 2]], orderId, inHours(-1));
    return { id, orderId };
  };

  beforeAll(async () => {
    world = await ProductsWorld.create({ replicas: 2 });
    orders = new FakeOrders(world.link.connection);
  });
  beforeEach(async () => {
    await world.rows(`UPDATE reservations SET expires_at = now() + interval '1 hour'`);
    orders.known.clear();
    orders.asked.length = 0;
    orders.before = () => Promise.resolve();
    await orders.up();
  });
  afterAll(async () => {
    expect(await world.unbalanced()).toEqual([]);
    await world.close();
  });

  it('is released when its order was never written, once by two replicas, and orders-ms is asked as products-ms itself', async () => {
    const { id, orderId } = await overdue();
    // Both replicas have read the hold before either hears the answer.
    orders.before = () =>
      waitUntil(
        () => Promise.resolve(orders.asked.length),
        (asked) => asked >= 2,
      );
    await world.sweep();
    expect(orders.asked).toEqual(Array(2).fill({ orderId, identity: '', service: 'products-ms' }));
    expect(await world.stock(id)).toEqual(full);
    expect(ReservationConflict.matches(await refusal(world.validate([[id, 2]], orderId)))).toBe(true);
  });

  it('is released when its order was cancelled', async () => {
    const { id, orderId } = await overdue();
    orders.known.set(orderId, 'CANCELLED');
    await world.sweep();
    expect(await world.stock(id)).toEqual(full);
  });

  it.each(['PENDING', 'PAID', 'SHIPPED', 'DELIVERED', 'REFUNDED', 'OF_A_NEWER_VERSION'])(
    'stays while its order is %s, and lets others have their turn',
    async (status) => {
      const { id, orderId } = await overdue();
      orders.known.set(orderId, status);
      await world.sweep();
      expect(await world.stock(id)).toEqual(keptTwo);
      orders.asked.length = 0;
      await world.sweep();
      expect(orders.asked).toEqual([]);
    },
  );

  it.each([
    ['an error', { err: { kind: 'internal', code: 'internal', message: 'broken' }, isDisposed: true }],
    ['an order without a status', { response: {}, isDisposed: true }],
    ['nothing readable', { hello: 'world' }],
  ])('stays when orders-ms answers %s', async (_name, packet) => {
    const { id, orderId } = await overdue();
    orders.known.set(orderId, packet);
    await world.sweep();
    expect(await world.stock(id)).toEqual(keptTwo);
  });

  it('stays while orders-ms is down, and is released when it is back', async () => {
    const { id } = await overdue();
    await orders.down();
    await world.sweep();
    expect(await world.stock(id)).toEqual(keptTwo);
    await orders.up();
    await world.sweep();
    expect(await world.stock(id)).toEqual(full);
  });

  it('stays when it is renewed while orders-ms is asked', async () => {
    const { id, orderId } = await overdue();
    const lines: Line[] = [[id, 2]];
    orders.before = () => world.validate(lines, orderId, inHours(1));
    await world.sweep();
    expect(orders.asked.length).toBeGreaterThan(0);
    expect(await world.stock(id)).toEqual(keptTwo);
  });

  it('is not asked about before its time', async () => {
    const { id } = await world.product();
    await world.order([[id, 2]]);
    await world.sweep();
    expect(orders.asked).toEqual([]);
    expect(await world.stock(id)).toEqual(keptTwo);
  });

  it('is released also behind more holds than one round takes, when all of those stay', async () => {
    const { id } = await world.product({ stock: 100 });
    for (let i = 0; i < 50; i++) {
      const orderId = uuidv7();
      orders.known.set(orderId, 'PENDING');
      await world.validate([[id, 1]], orderId, inHours(-2));
    }
    const last = await overdue();
    expect(await world.sweep()).toContain(true);
    await world.sweep();
    expect(await world.stock(last.id)).toEqual(full);
    expect(await world.stock(id)).toEqual({ available: 50, reserved: 50, sold: 0 });
  });
});

describe('the clock of holds', () => {
  it('releases what is over its time by itself', async () => {
    const world = await ProductsWorld.create({ sweepSeconds: 1 });
    try {
      await new FakeOrders(world.link.connection).up();
      const { id } = await world.product();
      await world.validate([[id, 2]], uuidv7(), inHours(-1));
      await waitUntil(
        () => world.stock(id),
        (stock) => stock?.available === 10,
      );
      expect(await world.unbalanced()).toEqual([]);
    } finally {
      await world.close();
    }
  });
});
