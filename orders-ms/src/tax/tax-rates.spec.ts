import { describe, expect, it } from '@jest/globals';
import { percentageOf, percentageUnits, type TaxRate, TaxRates, taxRateView } from './tax-rates.js';

const change = new Date('2027-01-01T00:00:00Z');
const rate = (fields: Partial<TaxRate>): TaxRate => ({
  ...{ id: 'id', country: 'DE', taxClass: 'standard', name: 'VAT', percentage: 190_000, inclusive: true },
  ...{ validFrom: new Date(0), validUntil: null, ...fields },
});

describe('tax rates', () => {
  const rates = new TaxRates([
    rate({ validUntil: change }),
    rate({ percentage: 210_000, validFrom: change }),
    rate({ country: 'FI', validUntil: new Date(1) }),
  ]);

  it.each([
    ['2026-12-31T23:59:59.999Z', 190_000],
    ['2027-01-01T00:00:00.000Z', 210_000],
  ])('hold from their first moment until before their last: at %s %i', (at, percentage) =>
    expect(rates.find('DE', 'reduced', new Date(at))?.percentage).toBe(percentage),
  );

  it('that have ended, and of other countries, hold for nothing', () => {
    expect(rates.find('FI', 'zero', change)).toBeUndefined();
    expect(rates.find('FR', 'standard', change)).toBeUndefined();
  });

  it('keep four decimals of a percentage', () => {
    for (let units = 0; units <= 1_000_000; units += 37)
      expect(percentageUnits(percentageOf(units))).toBe(units);
    expect(taxRateView(rate({ percentage: percentageUnits(7.6875) })).percentage).toBe(7.6875);
  });
});
