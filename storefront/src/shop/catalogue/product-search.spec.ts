import { describe, expect, it } from '@jest/globals';
import { hasFilters, parseProductSearch } from './product-search';

describe('the address of the product grid', () => {
  it('keeps what was typed and chosen', () => {
    const search = { q: 'mug', min: 1_000, max: 2_000, available: true as const, currency: 'eur' };
    expect(parseProductSearch(search)).toEqual(search);
  });

  it('drops what is no valid value', () => {
    expect(
      parseProductSearch({ q: ' ', min: -1, max: 'x', available: 'yes', currency: 'zzz', utm: 1 }),
    ).toEqual({});
  });

  it('reads a search for digits as text, and at most as much as the API accepts', () => {
    expect(parseProductSearch({ q: 2026 })).toEqual({ q: '2026' });
    expect(parseProductSearch({ q: 'x'.repeat(300) }).q).toHaveLength(200);
  });

  it('is narrowed down by filters, not by its text or currency', () => {
    expect([{ q: 'mug', currency: 'eur' }, { min: 0 }, { available: true as const }].map(hasFilters)).toEqual(
      [false, true, true],
    );
  });
});
