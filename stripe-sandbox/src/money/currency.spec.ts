import { describe, expect, it } from '@jest/globals';
import { decimals, formatMoney, isSupported, minimumCharge } from './currency.js';

describe('currencies', () => {
  it.each([
    [1200, 'usd', '$12.00'],
    [1200, 'jpy', '¥1,200'],
    [1234, 'kwd', 'KWD\u00a01.234'],
    [17500, 'huf', 'HUF\u00a0175.00'],
    [5, 'eur', '€0.05'],
    [99_999_999, 'gbp', '£999,999.99'],
  ])('shows %d %s as %s', (amount, currency, text) => {
    expect(formatMoney(amount, currency)).toBe(text);
  });

  it('counts digits as Stripe does, not as ISO 4217 does', () => {
    expect([decimals('isk'), decimals('ugx'), decimals('krw'), decimals('bhd')]).toEqual([2, 2, 0, 3]);
  });

  it('knows the minimum of 50 cents and which currencies exist', () => {
    expect([minimumCharge('usd'), minimumCharge('jpy'), minimumCharge('gbp')]).toEqual([50, 50, 30]);
    expect([isSupported('usd'), isSupported('xyz')]).toEqual([true, false]);
  });
});
