import { describe, expect, it } from '@jest/globals';
import { defaultRetrySeconds, MAX_RETRY_AFTER_MS, parseRetryAfter, retryDelayMs } from './retry-schedule.js';

const middle = () => 0.5;

describe('the schedule of retries', () => {
  it('has at least eight attempts over at least 72 hours, with growing pauses', () => {
    expect(defaultRetrySeconds.length + 1).toBeGreaterThanOrEqual(8);
    const hours = defaultRetrySeconds.reduce((sum, seconds) => sum + seconds, 0) / 3_600;
    expect(hours).toBeGreaterThanOrEqual(72);
    expect([...defaultRetrySeconds].sort((one, other) => one - other)).toEqual(defaultRetrySeconds);
  });

  it('ends after the last attempt', () => {
    expect(retryDelayMs([5, 10], 1, 0, middle)).toBe(5_000);
    expect(retryDelayMs([5, 10], 2, 0, middle)).toBe(10_000);
    expect(retryDelayMs([5, 10], 3, 0, middle)).toBeUndefined();
  });

  it('spreads retries over a fifth of the pause', () => {
    expect(retryDelayMs([100], 1, 0, () => 0)).toBe(90_000);
    expect(retryDelayMs([100], 1, 0, () => 0.999_999)).toBe(110_000);
  });

  it('waits as long as Retry-After says, and not shorter than planned', () => {
    expect(retryDelayMs([5], 1, 60_000, middle)).toBe(60_000);
    expect(retryDelayMs([5], 1, 1_000, middle)).toBe(5_000);
  });
});

describe('Retry-After', () => {
  const now = Date.parse('2026-11-01T00:00:00Z');

  it.each([
    ['120', 120_000],
    ['0', 0],
    ['Sun, 01 Nov 2026 00:00:30 GMT', 30_000],
    ['Sat, 31 Oct 2026 00:00:00 GMT', 0],
    ['86400', MAX_RETRY_AFTER_MS],
    ['soon', undefined],
    [undefined, undefined],
  ])('%s is %s ms', (header, ms) => {
    expect(parseRetryAfter(header, now)).toBe(ms);
  });
});
