import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Fault } from './fault.js';
import {
  amountProblem,
  currencies,
  currencyRules,
  decimalsOf,
  formatAmount,
  MAX_AMOUNT,
} from './currencies.js';
import { totalOf } from './money.js';
import { TotalOutOfRange } from './orders/faults.js';

const anyCurrency = fc.constantFrom(...currencies);
const anyAmount = fc.integer({ min: -MAX_AMOUNT, max: MAX_AMOUNT });

describe('an amount of money', () => {
  it.each([
    [1999, 'usd', '$19.99'],
    [5, 'usd', '$0.05'],
    [0, 'usd', '$0.00'],
    [-150, 'usd', '-$1.50'],
    [1999, 'jpy', '¥1,999'],
    [1, 'jpy', '¥1'],
    [12_345, 'KWD', 'KWD 12.345'],
    [500_000, 'ugx', 'UGX 5,000.00'],
    [99_999_999, 'eur', '€999,999.99'],
    [999_999_999_999, 'idr', 'IDR 9,999,999,999.99'],
  ])('%i %s is written %s', (amount, currency, text) => {
    expect(formatAmount(amount, currency).replace(/\s/g, ' ')).toBe(text);
  });

  it('is written with every digit it has, in every currency', () => {
    fc.assert(
      fc.property(anyAmount, anyCurrency, (amount, currency) => {
        const digits = formatAmount(amount, currency).replace(/[^\d]/g, '');
        expect(Number(digits)).toBe(Math.abs(amount));
      }),
    );
  });

  it('has as many decimals as its currency', () => {
    fc.assert(
      fc.property(anyAmount, anyCurrency, (amount, currency) => {
        const decimals = /\.(\d+)$/.exec(formatAmount(amount, currency))?.[1]?.length ?? 0;
        expect(decimals).toBe(decimalsOf(currency));
      }),
    );
  });

  it.each([
    ['usd', 1],
    ['jpy', 1],
    ['KWD', 10],
    ['isk', 100],
    ['ugx', 100],
  ])('in %s can be charged in multiples of %i', (currency, step) => {
    expect(currencyRules(currency).step).toBe(step);
  });

  it('carries its sign', () => {
    fc.assert(
      fc.property(anyAmount, anyCurrency, (amount, currency) =>
        expect(formatAmount(amount, currency).startsWith('-')).toBe(amount < 0),
      ),
    );
  });
});

describe('currencies', () => {
  it('are those in which Stripe charges, and no others of ISO 4217', () => {
    expect(currencies).toEqual(expect.arrayContaining(['usd', 'idr', 'kwd', 'isk', 'xof']));
    for (const other of ['iqd', 'lyd', 'irr', 'cup', 'xau']) expect(currencies).not.toContain(other);
  });
});

describe('what Stripe charges at once', () => {
  it.each([
    ['usd', 50, 99_999_999],
    ['GBP', 30, 99_999_999],
    ['huf', 17_500, 99_999_999],
    ['jpy', 50, 99_999_999],
    ['idr', 50, 999_999_999_999],
    ['cop', 50, 9_999_999_999],
    ['inr', 50, 999_999_999],
    ['khr', 1, 99_999_999],
  ])('in %s is from %i to %i', (currency, minimum, maximum) => {
    expect(currencyRules(currency)).toMatchObject({ minimum, maximum });
  });

  it('can always be its own minimum and at least one step below its maximum', () => {
    for (const currency of currencies) {
      const { minimum, maximum, step } = currencyRules(currency);
      expect([currency, minimum % step === 0 || minimum === 1]).toEqual([currency, true]);
      expect(amountProblem(maximum - (maximum % step), currency)).toBeUndefined();
      expect(maximum).toBeLessThanOrEqual(MAX_AMOUNT);
    }
  });

  it.each([
    [150, 'isk', 'multiple of 100'],
    [150, 'ugx', 'multiple of 100'],
    [15, 'kwd', 'multiple of 10'],
    [100_000_000, 'usd', 'at most 99999999'],
  ])('is not %i %s: it must be a %s', (amount, currency, reason) => {
    expect(amountProblem(amount, currency)).toContain(reason);
  });
});

describe('the total of an order', () => {
  const line = fc.record({
    unitAmount: fc.integer({ min: 0, max: MAX_AMOUNT }),
    quantity: fc.integer({ min: 1, max: 99_900 }),
  });
  const exact = (lines: { unitAmount: number; quantity: number }[]): bigint =>
    lines.reduce((sum, { unitAmount, quantity }) => sum + BigInt(unitAmount) * BigInt(quantity), 0n);
  const faultOf = (total: () => unknown): Fault | undefined => {
    try {
      total();
      return undefined;
    } catch (error) {
      if (TotalOutOfRange.matches(error)) return error;
      throw error;
    }
  };

  it('is the exact sum of its lines, or refused as a charge that Stripe refuses', () => {
    fc.assert(
      fc.property(
        fc.array(line, { minLength: 1, maxLength: 100 }),
        fc.constantFrom('usd', 'idr'),
        (lines, currency) => {
          const sum = exact(lines);
          const { minimum, maximum } = currencyRules(currency);
          const chargeable = sum === 0n || (sum >= BigInt(minimum) && sum <= BigInt(maximum));
          if (chargeable) expect(BigInt(totalOf(lines, currency).totalAmount)).toBe(sum);
          else
            expect(faultOf(() => totalOf(lines, currency))?.details).toMatchObject({
              totalAmount: Number(sum),
            });
        },
      ),
    );
  });

  it('has the added tax in it, for the limits as well', () => {
    const lines = [{ unitAmount: 48, quantity: 1 }];
    expect(totalOf(lines, 'usd', 2)).toEqual({ totalAmount: 50, totalItems: 1 });
    expect(faultOf(() => totalOf(lines, 'usd', 1))?.details).toMatchObject({ totalAmount: 49, min: 50 });
    expect(faultOf(() => totalOf(lines, 'usd', 99_999_952))?.details).toMatchObject({
      ...{ totalAmount: 100_000_000, max: 99_999_999 },
    });
  });

  it('is exact and allowed when it can be charged', () => {
    const small = fc.record({
      unitAmount: fc.integer({ min: 50, max: 9_000 }),
      quantity: fc.integer({ min: 1, max: 99 }),
    });
    fc.assert(
      fc.property(fc.array(small, { minLength: 1, maxLength: 100 }), (lines) => {
        const { totalAmount, totalItems } = totalOf(lines, 'usd');
        expect(BigInt(totalAmount)).toBe(exact(lines));
        expect(totalItems).toBe(lines.reduce((sum, { quantity }) => sum + quantity, 0));
      }),
    );
  });

  it.each([
    [30, 1, 'usd', false],
    [30, 2, 'usd', true],
    [10_000, 1, 'huf', false],
    [17_500, 1, 'huf', true],
    [100, 1, 'khr', true],
    [0, 3, 'usd', true],
    [70_000_000, 2, 'idr', true],
    [70_000_000, 2, 'usd', false],
  ])('of %i × %i %s can be charged: %s', (unitAmount, quantity, currency, can) => {
    expect(faultOf(() => totalOf([{ unitAmount, quantity }], currency)) === undefined).toBe(can);
  });

  it('may be the maximum charge, but not exceed it', () => {
    const { maximum } = currencyRules('usd');
    expect(totalOf([{ unitAmount: maximum, quantity: 1 }], 'usd').totalAmount).toBe(maximum);
    const over = [
      { unitAmount: maximum, quantity: 1 },
      { unitAmount: 1, quantity: 1 },
    ];
    expect(faultOf(() => totalOf(over, 'usd'))).toBeDefined();
  });

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
      const fault = faultOf(() => totalOf([{ unitAmount, quantity: multipleOf }], currency));
      expect(fault?.details).toMatchObject({ currency, multipleOf });
    },
  );
});
