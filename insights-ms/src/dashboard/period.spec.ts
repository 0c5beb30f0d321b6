import { describe, expect, it } from '@jest/globals';
import { intervalsOf, periodBefore, periodOf, unitOf } from './period.js';

const texts = (times: readonly Date[]): string[] => times.map((time) => time.toISOString().slice(0, 13));

describe('a period', () => {
  const period = periodOf({ from: '2026-11-01T10:20:00+02:00', to: '2026-11-02T00:00:01Z' }, 'hour');

  it('is rounded to whole hours, outwards', () => {
    expect(texts([period.from, period.to])).toEqual(['2026-11-01T08', '2026-11-02T01']);
  });

  it('has all intervals that overlap it; weeks begin on Monday', () => {
    expect(texts(intervalsOf(period, 'day'))).toEqual(['2026-11-01T00', '2026-11-02T00']);
    expect(texts(intervalsOf(period, 'week'))).toEqual(['2026-10-26T00', '2026-11-02T00']);
    expect(intervalsOf(period, 'hour')).toHaveLength(17);
  });

  it('follows one of the same length', () => {
    const before = periodBefore(period);
    expect(before.to).toEqual(period.from);
    expect(texts([before.from])).toEqual(['2026-10-31T15']);
  });

  it('is read from figures of days where it has whole days and its points are not hours', () => {
    const days = periodOf({ from: '2026-11-01T00:00:00Z', to: '2026-11-03T00:00:00Z' }, 'hour');
    expect([unitOf(days, 'day'), unitOf(days, 'hour'), unitOf(period, 'day')]).toEqual([
      'day',
      'hour',
      'hour',
    ]);
  });

  it('has at most 400 intervals', () => {
    const year = periodOf({ from: '2025-11-01T00:00:00Z', to: '2026-11-01T00:00:00Z' }, 'hour');
    expect(intervalsOf(year, 'day')).toHaveLength(365);
    expect(() => intervalsOf(year, 'hour')).toThrow(expect.objectContaining({ code: 'invalid_message' }));
  });
});
