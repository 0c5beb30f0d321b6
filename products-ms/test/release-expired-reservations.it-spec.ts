import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ReservationConflict } from '@orderwire/contracts';
import { v7 as uuidv7 } from 'uuid';
import { FakeOrders } from './fake-orders.js';
import { inHours, type Line, ProductsWorld, refusal, waitUntil } from './products-world.js';

const full = { available: 10, reserved: 0, sold: 0 };
const keptTwo = { available: 8, reserved: 2, sold: 0 };

describe('an expired reservation', () => {
  let world: ProductsWorld;
  let orders: FakeOrders;
  /** An expired reservation of two units of a new product. */
  const expired = async (): Promise<{ id: string; orderId: string }> => {
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

  it('is released once by two replicas when its order does not exist, and orders-ms sees products-ms as the caller', async () => {
    const { id, orderId } = await expired();
    // Both replicas have read the reservation before either gets the reply.
    orders.before = () =>
      waitUntil(
        () => Promise.resolve(orders.asked.length),
        (asked) => asked >= 2,
      );
    await world.releaseExpired();
    expect(orders.asked).toEqual(Array(2).fill({ orderId, identity: '', service: 'products-ms' }));
    expect(await world.stock(id)).toEqual(full);
    expect(ReservationConflict.matches(await refusal(world.validate([[id, 2]], orderId)))).toBe(true);
  });

  it('is released when its order was cancelled', async () => {
    const { id, orderId } = await expired();
    orders.known.set(orderId, 'CANCELLED');
    await world.releaseExpired();
    expect(await world.stock(id)).toEqual(full);
  });

  it.each(['PENDING', 'PAID', 'SHIPPED', 'DELIVERED', 'REFUNDED', 'OF_A_NEWER_VERSION'])(
    'is kept while its order is %s, and is not checked again in the next run',
    async (status) => {
      const { id, orderId } = await expired();
      orders.known.set(orderId, status);
      await world.releaseExpired();
      expect(await world.stock(id)).toEqual(keptTwo);
      orders.asked.length = 0;
      await world.releaseExpired();
      expect(orders.asked).toEqual([]);
    },
  );

  it.each([
    ['an error', { err: { kind: 'internal', code: 'internal', message: 'broken' }, isDisposed: true }],
    ['an order without a status', { response: {}, isDisposed: true }],
    ['an invalid packet', { hello: 'world' }],
  ])('is kept when orders-ms replies %s', async (_name, packet) => {
    const { id, orderId } = await expired();
    orders.known.set(orderId, packet);
    await world.releaseExpired();
    expect(await world.stock(id)).toEqual(keptTwo);
  });

  it('is kept while orders-ms is down, and released when it is back', async () => {
    const { id } = await expired();
    await orders.down();
    await world.releaseExpired();
    expect(await world.stock(id)).toEqual(keptTwo);
    await orders.up();
    await world.releaseExpired();
    expect(await world.stock(id)).toEqual(full);
  });

  it('is kept when it is renewed while orders-ms is asked', async () => {
    const { id, orderId } = await expired();
    const lines: Line[] = [[id, 2]];
    orders.before = () => world.validate(lines, orderId, inHours(1));
    await world.releaseExpired();
    expect(orders.asked.length).toBeGreaterThan(0);
    expect(await world.stock(id)).toEqual(keptTwo);
  });

  it('is not checked before it expires', async () => {
    const { id } = await world.product();
    await world.order([[id, 2]]);
    await world.releaseExpired();
    expect(orders.asked).toEqual([]);
    expect(await world.stock(id)).toEqual(keptTwo);
  });

  it('is released also after more kept reservations than one run checks', async () => {
    const { id } = await world.product({ stock: 100 });
    for (let i = 0; i < 50; i++) {
      const orderId = uuidv7();
      orders.known.set(orderId, 'PENDING');
      await world.validate([[id, 1]], orderId, inHours(-2));
    }
    const last = await expired();
    expect(await world.releaseExpired()).toContain(true);
    await world.releaseExpired();
    expect(await world.stock(last.id)).toEqual(full);
    expect(await world.stock(id)).toEqual({ available: 50, reserved: 50, sold: 0 });
  });
});

describe('the job', () => {
  it('releases expired reservations automatically', async () => {
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
