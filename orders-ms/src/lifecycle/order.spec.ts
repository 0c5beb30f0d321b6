import { describe, expect, it } from '@jest/globals';
import { MAX_AMOUNT, MAX_QUANTITY } from '@orderwire/contracts';
import fc from 'fast-check';
import { mergeLines, totalOf } from '../lifecycle/order.js';

const line = fc.record({
  unitAmount: fc.integer({ min: 0, max: MAX_AMOUNT }),
  quantity: fc.integer({ min: 1, max: MAX_QUANTITY }),
});
const exact = (lines: { unitAmount: number; quantity: number }[]): bigint =>
  lines.reduce((sum, { unitAmount, quantity }) => sum + BigInt(unitAmount) * BigInt(quantity), 0n);
const outOfRange = expect.objectContaining({ code: 'orders.total_out_of_range' });

describe('order total', () => {
  it('is exact or refused, never rounded', () => {
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 100 }), (lines) => {
        const sum = exact(lines);
        if (sum === 0n || sum > BigInt(MAX_AMOUNT)) expect(() => totalOf(lines, 'usd')).toThrow(outOfRange);
        else expect(BigInt(totalOf(lines, 'usd').totalAmount)).toBe(sum);
      }),
    );
  });

  it('is exact for ordinary baskets, with the number of units', () => {
    const small = fc.record({
      unitAmount: fc.integer({ min: 1, max: 10_000 }),
      quantity: fc.integer({ min: 1, max: 50 }),
    });
    fc.assert(
      fc.property(fc.array(small, { minLength: 1, maxLength: 100 }), (lines) => {
        const { totalAmount, totalItems } = totalOf(lines, 'usd');
        expect(BigInt(totalAmount)).toBe(exact(lines));
        expect(totalItems).toBe(lines.reduce((sum, { quantity }) => sum + quantity, 0));
      }),
    );
  });

  it('may be the maximum charge, but not exceed it', () => {
    expect(totalOf([{ unitAmount: MAX_AMOUNT, quantity: 1 }], 'usd').totalAmount).toBe(MAX_AMOUNT);
    const over = [
      { unitAmount: MAX_AMOUNT, quantity: 1 },
      { unitAmount: 1, quantity: 1 },
    ];
    expect(() => totalOf(over, 'usd')).toThrow(outOfRange);
  });
});

describe('order total in other currencies', () => {
  it.each([
    ['jpy', 1_999, 3, 5_997],
    ['kwd', 12_340, 2, 24_680],
    ['isk', 49_900, 2, 99_800],
  ])('is in minor units of %s: %i × %i is %i', (currency, unitAmount, quantity, totalAmount) => {
    expect(totalOf([{ unitAmount, quantity }], currency).totalAmount).toBe(totalAmount);
  });

  it.each([
    ['kwd', 12_345, 10],
    ['isk', 49_950, 100],
  ])(
    'is refused when a unit price is no multiple of the charge step, even if the sum is: %s %i',
    (currency, unitAmount, multipleOf) => {
      const lines = [{ unitAmount, quantity: multipleOf }];
      expect(() => totalOf(lines, currency)).toThrow(
        expect.objectContaining({
          code: 'orders.total_out_of_range',
          details: expect.objectContaining({ currency, multipleOf }),
        }),
      );
    },
  );
});

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
