import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  AdjustStock,
  DeleteProduct,
  InvalidMessage,
  MAX_STOCK,
  ProductNotFound,
  StockTooLow,
} from '@orderwire/contracts';
import { faultOf } from '@orderwire/test-kit';
import { v7 as uuidv7 } from 'uuid';
import { ProductsWorld, staff } from './products-world.js';

describe('adjusting stock', () => {
  let world: ProductsWorld;
  const adjust = (productId: string, delta: number) =>
    world.request(AdjustStock, { productId, delta, reason: 'counted' });
  const entries = (productId: string) =>
    world.rows(
      'SELECT movement, d_available, reason, actor_role, actor_id FROM stock_ledger WHERE product_id = $1 ORDER BY id',
      [productId],
    );

  beforeAll(async () => {
    world = await ProductsWorld.create();
  });
  afterAll(async () => {
    expect(await world.unbalanced()).toEqual([]);
    await world.close();
  });

  it('adds and removes units and records the actor and the reason', async () => {
    const { id } = await world.product();
    expect((await adjust(id, 5)).stock).toEqual({ available: 15, reserved: 0, sold: 0, lowThreshold: null });
    expect((await adjust(id, -15)).available).toBe(false);
    const by = { movement: 'adjusted', actor_role: staff.role, actor_id: staff.id };
    expect(await entries(id)).toEqual([
      { d_available: 10, reason: 'initial stock', ...by },
      { d_available: 5, reason: 'counted', ...by },
      { d_available: -15, reason: 'counted', ...by },
    ]);
  });

  it('never removes reserved units, and then records nothing', async () => {
    const { id } = await world.product();
    await world.order([[id, 4]]);
    const fault = await faultOf(adjust(id, -7));
    expect(StockTooLow.matches(fault)).toBe(true);
    expect(fault).toMatchObject({ details: { available: 6 } });
    expect(await world.stock(id)).toEqual({ available: 6, reserved: 4, sold: 0 });
    expect(await entries(id)).toHaveLength(2);
  });

  it('removes no unit twice when many adjust at the same time', async () => {
    const { id } = await world.product({ stock: 10 });
    const results = await Promise.allSettled(Array.from({ length: 30 }, () => adjust(id, -1)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(10);
    expect(await world.stock(id)).toEqual({ available: 0, reserved: 0, sold: 0 });
  });

  it('keeps the stock below its limit, reserved units included', async () => {
    const { id } = await world.product({ stock: MAX_STOCK });
    await world.order([[id, 1]]);
    expect(InvalidMessage.matches(await faultOf(adjust(id, 1)))).toBe(true);
    await adjust(id, -1);
    await adjust(id, 1);
  });

  it('adjusts once per Idempotency-Key, which another request cannot use', async () => {
    const { id } = await world.product({ stock: 10 });
    const caller = { actor: staff, idempotencyKey: uuidv7() };
    const adjustOnce = (delta: number) =>
      world.request(AdjustStock, { productId: id, delta, reason: 'counted' }, caller);
    const both = await Promise.all([adjustOnce(-4), adjustOnce(-4)]);
    expect(both.map(({ stock }) => stock?.available)).toEqual([6, 6]);
    expect((await adjustOnce(-4)).stock).toMatchObject({ available: 6 });
    expect((await faultOf(adjustOnce(-5))).code).toBe('idempotency.key_reused');
    expect(await entries(id)).toHaveLength(2);
  });

  it('tries again with the Idempotency-Key of a refused adjustment', async () => {
    const { id } = await world.product({ stock: 1 });
    const caller = { actor: staff, idempotencyKey: uuidv7() };
    const request = { productId: id, delta: -3, reason: 'broken' };
    expect(StockTooLow.matches(await faultOf(world.request(AdjustStock, request, caller)))).toBe(true);
    await adjust(id, 2);
    expect((await world.request(AdjustStock, request, caller)).stock).toMatchObject({ available: 0 });
  });

  it('refuses deleted and unknown products', async () => {
    const { id } = await world.product();
    await world.request(DeleteProduct, { productId: id });
    for (const productId of [id, uuidv7()])
      expect(ProductNotFound.matches(await faultOf(adjust(productId, 1)))).toBe(true);
    expect(await entries(id)).toHaveLength(1);
  });
});
