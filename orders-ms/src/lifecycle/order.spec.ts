import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mergeLines } from '../lifecycle/order.js';

describe('merging lines', () => {
  const item = fc.record({
    productId: fc.constantFrom('a1', 'b2', 'c3'),
    quantity: fc.integer({ min: 1, max: 999 }),
  });

  it('lists each product once and keeps every unit', () => {
    fc.assert(
      fc.property(fc.array(item, { minLength: 1, maxLength: 100 }), (items) => {
        const merged = mergeLines(items);
        expect(new Set(merged.map(({ productId }) => productId)).size).toBe(merged.length);
        for (const { productId, quantity } of merged) {
          const units = items.filter((one) => one.productId === productId);
          expect(quantity).toBe(units.reduce((sum, one) => sum + one.quantity, 0));
        }
      }),
    );
  });
});
