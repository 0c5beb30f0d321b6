import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { InvalidMessage, ListProducts, type ListProductsRequest, UpdateProduct } from '@orderwire/contracts';
import { faultOf } from '@orderwire/test-kit';
import { ProductsWorld } from './products-world.js';

describe('the list of products', () => {
  let world: ProductsWorld;
  const names = async (request: ListProductsRequest): Promise<string[]> =>
    (await world.request(ListProducts, request)).data.map(({ name }) => name);

  const ids = async (request: ListProductsRequest): Promise<string[]> =>
    (await world.request(ListProducts, request)).data.map(({ id }) => id);

  beforeAll(async () => {
    world = await ProductsWorld.create();
    const price = (currency: string, amount: number) => ({ currency, amount });
    await world.product({
      name: 'Blue Mug',
      prices: [price('usd', 500), price('eur', 900), price('jpy', 750), price('kwd', 1_550)],
    });
    await world.product({ name: '100% wool', prices: [price('usd', 1_000)], stock: 0 });
    await world.product({ name: '100 dishes', prices: [price('usd', 1_500), price('kwd', 4_600)] });
    await world.product({ name: 'snake_case', prices: [price('eur', 1_000)], stock: 0 });
    await world.product({ name: 'snakeXcase \\ mug', prices: [price('usd', 0)] });
  });
  // Every test finds the five products above.
  afterEach(() =>
    world.rows("UPDATE products SET deleted_at = now() WHERE name = 'Newest' OR name LIKE 'filler %'"),
  );
  afterAll(() => world.close());

  it('is newest first and has no cursor on the last page', async () => {
    const { data, meta } = await world.request(ListProducts, {});
    expect(data.map(({ name }) => name)).toEqual([
      'snakeXcase \\ mug',
      'snake_case',
      '100 dishes',
      '100% wool',
      'Blue Mug',
    ]);
    expect(meta).toEqual({ nextCursor: null });
    expect(data[4]?.prices).toEqual([
      { currency: 'eur', amount: 900 },
      { currency: 'jpy', amount: 750 },
      { currency: 'kwd', amount: 1_550 },
      { currency: 'usd', amount: 500 },
    ]);
  });

  it.each<[string, ListProductsRequest, string[]]>([
    ['a part of the name in any case', { search: 'MUG' }, ['snakeXcase \\ mug', 'Blue Mug']],
    ['a percent sign as itself', { search: '0%' }, ['100% wool']],
    ['an underscore as itself', { search: 'e_c' }, ['snake_case']],
    ['a backslash as itself', { search: '\\ m' }, ['snakeXcase \\ mug']],
    ['no text as no filter', { search: '', limit: 1 }, ['snakeXcase \\ mug']],
    ['a currency', { currency: 'EUR' }, ['snake_case', 'Blue Mug']],
    ['a lowest price, included', { minPrice: 1_000 }, ['100 dishes', '100% wool']],
    ['a highest price, included', { maxPrice: 500 }, ['snakeXcase \\ mug', 'Blue Mug']],
    ['a highest price of nothing', { maxPrice: 0 }, ['snakeXcase \\ mug']],
    ['a range in one currency', { currency: 'eur', minPrice: 900, maxPrice: 999 }, ['Blue Mug']],
    [
      'a range in yen, which have no decimals',
      { currency: 'jpy', minPrice: 750, maxPrice: 750 },
      ['Blue Mug'],
    ],
    ['a lowest price in thousandths of a dinar', { currency: 'kwd', minPrice: 1_551 }, ['100 dishes']],
    ['a price in another currency only', { currency: 'jpy', minPrice: 1_550 }, []],
    ['an empty range', { minPrice: 2, maxPrice: 1 }, []],
    ['available products', { available: true }, ['snakeXcase \\ mug', '100 dishes', 'Blue Mug']],
    ['sold out products', { available: false }, ['snake_case', '100% wool']],
    ['all filters together', { search: '100', minPrice: 1, available: true }, ['100 dishes']],
  ])('filters by %s', async (_name, request, expected) => {
    expect(await names(request)).toEqual(expected);
  });

  it('searches names without case and accents, however they are composed', async () => {
    const composed = await world.product({ name: 'Newest Café Ørsted ΟΔΟΣ' });
    const decomposed = await world.product({ name: 'Newest Cafe\u0301 Ｗide' });
    expect([composed.name, decomposed.name]).toEqual(['Newest Café Ørsted ΟΔΟΣ', 'Newest Café Ｗide']);
    const both = [decomposed.id, composed.id];
    for (const search of ['café', 'cafe\u0301', 'CAFÉ', 'CAFE\u0301', 'cafe', 'Cafe'])
      expect([search, await ids({ search })]).toEqual([search, both]);
    expect(await ids({ search: 'οδος' })).toEqual([composed.id]);
    expect(await ids({ search: 'WIDE' })).toEqual([decomposed.id]);
    await world.request(UpdateProduct, { productId: composed.id, name: 'Newest Cre\u0300me' });
    expect(await ids({ search: 'crème' })).toEqual([composed.id]);
    expect(await ids({ search: 'ørsted' })).toEqual([]);
    await world.rows("UPDATE products SET deleted_at = now() WHERE name LIKE 'Newest %'");
  });

  it('returns every product once, page by page, also when many have the same creation time', async () => {
    await world.rows(
      `UPDATE products SET created_at = '2020-01-01T00:00:00.123Z'::timestamptz
         - CASE WHEN name = 'Blue Mug' THEN interval '1 second' ELSE interval '0' END`,
    );
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const { data, meta } = await world.request(ListProducts, { limit: 2, cursor });
      expect(data.length).toBeLessThanOrEqual(2);
      seen.push(...data.map(({ name }) => name));
      cursor = meta.nextCursor ?? undefined;
    } while (cursor);
    expect(seen).toEqual(await names({}));
    expect(seen).toHaveLength(5);
  });

  it('has no cursor after a full last page', async () => {
    const { data, meta } = await world.request(ListProducts, { limit: 5 });
    expect(data).toHaveLength(5);
    expect(meta.nextCursor).toBeNull();
  });

  it('continues after the cursor although newer products were added', async () => {
    const first = await world.request(ListProducts, { limit: 2 });
    await world.product({ name: 'Newest' });
    const rest = await names({ limit: 10, cursor: first.meta.nextCursor ?? '' });
    expect(rest).toHaveLength(3);
    expect(rest).not.toContain('Newest');
  });

  it('has 20 products by default, and 100 at most', async () => {
    for (let i = 0; i < 20; i++) await world.product({ name: `filler ${i}` });
    expect(await names({})).toHaveLength(20);
    const fault = await faultOf(world.request(ListProducts, { limit: 101 }));
    expect(fault).toMatchObject({ details: { errors: [{ path: 'limit' }] } });
  });

  it('has fewer products when their texts are long, and continues with the next one', async () => {
    const description = '商'.repeat(5_000);
    const made = await Promise.all(
      Array.from({ length: 40 }, (_, i) => world.product({ name: `filler ${i}`, description })),
    );
    const search = 'filler';
    const first = await world.request(ListProducts, { search, limit: 100 });
    expect(Buffer.byteLength(JSON.stringify(first))).toBeLessThan(530_000);
    expect(first.data.length).toBeGreaterThan(30);
    const cursor = first.meta.nextCursor ?? '';
    const rest = await world.request(ListProducts, { search, limit: 100, cursor });
    const ids = [...first.data, ...rest.data].map(({ id }) => id);
    expect(ids.sort()).toEqual(made.map(({ id }) => id).sort());
  });

  it.each([
    ['any text', 'not a cursor'],
    ['a year that PostgreSQL does not have', '0000-01-01T00:00:00.000Z_0190a000-0000-7000-8000-00000000000a'],
  ])('refuses an invalid cursor: %s', async (_name, text) => {
    const cursor = Buffer.from(text).toString('base64url');
    const fault = await faultOf(world.request(ListProducts, { cursor }));
    expect(InvalidMessage.matches(fault)).toBe(true);
    expect(fault).toMatchObject({ details: { errors: [{ path: 'cursor' }] } });
  });
});
