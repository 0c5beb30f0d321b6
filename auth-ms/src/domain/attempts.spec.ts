import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  account,
  type Allowance,
  costsNothing,
  failuresAfter,
  hashes,
  network,
  pair,
  probes,
  waitOf,
} from './attempts.js';

const now = new Date('2026-01-01T00:00:00Z');
const failed = (failures: number, secondsAgo = 0) => ({
  key: 'k',
  failures,
  lastAt: new Date(now.getTime() - secondsAgo * 1_000),
});
const all: [string, Allowance][] = Object.entries({ pair, account, network, probes, hashes });

describe('failed attempts', () => {
  it('cost nothing as long as they are few', () => {
    for (const [, allowance] of all) expect(waitOf(failed(allowance.free), allowance, now)).toBe(0);
  });

  it('cost twice as much each time', () => {
    const waits = [1, 2, 3, 4].map((n) => waitOf(failed(pair.free + n), pair, now));
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000]);
  });

  it('cost less the longer ago they are', () => {
    expect(waitOf(failed(pair.free + 3, 3), pair, now)).toBe(1_000);
    expect(waitOf(failed(pair.free + 3, 4), pair, now)).toBe(0);
  });

  it.each(all)('never lock anybody out (%s)', (_name, allowance) => {
    fc.assert(
      fc.property(fc.nat(), (failures) => {
        expect(waitOf(failed(failures), allowance, now)).toBeLessThanOrEqual(allowance.maxDelayMs);
      }),
    );
  });

  it('of strangers slow an account down by half a minute at most', () => {
    expect(waitOf(failed(1_000_000), account, now)).toBe(30_000);
  });

  it('are few as long as the next one still costs nothing', () => {
    expect(costsNothing(failed(pair.free - 1), pair, now)).toBe(true);
    expect(costsNothing(failed(pair.free), pair, now)).toBe(false);
    expect(costsNothing(failed(100, pair.forgetMs / 1_000), pair, now)).toBe(true);
  });

  it('are forgotten', () => {
    expect(waitOf(failed(100, pair.forgetMs / 1_000), pair, now)).toBe(0);
    expect(failuresAfter(failed(100, pair.forgetMs / 1_000), pair, now)).toBe(1);
    expect(failuresAfter(failed(100, 1), pair, now)).toBe(101);
  });
});
