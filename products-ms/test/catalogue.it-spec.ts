import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type Actor,
  CreateProduct,
  DeleteProduct,
  GetProduct,
  InvalidMessage,
  ListProducts,
  ProductNotFound,
  UpdateProduct,
} from '@orderwire/contracts';
import { Database } from '@orderwire/platform';
import { faultOf, waitUntil } from '@orderwire/test-kit';
import { v7 as uuidv7 } from 'uuid';
import { ProductsWorld, staff } from './products-world.js';

const usd = (amount: number) => [{ currency: 'usd', amount }];

describe('the catalogue', () => {
  let world: ProductsWorld;
  const get = (productId: string, actor?: Actor) => world.request(GetProduct, { productId }, actor);
  /** Times have a resolution of one millisecond: waits until the next one. */
  const after = (time: string) =>
    waitUntil(
      () => Promise.resolve(new Date().toISOString()),
      (now) => now > time,
    );

  beforeAll(async () => {
    world = await ProductsWorld.create();
  });
  afterAll(() => world.close());

  it('returns a created product, prices in the order of their currencies', async () => {
    const created = await world.request(CreateProduct, {
      name: 'Teapot',
      description: 'Short and stout',
      imageUrl: 'https://shop.example/teapot.png',
      prices: [
        { currency: 'usd', amount: 2_599 },
        { currency: 'JPY', amount: 3_900 },
      ],
      stock: 7,
    });
    expect(created).toMatchObject({
      name: 'Teapot',
      description: 'Short and stout',
      imageUrl: 'https://shop.example/teapot.png',
      prices: [
        { currency: 'jpy', amount: 3_900 },
        { currency: 'usd', amount: 2_599 },
      ],
      available: true,
      stock: { available: 7, reserved: 0, sold: 0, lowThreshold: null },
    });
    expect(await get(created.id)).toEqual(created);
  });

  it('has one product per Idempotency-Key, which another request cannot use', async () => {
    const caller = { actor: staff, idempotencyKey: uuidv7() };
    const create = (name: string) =>
      world.request(CreateProduct, { name, prices: usd(900), stock: 3 }, caller);
    const [first, second] = await Promise.all([create('Once'), create('Once')]);
    expect(second).toEqual(first);
    await world.request(UpdateProduct, { productId: first.id, name: 'Renamed' });
    expect(await create('Once')).toMatchObject({ id: first.id, name: 'Renamed' });
    expect((await faultOf(create('Twice'))).code).toBe('idempotency.key_reused');
    await world.request(DeleteProduct, { productId: first.id });
    expect(ProductNotFound.matches(await faultOf(create('Once')))).toBe(true);
  });

  it('creates products without stock, description and image by default', async () => {
    const product = await world.request(CreateProduct, { name: 'Bare', prices: usd(1) });
    expect(product).toMatchObject({
      description: null,
      imageUrl: null,
      taxClass: 'standard',
      available: false,
    });
    expect(product.stock).toEqual({ available: 0, reserved: 0, sold: 0, lowThreshold: null });
  });

  it('changes the given fields and keeps the others', async () => {
    const { id, createdAt } = await world.product({
      description: 'old',
      imageUrl: 'https://a.example/b.png',
    });
    await after(createdAt);
    const changed = await world.request(UpdateProduct, { productId: id, name: 'New', description: null });
    expect(changed).toMatchObject({
      name: 'New',
      description: null,
      imageUrl: 'https://a.example/b.png',
      prices: usd(1_000),
    });
    expect(changed.updatedAt > changed.createdAt).toBe(true);
    await after(changed.updatedAt);
    const repriced = await world.request(UpdateProduct, { productId: id, prices: usd(7) });
    expect(repriced).toMatchObject({ name: 'New', description: null, prices: usd(7) });
    expect(repriced.updatedAt > changed.updatedAt).toBe(true);
  });

  it('replaces all prices, never some of them, also when two do so at the same time', async () => {
    const { id } = await world.product();
    const lists = [
      [
        { currency: 'eur', amount: 1 },
        { currency: 'usd', amount: 1 },
      ],
      [
        { currency: 'gbp', amount: 2 },
        { currency: 'usd', amount: 2 },
      ],
    ];
    for (let round = 0; round < 10; round++) {
      await Promise.all(lists.map((prices) => world.request(UpdateProduct, { productId: id, prices })));
      expect(lists).toContainEqual((await get(id)).prices);
    }
  });

  it('has the tax class that was chosen, in reservations as well', async () => {
    const { id, taxClass } = await world.product({ taxClass: 'reduced', stock: 5 });
    expect(taxClass).toBe('reduced');
    const taxClassOfOrder = async () => (await world.validate([[id, 1]], uuidv7())).items[0]?.taxClass;
    expect(await taxClassOfOrder()).toBe('reduced');
    await world.request(UpdateProduct, { productId: id, taxClass: 'zero' });
    expect([(await get(id)).taxClass, await taxClassOfOrder()]).toEqual(['zero', 'zero']);
    // Without a reservation.
    expect((await world.validate([[id, 1]])).items[0]?.taxClass).toBe('zero');
  });

  it.each(['name', 'prices', 'taxClass'])('refuses to clear %s', async (field) => {
    const { id } = await world.product();
    const fault = await faultOf(world.request(UpdateProduct, { productId: id, [field]: null }));
    expect(InvalidMessage.matches(fault)).toBe(true);
    expect(fault).toMatchObject({ details: { errors: [{ path: field }] } });
  });

  it('refuses prices that Stripe could not charge, at creation and later', async () => {
    const prices = [...usd(1), { currency: 'kwd', amount: 1_005 }];
    const { id } = await world.product();
    for (const asked of [
      world.request(CreateProduct, { name: 'x', prices }),
      world.request(UpdateProduct, { productId: id, prices }),
    ])
      expect(await faultOf(asked)).toMatchObject({
        code: InvalidMessage.code,
        details: { errors: [{ path: 'prices.1.amount' }] },
      });
    expect((await get(id)).prices).toEqual(usd(1_000));
  });

  it('neither returns nor changes nor deletes a deleted product', async () => {
    const { id } = await world.product({ name: 'Short-lived' });
    const { deletedAt, ...deleted } = await world.request(DeleteProduct, { productId: id });
    expect(deleted).toEqual({ id });
    expect(Date.parse(deletedAt)).not.toBeNaN();
    for (const asked of [
      get(id),
      world.request(UpdateProduct, { productId: id, name: 'x' }),
      world.request(UpdateProduct, { productId: id, prices: usd(5) }),
      world.request(DeleteProduct, { productId: id }),
    ])
      expect(ProductNotFound.matches(await faultOf(asked))).toBe(true);
    expect((await world.request(ListProducts, { search: 'Short-lived' })).data).toEqual([]);
    expect(await world.rows('SELECT amount::int FROM prices WHERE product_id = $1', [id])).toEqual([
      { amount: 1_000 },
    ]);
  });

  it('replies service_unavailable while every connection to the database is in use', async () => {
    const { id: productId } = await world.product();
    const { pool } = world.get(Database);
    const limit = pool.options.connectionTimeoutMillis;
    const taken = await Promise.all(Array.from({ length: pool.options.max }, () => pool.connect()));
    // Longer than Prisma waits for a connection by default.
    pool.options.connectionTimeoutMillis = 2_100;
    try {
      const faults = await Promise.all([
        faultOf(world.request(CreateProduct, { name: 'One more', prices: usd(1), stock: 1 })),
        faultOf(world.request(UpdateProduct, { productId, name: 'Another' })),
      ]);
      for (const fault of faults) expect(fault).toMatchObject({ code: 'service_unavailable' });
    } finally {
      pool.options.connectionTimeoutMillis = limit;
      for (const client of taken) client.release();
    }
  });

  it('does not find an unknown product', async () => {
    expect(ProductNotFound.matches(await faultOf(get(uuidv7())))).toBe(true);
  });
});
