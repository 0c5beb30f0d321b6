import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { sum, taxesOf, withoutTax } from './tax-arithmetic.js';

const percent = (value: number) => value * 10_000;
const included = (value: number) => ({ percentage: percent(value), inclusive: true });
const added = (value: number) => ({ percentage: percent(value), inclusive: false });
const taxes = (amounts: number[], rate: { percentage: number; inclusive: boolean }, step = 1) =>
  taxesOf(amounts.map(BigInt), rate, step).map(Number);

describe('the tax of one amount', () => {
  it.each([
    [119_00, 19, 19_00],
    [100_00, 19, 15_97],
    [100_00, 5.5, 5_21],
    [1, 19, 0],
    [0, 19, 0],
    [100_00, 0, 0],
    // 20 / 120 of 3 is 0.5.
    [3, 20, 1],
  ])('that %i includes at %d %% is %i', (gross, rate, tax) =>
    expect(taxes([gross], included(rate))).toEqual([tax]),
  );

  it.each([
    [100_00, 8.25, 8_25],
    [1_50, 19, 29],
    [10, 5, 1],
    [9, 5, 0],
    [200_00, 7.6875, 15_38],
    [999_999_999_999, 100, 999_999_999_999],
  ])('that is added to %i at %d %% is %i', (net, rate, tax) =>
    expect(taxes([net], added(rate))).toEqual([tax]),
  );

  it.each([
    ['jpy', 1, 1_000, 91],
    ['kwd', 10, 12_340, 1_120],
    ['isk', 100, 123_400, 11_200],
  ])('is a multiple of the charge step in %s', (_currency, step, gross, tax) =>
    expect(taxes([gross], included(10), step)).toEqual([tax]),
  );
});

describe('the taxes of several amounts', () => {
  it('are those of their sum, not the sums of rounded ones', () =>
    expect(taxes([10, 10, 10], included(19))).toEqual([2, 2, 1]));

  it('give the rest to the largest remainders', () =>
    // 3.19, 1.44 and 2.87 of 7.50, which rounds to 8.
    expect(taxes([20, 9, 18], included(19))).toEqual([3, 2, 3]));

  const step = fc.constantFrom(1, 10, 100);
  const rate = fc.record({
    percentage: fc.integer({ min: 0, max: 1_000_000 }),
    inclusive: fc.boolean(),
  });
  const counts = fc.array(fc.integer({ min: 0, max: 9_999_999_999 }), { minLength: 1, maxLength: 100 });

  it('add up to the rounded tax of the sum, and each differs from its exact tax by less than a step', () => {
    fc.assert(
      fc.property(counts, rate, step, (steps, { percentage, inclusive }, size) => {
        const amounts = steps.map((count) => BigInt(count) * BigInt(size));
        const parts = taxesOf(amounts, { percentage, inclusive }, size);
        const [total] = taxesOf([sum(amounts)], { percentage, inclusive }, size);
        expect(sum(parts)).toBe(total);
        const divisor = BigInt(inclusive ? 1_000_000 + percentage : 1_000_000);
        const unit = divisor * BigInt(size);
        parts.forEach((part, n) => {
          const error = part * divisor - amounts[n]! * BigInt(percentage);
          expect(error > -unit && error < unit).toBe(true);
          expect(part % BigInt(size)).toBe(0n);
          expect(part >= 0n && part <= amounts[n]!).toBe(true);
        });
      }),
    );
  });

  it('differ by at most half a step from the exact tax of the sum', () => {
    fc.assert(
      fc.property(counts, rate, step, (steps, { percentage, inclusive }, size) => {
        const amounts = steps.map((count) => BigInt(count) * BigInt(size));
        const divisor = BigInt(inclusive ? 1_000_000 + percentage : 1_000_000);
        const error =
          sum(taxesOf(amounts, { percentage, inclusive }, size)) * divisor -
          sum(amounts) * BigInt(percentage);
        const half = divisor * BigInt(size);
        expect(2n * error > -half && 2n * error <= half).toBe(true);
      }),
    );
  });
});

describe('a price without the tax it includes', () => {
  it.each([
    [119_00, 19, 1, 100_00],
    [99, 19, 1, 83],
    [1, 19, 1, 1],
    [0, 19, 1, 0],
    [12_340, 10, 10, 11_220],
    [123_400, 10, 100, 112_200],
    // 3 / 1.2 is 2.5.
    [3, 20, 1, 3],
  ])('of %i at %d %% in steps of %i is %i', (price, rate, step, net) =>
    expect(withoutTax(price, percent(rate), step)).toBe(net),
  );
});
