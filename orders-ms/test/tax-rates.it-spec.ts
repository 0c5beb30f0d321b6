import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type Actor,
  CreateTaxRate,
  type CreateTaxRateRequest,
  EndTaxRate,
  guest,
  ListTaxRates,
  type TaxRateView,
} from '@orderwire/contracts';
import { faultOf } from '@orderwire/test-kit';
import { v7 as uuidv7 } from 'uuid';
import { OrdersWorld, staff } from './orders-world.js';

const admin: Actor = { role: 'admin', id: uuidv7() };
const customer: Actor = { role: 'customer', id: uuidv7() };
const later = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();

let world: OrdersWorld;
beforeAll(async () => {
  world = await OrdersWorld.create();
});
afterAll(() => world.close());

const create = (country: string, fields: Partial<CreateTaxRateRequest> = {}, actor = admin) =>
  world.request(
    CreateTaxRate,
    { country, taxClass: 'standard', name: 'VAT', percentage: 19, inclusive: true, ...fields },
    actor,
  );
const end = (taxRateId: string, validUntil?: string) =>
  world.request(EndTaxRate, { taxRateId, ...(validUntil && { validUntil }) }, admin);
const ratesOf = async (country: string): Promise<TaxRateView[]> =>
  (await world.request(ListTaxRates, { country }, staff)).data;

describe('a tax rate', () => {
  it('holds from now on, without an end', async () => {
    const before = Date.now();
    const rate = await create('de', { percentage: 7.6875, name: ' VAT ' });
    expect(rate).toMatchObject({ country: 'DE', percentage: 7.6875, name: 'VAT', validUntil: null });
    expect(Date.parse(rate.validFrom)).toBeGreaterThanOrEqual(before);
    expect(await ratesOf('DE')).toEqual([rate]);
  });

  it('ends the earlier one of its country and class, and no other', async () => {
    const [first, reduced, other] = [
      await create('FR'),
      await create('FR', { taxClass: 'reduced', percentage: 5.5 }),
      await create('IT'),
    ];
    const second = await create('FR', { percentage: 21, validFrom: later(30) });
    expect((await ratesOf('FR')).find(({ id }) => id === first.id)?.validUntil).toBe(second.validFrom);
    expect((await ratesOf('FR')).find(({ id }) => id === reduced.id)?.validUntil).toBeNull();
    expect((await ratesOf('IT')).find(({ id }) => id === other.id)?.validUntil).toBeNull();
  });

  it('ends where a later one begins', async () => {
    const [first, last] = [await create('ES'), await create('ES', { validFrom: later(60) })];
    const between = await create('ES', { validFrom: later(30) });
    expect(between.validUntil).toBe(last.validFrom);
    expect(await ratesOf('ES')).toEqual([last, between, { ...first, validUntil: between.validFrom }]);
  });

  it.each<[string, Partial<CreateTaxRateRequest>, string]>([
    ['begins in the past', { validFrom: later(-1) }, 'orders.tax_rate_in_the_past'],
    ['is above 100 %', { percentage: 100.5 }, 'invalid_message'],
    ['has five decimals', { percentage: 1.23456 }, 'invalid_message'],
    ['is not 0 for the class zero', { taxClass: 'zero' }, 'invalid_message'],
    ['has no name', { name: ' ' }, 'invalid_message'],
  ])('that %s is refused', async (_name, fields, code) => {
    expect(await faultOf(create('PT', fields))).toMatchObject({ kind: 'invalid', code });
    expect(await ratesOf('PT')).toEqual([]);
  });

  it('that begins when another does is refused', async () => {
    const validFrom = later(10);
    const { id } = await create('AT', { validFrom });
    expect(await faultOf(create('AT', { validFrom }))).toMatchObject({
      ...{ code: 'orders.tax_rate_exists', details: { taxRateId: id } },
    });
  });

  it('never overlaps with those that are created concurrently', async () => {
    const days = [1, 2, 3, 4, 5, 6];
    await Promise.all(days.map((day) => create('PL', { percentage: day, validFrom: later(day) })));
    const rates = (await ratesOf('PL')).reverse();
    expect(rates.map(({ percentage }) => percentage)).toEqual(days);
    expect(rates.map(({ validUntil }) => validUntil)).toEqual([
      ...rates.slice(1).map(({ validFrom }) => validFrom),
      null,
    ]);
  });
});

describe('the end of a tax rate', () => {
  it('is now, or a time that is brought forward', async () => {
    const rate = await create('CZ');
    const planned = await end(rate.id, later(20));
    expect(await end(rate.id, later(10))).toMatchObject({ id: rate.id });
    const ended = await end(rate.id);
    expect(Date.parse(ended.validUntil!)).toBeLessThan(Date.parse(planned.validUntil!));
    expect(await faultOf(end(rate.id))).toMatchObject({
      ...{ code: 'orders.tax_rate_ended', details: { validUntil: ended.validUntil } },
    });
    expect((await create('CZ')).validUntil).toBeNull();
  });

  it('of a rate that has not begun is its beginning; then another can begin there', async () => {
    const validFrom = later(10);
    const planned = await create('HU', { validFrom });
    expect(await end(planned.id)).toMatchObject({ validUntil: validFrom });
    expect(await create('HU', { validFrom, percentage: 27 })).toMatchObject({ validFrom, validUntil: null });
  });

  it('is never in the past, before the beginning, or of an unknown rate', async () => {
    const planned = await create('SK', { validFrom: later(10) });
    for (const time of [later(-1), later(5)])
      expect(await faultOf(end(planned.id, time))).toMatchObject({ code: 'orders.tax_rate_in_the_past' });
    expect(await faultOf(end(uuidv7()))).toMatchObject({ code: 'orders.tax_rate_not_found' });
  });
});

describe('tax rates', () => {
  it('are changed by admins and read by staff', async () => {
    for (const actor of [staff, customer, guest]) {
      expect((await faultOf(create('SI', {}, actor))).kind).toMatch(/forbidden|unauthenticated/);
      const ending = world.request(EndTaxRate, { taxRateId: uuidv7() }, actor);
      expect((await faultOf(ending)).kind).toMatch(/forbidden|unauthenticated/);
    }
    for (const actor of [customer, guest])
      expect((await faultOf(world.request(ListTaxRates, {}, actor))).kind).toMatch(
        /forbidden|unauthenticated/,
      );
  });

  it('are listed in pages, each once', async () => {
    for (const day of [1, 2, 3, 4, 5]) await create('LU', { validFrom: later(day) });
    const seen: string[] = [];
    let cursor: string | null | undefined;
    do {
      const page = await world.request(ListTaxRates, { limit: 2, ...(cursor && { cursor }) }, staff);
      seen.push(...page.data.map(({ id }) => id));
      cursor = page.meta.nextCursor;
    } while (cursor);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toHaveLength(await world.count('tax_rates'));
  });
});
