import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { GetOrder, OrderNotFound, ReservationConflict, system } from '@orderwire/contracts';
import { FakeService, faultOf, RawReply, waitUntil } from '@orderwire/test-kit';
import { v7 as uuidv7 } from 'uuid';
import { inHours, type Line, ProductsWorld } from './products-world.js';

const full = { available: 10, reserved: 0, sold: 0 };
const keptTwo = { available: 8, reserved: 2, sold: 0 };

describe('an expired reservation', () => {
  let world: ProductsWorld;
  let orders: FakeService;
  /** Status by order id, or a whole reply packet. Other orders do not exist. */
  const known = new Map<string, string | object>();
  /** Awaited before each reply of orders-ms. */
  let beforeReply: () => Promise<unknown>;
  /** An expired reservation of two units of a new product. */
  const expired = async (): Promise<{ id: string; orderId: string }> => {
    const { id } = await world.product();
    const orderId = uuidv7();
    await world.validate([[id, 2]], orderId, inHours(-1));
    return { id, orderId };
  };

  beforeAll(async () => {
    world = await ProductsWorld.create({ replicas: 2 });
    orders = new FakeService(world.link).serve(GetOrder, async ({ orderId }) => {
      await beforeReply();
      const reply = known.get(orderId);
      if (reply === undefined) throw OrderNotFound({ orderId });
      const packet = { response: { id: orderId, status: reply }, isDisposed: true };
      return new RawReply(typeof reply === 'string' ? packet : reply);
    });
  });
  beforeEach(async () => {
    await world.rows(`UPDATE reservations SET expires_at = now() + interval '1 hour'`);
    known.clear();
    beforeReply = () => Promise.resolve();
    await orders.reset();
  });
  afterAll(async () => {
    expect(await world.unbalanced()).toEqual([]);
    await world.close();
  });

  it('is released once by two replicas when its order does not exist, and orders-ms sees products-ms as the caller', async () => {
    const { id, orderId } = await expired();
    // Both replicas have read the reservation before either gets the reply.
    beforeReply = () =>
      waitUntil(
        () => orders.calls.length,
        (asked) => asked >= 2,
      );
    await world.releaseExpired();
    // The first run of a replica's job, right after its start, may also ask.
    expect(orders.calls.length).toBeGreaterThanOrEqual(2);
    for (const { request, context } of orders.calls) {
      expect(request).toEqual({ orderId });
      expect(context).toMatchObject({ actor: system, service: 'products-ms' });
      expect(context.identity).toBeUndefined();
    }
    expect(await world.stock(id)).toEqual(full);
    expect(ReservationConflict.matches(await faultOf(world.validate([[id, 2]], orderId)))).toBe(true);
  });

  it('is released when its order was cancelled: a lost order.cancelled is closed', async () => {
    const { id, orderId } = await expired();
    known.set(orderId, 'CANCELLED');
    await world.releaseExpired();
    expect(await world.stock(id)).toEqual(full);
  });

  it.each(['PAID', 'SHIPPED', 'DELIVERED', 'REFUNDED'])(
    'is sold once when its order is %s: a lost order.paid is closed',
    async (status) => {
      const { id, orderId } = await expired();
      known.set(orderId, status);
      await world.releaseExpired();
      expect(await world.stock(id)).toEqual({ available: 8, reserved: 0, sold: 2 });
    },
  );

  it.each(['PENDING', 'OF_A_NEWER_VERSION'])(
    'is kept while its order is %s, and is not checked again in the next run',
    async (status) => {
      const { id, orderId } = await expired();
      known.set(orderId, status);
      await world.releaseExpired();
      expect(await world.stock(id)).toEqual(keptTwo);
      orders.calls.length = 0;
      await world.releaseExpired();
      expect(orders.calls).toEqual([]);
    },
  );

  it.each([
    ['an error', { err: { kind: 'internal', code: 'internal', message: 'broken' }, isDisposed: true }],
    ['an order without a status', { response: {}, isDisposed: true }],
    ['an invalid packet', { hello: 'world' }],
  ])('is kept when orders-ms replies %s', async (_name, packet) => {
    const { id, orderId } = await expired();
    known.set(orderId, packet);
    await world.releaseExpired();
    expect(await world.stock(id)).toEqual(keptTwo);
  });

  it('is kept while orders-ms is down, and released when it is back', async () => {
    const { id } = await expired();
    await orders.stop();
    await world.releaseExpired();
    expect(await world.stock(id)).toEqual(keptTwo);
    await orders.start();
    await world.releaseExpired();
    expect(await world.stock(id)).toEqual(full);
  });

  it('is kept when it is renewed while orders-ms is asked', async () => {
    const { id, orderId } = await expired();
    const lines: Line[] = [[id, 2]];
    beforeReply = () => world.validate(lines, orderId, inHours(1));
    await world.releaseExpired();
    expect(orders.calls.length).toBeGreaterThan(0);
    expect(await world.stock(id)).toEqual(keptTwo);
  });

  it('is not checked before it expires', async () => {
    const { id } = await world.product();
    await world.order([[id, 2]]);
    await world.releaseExpired();
    expect(orders.calls).toEqual([]);
    expect(await world.stock(id)).toEqual(keptTwo);
  });

  it('is released also after more kept reservations than one run checks', async () => {
    const { id } = await world.product({ stock: 100 });
    for (let i = 0; i < 50; i++) {
      const orderId = uuidv7();
      known.set(orderId, 'PENDING');
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
    const world = await ProductsWorld.create({ config: { HOLD_SWEEP_SECONDS: 1 } });
    try {
      await new FakeService(world.link)
        .serve(GetOrder, ({ orderId }) => {
          throw OrderNotFound({ orderId });
        })
        .start();
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
