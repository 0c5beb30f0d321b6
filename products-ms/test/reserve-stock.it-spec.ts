import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  DeleteProduct,
  InvalidMessage,
  ReservationConflict,
  ProductsNotSellable,
  UpdateProduct,
  ValidateProducts,
} from '@orderwire/contracts';
import { faultOf } from '@orderwire/test-kit';
import { v7 as uuidv7 } from 'uuid';
import { inHours, ProductsWorld } from './products-world.js';

describe('reserving stock for an order', () => {
  let world: ProductsWorld;
  const expiry = async (orderId: string) =>
    (
      await world.rows<{ expires_at: Date }>('SELECT expires_at FROM reservations WHERE order_id = $1', [
        orderId,
      ])
    )[0]?.expires_at.toISOString();

  beforeAll(async () => {
    world = await ProductsWorld.create();
  });
  afterAll(async () => {
    expect(await world.unbalanced()).toEqual([]);
    await world.close();
  });

  it('returns prices and names in the order of the request and moves the units to reserved', async () => {
    const [mug, cup] = [await world.product({ name: 'mug' }), await world.product({ name: 'cup' })];
    const reply = await world.validate(
      [
        [cup.id, 2],
        [mug.id, 1],
      ],
      uuidv7(),
    );
    expect(reply).toEqual({
      currency: 'usd',
      items: [
        {
          productId: cup.id,
          name: 'cup',
          imageUrl: null,
          unitAmount: 1_000,
          quantity: 2,
          taxClass: 'standard',
        },
        {
          productId: mug.id,
          name: 'mug',
          imageUrl: null,
          unitAmount: 1_000,
          quantity: 1,
          taxClass: 'standard',
        },
      ],
    });
    expect(await world.stock(cup.id)).toEqual({ available: 8, reserved: 2, sold: 0 });
    expect(await world.stock(mug.id)).toEqual({ available: 9, reserved: 1, sold: 0 });
  });

  it.each([
    ['below the minimum charge of usd', 'usd', 30, 1, 400],
    ['of usd 0.60', 'usd', 30, 2, 0],
    ['below the minimum charge of huf', 'huf', 10_000, 1, 400],
    ['above the maximum charge of usd', 'usd', 50_000_000, 2, 400],
    ['of zero', 'usd', 0, 3, 0],
    ['of IDR with twelve digits', 'idr', 499_999_999_999, 2, 0],
  ])(
    'writes nothing for a total that Stripe refuses: %s',
    async (_what, currency, amount, quantity, refused) => {
      const { id, prices } = await world.product({ prices: [{ currency, amount }] });
      expect(prices).toEqual([{ currency, amount }]);
      const orderId = uuidv7();
      const items = [{ productId: id, quantity }];
      const request = { items, currency, hold: { orderId, expiresAt: inHours(1) } };
      const reply = world.request(ValidateProducts, request, { role: 'guest', id: null });
      const reserved = refused ? 0 : quantity;
      if (refused)
        expect(await faultOf(reply)).toMatchObject({
          kind: 'invalid',
          code: 'orders.total_out_of_range',
          details: { totalAmount: amount * quantity, currency },
        });
      else expect((await reply).items).toMatchObject([{ unitAmount: amount, quantity }]);
      expect(await world.stock(id)).toEqual({ available: 10 - reserved, reserved, sold: 0 });
      expect(await expiry(orderId)).toEqual(refused ? undefined : expect.any(String));
      // A repeated request is answered from the reservation.
      if (!refused)
        expect(await world.request(ValidateProducts, request, { role: 'guest', id: null })).toEqual(
          await reply,
        );
    },
  );

  it('reserves nothing without a hold', async () => {
    const { id } = await world.product();
    await world.validate([[id, 3]]);
    expect(await world.stock(id)).toEqual({ available: 10, reserved: 0, sold: 0 });
  });

  it.each([
    ['without a hold', false],
    ['with a hold', true],
  ])('names every unsellable product with its reason, and reserves none: %s', async (_name, held) => {
    const good = await world.product();
    const short = await world.product({ stock: 1 });
    const euro = await world.product({ prices: [{ currency: 'eur', amount: 5 }] });
    const deleted = await world.product();
    await world.request(DeleteProduct, { productId: deleted.id });
    const unknown = uuidv7();
    const orderId = held ? uuidv7() : undefined;
    const fault = await faultOf(
      world.validate(
        [
          [good.id, 1],
          [short.id, 2],
          [euro.id, 1],
          [deleted.id, 1],
          [unknown, 1],
        ],
        orderId,
      ),
    );
    expect(ProductsNotSellable.matches(fault)).toBe(true);
    expect(fault).toMatchObject({
      details: {
        products: [
          { productId: short.id, reason: 'insufficient_stock' },
          { productId: euro.id, reason: 'no_price_in_currency' },
          { productId: deleted.id, reason: 'not_found' },
          { productId: unknown, reason: 'not_found' },
        ],
      },
    });
    expect(await world.stock(good.id)).toEqual({ available: 10, reserved: 0, sold: 0 });
  });

  it.each([
    ['too few units', () => world.product({ stock: 1 }), 'insufficient_stock'],
    [
      'no price in the currency',
      () => world.product({ prices: [{ currency: 'eur', amount: 5 }] }),
      'no_price_in_currency',
    ],
    ['no such product', async () => ({ id: uuidv7() }), 'not_found'],
  ])('reserves nothing of the other products because of %s alone', async (_name, make, reason) => {
    const [good, bad] = [await world.product(), await make()];
    const orderId = uuidv7();
    expect(
      await faultOf(
        world.validate(
          [
            [good.id, 1],
            [bad.id, 2],
          ],
          orderId,
        ),
      ),
    ).toMatchObject({
      details: { products: [{ productId: bad.id, reason }] },
    });
    expect(await world.stock(good.id)).toEqual({ available: 10, reserved: 0, sold: 0 });
    expect(await expiry(orderId)).toBeUndefined();
  });

  it('reserves once for a repeated request, and keeps the later expiry', async () => {
    const { id } = await world.product();
    const orderId = uuidv7();
    const [sooner, later, tooSoon] = [inHours(1), inHours(2), inHours(0.5)];
    const first = await world.validate([[id, 4]], orderId, sooner);
    expect(await world.validate([[id, 4]], orderId, later)).toEqual(first);
    expect(await world.validate([[id, 4]], orderId, tooSoon)).toEqual(first);
    expect(await world.stock(id)).toEqual({ available: 6, reserved: 4, sold: 0 });
    expect(await expiry(orderId)).toBe(later);
  });

  it('accepts a repeated request also for the last unit and for a product deleted since', async () => {
    const { id } = await world.product({ stock: 1 });
    const orderId = await world.order([[id, 1]]);
    await expect(world.validate([[id, 1]], orderId)).resolves.toBeDefined();
    await world.request(DeleteProduct, { productId: id });
    await expect(world.validate([[id, 1]], orderId)).resolves.toBeDefined();
  });

  it('renews a reservation whose product lost its price since, at the reserved price', async () => {
    const { id } = await world.product();
    const orderId = uuidv7();
    const first = await world.validate([[id, 1]], orderId);
    await world.request(UpdateProduct, { productId: id, prices: [{ currency: 'eur', amount: 1 }] });
    const later = inHours(2);
    expect(await world.validate([[id, 1]], orderId, later)).toEqual(first);
    expect(await expiry(orderId)).toBe(later);
    expect(await faultOf(world.validate([[id, 1]], uuidv7()))).toMatchObject({
      details: { products: [{ productId: id, reason: 'no_price_in_currency' }] },
    });
  });

  it.each([
    ['usd', 2_599],
    ['eur', 2_399],
    ['jpy', 3_900],
    ['kwd', 7_990],
  ])('returns the price in the requested currency: %s', async (currency, unitAmount) => {
    const { id } = await world.product({
      prices: [
        { currency: 'usd', amount: 2_599 },
        { currency: 'eur', amount: 2_399 },
        { currency: 'jpy', amount: 3_900 },
        { currency: 'kwd', amount: 7_990 },
      ],
    });
    const items = [{ productId: id, quantity: 2 }];
    const hold = { orderId: uuidv7(), expiresAt: inHours(1) };
    expect(
      await world.request(ValidateProducts, { items, currency: currency.toUpperCase(), hold }),
    ).toMatchObject({
      currency,
      items: [{ unitAmount, quantity: 2 }],
    });
  });

  it('never returns a reserved price in another currency', async () => {
    const { id } = await world.product({ prices: [{ currency: 'eur', amount: 500 }] });
    const orderId = uuidv7();
    const asked = { items: [{ productId: id, quantity: 1 }], hold: { orderId, expiresAt: inHours(1) } };
    await world.request(ValidateProducts, { ...asked, currency: 'eur' });
    expect(await faultOf(world.request(ValidateProducts, { ...asked, currency: 'usd' }))).toMatchObject({
      details: { products: [{ productId: id, reason: 'no_price_in_currency' }] },
    });
  });

  it('refuses other lines for an order that has a reservation', async () => {
    const [a, b] = [await world.product(), await world.product()];
    const orderId = await world.order([[a.id, 2]]);
    for (const lines of [
      [[a.id, 3]],
      [[b.id, 2]],
      [
        [a.id, 2],
        [b.id, 1],
      ],
    ] as [string, number][][])
      expect(ReservationConflict.matches(await faultOf(world.validate(lines, orderId)))).toBe(true);
    expect(await world.stock(a.id)).toEqual({ available: 8, reserved: 2, sold: 0 });
    expect(await world.stock(b.id)).toEqual({ available: 10, reserved: 0, sold: 0 });
  });

  it('refuses the same product twice, also when its id is written in two cases', async () => {
    const { id } = await world.product();
    const twice: [string, number][] = [
      [id, 1],
      [id.toUpperCase(), 2],
    ];
    expect(InvalidMessage.matches(await faultOf(world.validate(twice, uuidv7())))).toBe(true);
    expect(await world.stock(id)).toEqual({ available: 10, reserved: 0, sold: 0 });
  });

  it('accepts an id in upper case and returns it in lower case', async () => {
    const { id } = await world.product();
    const reply = await world.validate([[id.toUpperCase(), 2]], uuidv7());
    expect(reply.items.map(({ productId, quantity }) => [productId, quantity])).toEqual([[id, 2]]);
    expect(await world.stock(id)).toEqual({ available: 8, reserved: 2, sold: 0 });
  });

  it('updates no index: the table stock has only its primary key', async () => {
    expect(await world.rows(`SELECT indexname FROM pg_indexes WHERE tablename = 'stock'`)).toEqual([
      { indexname: 'stock_pkey' },
    ]);
  });

  it('accepts a hundred products in one order', async () => {
    const ids: string[] = [];
    while (ids.length < 100) {
      const products = await Promise.all(Array.from({ length: 10 }, () => world.product()));
      ids.push(...products.map(({ id }) => id));
    }
    const reply = await world.validate(
      ids.map((id) => [id, 1]),
      uuidv7(),
    );
    expect(reply.items.map(({ productId }) => productId)).toEqual(ids);
  });
});
