import { describe, expect, it } from '@jest/globals';
import { Fault } from '@orderwire/contracts';
import { requireChargeable } from './price-rules.js';

const pathsRefused = (...prices: [string, number][]): unknown => {
  try {
    requireChargeable(prices.map(([currency, amount]) => ({ currency, amount })));
    return [];
  } catch (error) {
    return ((error as Fault).details?.['errors'] as { path: string }[]).map(({ path }) => path);
  }
};

describe('prices', () => {
  it.each<[string, number]>([
    ['usd', 1_999],
    ['jpy', 1_999],
    ['kwd', 1_990],
    ['usd', 0],
    ['isk', 500],
    ['ugx', 500_000],
    ['huf', 17_505],
  ])('can be %s %i', (currency, amount) => {
    expect(pathsRefused([currency, amount])).toEqual([]);
  });

  it('with three decimals are refused unless they are multiples of ten, each with its path', () => {
    expect(pathsRefused(['kwd', 1_999], ['usd', 5], ['bhd', 10], ['tnd', 1])).toEqual([
      'prices.0.amount',
      'prices.3.amount',
    ]);
  });

  it('are refused in fractions of a currency without decimals, although Stripe counts it in hundredths', () => {
    expect(pathsRefused(['isk', 550], ['ugx', 99], ['krw', 99])).toEqual([
      'prices.0.amount',
      'prices.1.amount',
    ]);
  });

  it('are refused above the largest charge of their currency: twelve digits for IDR, eight for the others', () => {
    expect(pathsRefused(['idr', 999_999_999_999], ['usd', 99_999_999])).toEqual([]);
    expect(pathsRefused(['usd', 100_000_000], ['idr', 1_000_000_000_000])).toEqual([
      'prices.0.amount',
      'prices.1.amount',
    ]);
  });
});
