import { describe, expect, it } from '@jest/globals';
import { percentilesOf, secondsOf } from './percentiles.js';

/** As the statements of the projections choose it. */
const bucketOf = (seconds: number): number => (seconds < 1 ? 0 : 1 + Math.floor(4 * Math.log2(seconds)));

describe('percentiles', () => {
  it('are those of the bucket that has the part of all times', () => {
    const histogram = new Map([
      [bucketOf(10), 89],
      [bucketOf(60), 10],
      [bucketOf(3_600), 1],
    ]);
    const found = percentilesOf(histogram, 1);
    expect(found).toMatchObject({ count: 100, p50: expect.closeTo(10, -0.3), p90: expect.closeTo(60, -1) });
    expect(found?.p99).toBe(found?.p90);
  });

  it('differ from the times by at most 9 %', () => {
    for (const seconds of [1, 1.2, 7, 59, 600, 86_399, 2_592_000])
      expect(Math.abs(secondsOf(bucketOf(seconds)) / seconds - 1)).toBeLessThan(0.0906);
  });

  it('are null without a measurement, also when all were taken back', () => {
    expect(percentilesOf(new Map(), 1)).toBeNull();
    expect(percentilesOf(new Map([[3, 0]]), 1)).toBeNull();
  });
});
