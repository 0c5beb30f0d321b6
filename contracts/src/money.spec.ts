import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { chargeStepOf, currencies, decimalsOf, formatAmount } from './money.js';

const anyCurrency = fc.constantFrom(...currencies);
const anyAmount = fc.integer({ min: -99_999_999, max: 99_999_999 });

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
    expect(chargeStepOf(currency)).toBe(step);
  });

  it('carries its sign', () => {
    fc.assert(
      fc.property(anyAmount, anyCurrency, (amount, currency) =>
        expect(formatAmount(amount, currency).startsWith('-')).toBe(amount < 0),
      ),
    );
  });
});
