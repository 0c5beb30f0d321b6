import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { findUnsellable, type Offer, sameUnits, toValidated, wantedUnits } from './sellable.js';

const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((end) => `0190a000-0000-7000-8000-00000000000${end}`) as [
  string,
  string,
  string,
  string,
];
const offer = (productId: string, fields: Partial<Offer> = {}): Offer => ({
  productId,
  name: `name of ${productId}`,
  imageUrl: null,
  taxClass: 'standard',
  unitAmount: 500,
  available: 3,
  ...fields,
});
const want = (...items: [string, number][]) =>
  items.map(([productId, quantity]) => ({ productId, quantity }));

describe('wanted products', () => {
  it('are sellable when each one is known, priced and available', () => {
    expect(findUnsellable(want([a, 3], [b, 1]), [offer(b), offer(a)])).toEqual([]);
  });

  it('are each named with one reason: unknown before unpriced before insufficient', () => {
    const offers = [offer(b, { unitAmount: null, available: 0 }), offer(c, { available: 2 }), offer(d)];
    expect(findUnsellable(want([a, 1], [b, 1], [c, 3], [d, 1]), offers)).toEqual([
      { productId: a, reason: 'not_found' },
      { productId: b, reason: 'no_price_in_currency' },
      { productId: c, reason: 'insufficient_stock' },
    ]);
  });

  it('are named with the available units for staff only', () => {
    const offers = [offer(a, { available: 2 })];
    expect(findUnsellable(want([a, 3]), offers)).toEqual([{ productId: a, reason: 'insufficient_stock' }]);
    expect(findUnsellable(want([a, 3]), offers, true)).toEqual([
      { productId: a, reason: 'insufficient_stock', available: 2 },
    ]);
  });

  it('are refused to a guest when guests hold their share, and to no account', () => {
    const offers = [offer(a, { guestAvailable: 1 })];
    expect(findUnsellable(want([a, 1]), offers)).toEqual([]);
    expect(findUnsellable(want([a, 2]), offers)).toEqual([{ productId: a, reason: 'guest_limit' }]);
    expect(findUnsellable(want([a, 4]), offers)).toEqual([{ productId: a, reason: 'insufficient_stock' }]);
    expect(findUnsellable(want([a, 2]), [offer(a, { guestAvailable: null })])).toEqual([]);
  });

  it('may be free of charge', () => {
    expect(findUnsellable(want([a, 1]), [offer(a, { unitAmount: 0 })])).toEqual([]);
  });

  it('are insufficient when their items together are', () => {
    expect(findUnsellable(want([a, 2], [a, 2]), [offer(a)], true)).toEqual([
      { productId: a, reason: 'insufficient_stock', available: 3 },
    ]);
  });

  it('are returned in the order of the request', () => {
    const items = want([b, 1], [a, 2]);
    expect(
      toValidated(items, [
        offer(a, { unitAmount: 1 }),
        offer(b, { imageUrl: 'https://b.example/', taxClass: 'reduced' }),
      ]),
    ).toEqual([
      {
        productId: b,
        name: `name of ${b}`,
        imageUrl: 'https://b.example/',
        unitAmount: 500,
        quantity: 1,
        taxClass: 'reduced',
      },
      {
        productId: a,
        name: `name of ${a}`,
        imageUrl: null,
        unitAmount: 1,
        quantity: 2,
        taxClass: 'standard',
      },
    ]);
  });

  it('have the same units in any order, and other units with any other quantity or product', () => {
    const units = fc.uniqueArray(fc.tuple(fc.constantFrom(a, b, c, d), fc.integer({ min: 1, max: 99 })), {
      selector: ([id]) => id,
    });
    fc.assert(
      fc.property(units, units, (one, other) => {
        const plain = (list: [string, number][]) => JSON.stringify([...list].sort());
        const same = sameUnits(wantedUnits(want(...one)), wantedUnits(want(...other.toReversed())));
        return same === (plain(one) === plain(other));
      }),
    );
  });
});
