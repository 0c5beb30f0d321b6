import { describe, expect, it } from '@jest/globals';
import { RestockTooLarge } from '@orderwire/contracts';
import fc from 'fast-check';
import { restockOf } from './restock.js';

const product = fc.constantFrom('a', 'b', 'c');
const lines = fc.uniqueArray(fc.record({ productId: product, quantity: fc.integer({ min: 1, max: 5 }) }), {
  selector: ({ productId }) => productId,
  minLength: 1,
});
const asked = fc.record({
  restock: lines,
  status: fc.constantFrom('requested', 'pending', 'succeeded', 'failed'),
  announced: fc.boolean(),
});

describe('goods that come back', () => {
  it('are never more than were ordered, over any row of refunds', () => {
    fc.assert(
      fc.property(lines, fc.array(asked, { maxLength: 6 }), (ordered, row) => {
        const refunds: Parameters<typeof restockOf>[2][number][] = [];
        for (const { restock, status, announced } of row) {
          try {
            refunds.push({ restock: restockOf(restock, ordered, refunds), status, announced });
          } catch (error) {
            expect(RestockTooLarge.matches(error)).toBe(true);
          }
        }
        // Put back, or about to be.
        const back = refunds.filter(({ status, announced }) => status !== 'failed' || announced);
        for (const productId of ['a', 'b', 'c']) {
          const units = (all: readonly { productId: string; quantity: number }[]) =>
            all.filter((one) => one.productId === productId).reduce((sum, one) => sum + one.quantity, 0);
          expect(units(back.flatMap(({ restock }) => restock))).toBeLessThanOrEqual(units(ordered));
        }
      }),
    );
  });

  it('may be all that were ordered', () => {
    fc.assert(fc.property(lines, (ordered) => expect(restockOf(ordered, ordered, [])).toEqual(ordered)));
  });

  it('are added up', () => {
    const wanted = [
      { productId: 'a', quantity: 1 },
      { productId: 'a', quantity: 2 },
    ];
    expect(restockOf(wanted, [{ productId: 'a', quantity: 3 }], [])).toEqual([
      { productId: 'a', quantity: 3 },
    ]);
    expect(() => restockOf(wanted, [{ productId: 'a', quantity: 2 }], [])).toThrow(
      expect.objectContaining({ details: { products: [{ productId: 'a', left: 2 }] } }),
    );
  });
});
