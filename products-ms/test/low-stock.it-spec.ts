import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  AdjustStock,
  CreateProduct,
  OrderCancelled,
  OrderPaid,
  StockLow,
  UpdateProduct,
} from '@orderwire/contracts';
import { faultOf } from '@orderwire/test-kit';
import { v7 as uuidv7 } from 'uuid';
import { type Line, ProductsWorld } from './products-world.js';

const at = new Date().toISOString();

describe('stock.low', () => {
  let world: ProductsWorld;
  const cancel = (orderId: string) =>
    world.deliver('release_reservation', OrderCancelled, { orderId, reason: 'test', cancelledAt: at });
  const adjust = (productId: string, delta: number) =>
    world.request(AdjustStock, { productId, delta, reason: 'counted' });
  const published = (productId: string) => world.published(StockLow, productId);

  beforeAll(async () => {
    world = await ProductsWorld.create({ replicas: 2 });
  });
  afterAll(async () => {
    expect(await world.unbalanced()).toEqual([]);
    await world.close();
  });

  it('is published by the reservation that reaches the threshold, and by none after it', async () => {
    const { id } = await world.product({ name: 'Rare mug', stock: 10, lowThreshold: 4 });
    await world.order([[id, 5]]);
    expect(await published(id)).toEqual([]);
    await world.order([[id, 1]]);
    await world.order([[id, 1]]);
    expect(await published(id)).toEqual([
      { productId: id, name: 'Rare mug', available: 4, threshold: 4, at: expect.any(String) },
    ]);
    expect(await world.stock(id)).toEqual({ available: 3, reserved: 7, sold: 0 });
  });

  it('is published by a reservation that passes the threshold', async () => {
    const { id } = await world.product({ stock: 10, lowThreshold: 4 });
    await world.order([[id, 9]]);
    expect(await published(id)).toMatchObject([{ available: 1, threshold: 4 }]);
  });

  it('is published by an adjustment that removes units', async () => {
    const { id } = await world.product({ stock: 10, lowThreshold: 4 });
    await adjust(id, -5);
    expect(await published(id)).toEqual([]);
    await adjust(id, -2);
    await adjust(id, -1);
    expect(await published(id)).toMatchObject([{ available: 3 }]);
  });

  it('is published again after the stock has risen above the threshold and falls again', async () => {
    const { id } = await world.product({ stock: 10, lowThreshold: 4 });
    const first = await world.order([[id, 7]]);
    await adjust(id, 1);
    await world.order([[id, 1]]);
    expect(await published(id)).toHaveLength(1);
    await cancel(first);
    await world.order([[id, 6]]);
    expect(await published(id)).toMatchObject([{ available: 3 }, { available: 4 }]);
  });

  it('is published for each product of an order that becomes low, and for no other', async () => {
    const [low, also, fine] = [
      await world.product({ stock: 5, lowThreshold: 3 }),
      await world.product({ stock: 5, lowThreshold: 0 }),
      await world.product({ stock: 5, lowThreshold: 2 }),
    ];
    await world.order([
      [low.id, 2],
      [also.id, 5],
      [fine.id, 2],
    ]);
    expect(await published(low.id)).toMatchObject([{ available: 3 }]);
    expect(await published(also.id)).toMatchObject([{ available: 0 }]);
    expect(await published(fine.id)).toEqual([]);
  });

  it('is not published by a refused reservation or by a request without one', async () => {
    const low = await world.product({ stock: 5, lowThreshold: 3 });
    const short = await world.product({ stock: 1 });
    const lines: Line[] = [
      [low.id, 3],
      [short.id, 2],
    ];
    await faultOf(world.validate(lines, uuidv7()));
    await world.validate([[low.id, 3]]);
    expect(await faultOf(adjust(low.id, -6))).toBeDefined();
    expect(await published(low.id)).toEqual([]);
  });

  it('is published once when the order that makes the stock low repeats its request', async () => {
    const { id } = await world.product({ stock: 5, lowThreshold: 3 });
    const orderId = uuidv7();
    await Promise.all([1, 2, 3].map(() => world.validate([[id, 2]], orderId)));
    await world.validate([[id, 2]], orderId);
    expect(await published(id)).toHaveLength(1);
    expect(await world.stock(id)).toEqual({ available: 3, reserved: 2, sold: 0 });
  });

  it('is published exactly once by many concurrent buyers on two replicas', async () => {
    const { id } = await world.product({ stock: 100, lowThreshold: 40 });
    await Promise.all(Array.from({ length: 100 }, () => world.order([[id, 1]])));
    expect(await published(id)).toMatchObject([{ available: 40 }]);
    expect(await world.stock(id)).toEqual({ available: 0, reserved: 100, sold: 0 });
  });

  it('is published as often as the stock falls, while it changes concurrently', async () => {
    const { id } = await world.product({ stock: 20, lowThreshold: 10 });
    await Promise.all(
      Array.from({ length: 60 }, (_, n) => adjust(id, n % 2 ? -5 : 5).catch((error: unknown) => error)),
    );
    const entries = await world.ledger(id);
    let available = 0;
    let falls = 0;
    for (const [, delta] of entries) {
      if (available > 10 && available + delta <= 10) falls++;
      available += delta;
    }
    expect(await published(id)).toHaveLength(falls);
  });

  it('is published by a paid order that takes its stock after its reservation was released', async () => {
    const { id } = await world.product({ stock: 10, lowThreshold: 5 });
    const orderId = await world.order([[id, 4]]);
    await cancel(orderId);
    await adjust(id, -3);
    const paid = { orderId, currency: 'usd', totalAmount: 1, paymentId: 'pi_1', paidAt: at };
    await world.deliver('sell_reservation', OrderPaid, paid);
    expect(await published(id)).toMatchObject([{ available: 3 }]);
  });

  it('uses the threshold that staff set last; by default there is none', async () => {
    const plain = await world.product();
    expect(plain.stock).toMatchObject({ lowThreshold: null });
    const { id } = await world.request(CreateProduct, {
      name: 'Watched',
      prices: [{ currency: 'usd', amount: 50 }],
      stock: 10,
      lowThreshold: 2,
    });
    const change = async (lowThreshold: number | null) =>
      (await world.request(UpdateProduct, { productId: id, lowThreshold })).stock?.lowThreshold;
    expect((await world.request(UpdateProduct, { productId: id, name: 'x' })).stock?.lowThreshold).toBe(2);
    expect(await change(null)).toBe(null);
    await world.order([[id, 5]]);
    expect(await change(8)).toBe(8);
    // The stock was below the threshold already: only the next fall counts.
    expect(await published(id)).toEqual([]);
    expect(await change(4)).toBe(4);
    await world.order([[id, 1]]);
    expect(await published(id)).toMatchObject([{ available: 4, threshold: 4 }]);
  });
});
