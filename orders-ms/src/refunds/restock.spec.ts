import { describe, expect, it } from '@jest/globals';
import { RestockTooLarge } from '@orderwire/contracts';
import fc from 'fast-check';
import { restockOf } from './restock.js';

const product = fc.constantFrom('a', 'b', 'c');
const lines = fc.uniqueArray(fc.record({ productId: product, quantity: fc.integer({ min: 1, max: 5 }) }), {
  selector: ({ productId }) => productId,
  minLength: 1,
});
const request = fc.record({
  restock: lines,
  status: fc.constantFrom('requested', 'pending', 'succeeded', 'failed'),
  published: fc.boolean(),
});

describe('restocking refunded goods', () => {
  it('never exceeds the ordered units, over any sequence of refunds', () => {
    fc.assert(
      fc.property(lines, fc.array(request, { maxLength: 6 }), (ordered, requests) => {
        const refunds: Parameters<typeof restockOf>[2][number][] = [];
        for (const { restock, status, published } of requests) {
          try {
            refunds.push({ restock: restockOf(restock, ordered, refunds), status, published });
          } catch (error) {
            expect(RestockTooLarge.matches(error)).toBe(true);
          }
        }
        const restocked = refunds.filter(({ status, published }) => status !== 'failed' || published);
        for (const productId of ['a', 'b', 'c']) {
          const units = (all: readonly { productId: string; quantity: number }[]) =>
            all.filter((one) => one.productId === productId).reduce((sum, one) => sum + one.quantity, 0);
          expect(units(restocked.flatMap(({ restock }) => restock))).toBeLessThanOrEqual(units(ordered));
        }
      }),
    );
  });

  it('may include all ordered units', () => {
    fc.assert(fc.property(lines, (ordered) => expect(restockOf(ordered, ordered, [])).toEqual(ordered)));
  });

  it('merges lines of one product', () => {
    const requested = [
      { productId: 'a', quantity: 1 },
      { productId: 'a', quantity: 2 },
    ];
    expect(restockOf(requested, [{ productId: 'a', quantity: 3 }], [])).toEqual([
      { productId: 'a', quantity: 3 },
    ]);
    expect(() => restockOf(requested, [{ productId: 'a', quantity: 2 }], [])).toThrow(
      expect.objectContaining({ details: { products: [{ productId: 'a', left: 2 }] } }),
    );
  });
});
