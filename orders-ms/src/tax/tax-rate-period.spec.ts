import { describe, expect, it } from '@jest/globals';
import { placeAt, timeOfChange } from './tax-rate-period.js';
import type { TaxRate } from './tax-rates.js';

const now = new Date('2026-12-01T12:00:00Z');
const at = (day: number) => new Date(Date.UTC(2027, 0, day));
const rate = (id: string, from: number, until: number | null): TaxRate => ({
  ...{ id, country: 'DE', taxClass: 'standard', name: 'VAT', percentage: 190_000, inclusive: true },
  ...{ validFrom: at(from), validUntil: until === null ? null : at(until) },
});

describe('the time of a change', () => {
  it('is now, or later', () => {
    expect(timeOfChange(undefined, now)).toEqual(now);
    expect(timeOfChange('2027-01-01T00:00:00+01:00', now)).toEqual(new Date('2026-12-31T23:00:00Z'));
  });

  it('is now for a clock that is up to a minute slow, and never before', () => {
    expect(timeOfChange('2026-12-01T11:59:00Z', now)).toEqual(now);
    expect(timeOfChange('2026-12-01T11:58:59Z', now)).toBeUndefined();
  });
});

describe('a new rate', () => {
  it('replaces the one that holds when it begins', () =>
    expect(placeAt(at(5), [rate('old', 1, null)])).toMatchObject({
      replaced: { id: 'old' },
      validUntil: null,
    }));

  it('ends when the next one begins', () =>
    expect(placeAt(at(5), [rate('old', 1, 10), rate('next', 10, 20), rate('last', 20, null)])).toMatchObject({
      replaced: { id: 'old' },
      validUntil: at(10),
    }));

  it('replaces none in a gap', () =>
    expect(placeAt(at(5), [rate('next', 10, null)])).toEqual({ validUntil: at(10) }));

  it('has no place where another begins', () =>
    expect(placeAt(at(10), [rate('next', 10, null)])).toMatchObject({ taken: { id: 'next' } }));
});
