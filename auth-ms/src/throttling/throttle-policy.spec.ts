import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  accountAndNetworkPolicy as policy,
  accountPolicy,
  failuresAfter,
  isFree,
  networkPolicy,
  passwordCheckPolicy,
  probePolicy,
  type ThrottlePolicy,
  waitMs,
} from './throttle-policy.js';

const now = new Date('2026-01-01T00:00:00Z');
const failed = (failures: number, secondsAgo = 0) => ({
  failures,
  lastAt: new Date(now.getTime() - secondsAgo * 1_000),
});
const all: [string, ThrottlePolicy][] = Object.entries({
  policy,
  accountPolicy,
  networkPolicy,
  probePolicy,
  passwordCheckPolicy,
});

describe('failed attempts', () => {
  it('cause no delay while they are few', () => {
    for (const [, each] of all) expect(waitMs(failed(each.free), each, now)).toBe(0);
  });

  it('double the delay each time', () => {
    const waits = [1, 2, 3, 4].map((n) => waitMs(failed(policy.free + n), policy, now));
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000]);
  });

  it('cause a shorter delay the longer ago they were', () => {
    expect(waitMs(failed(policy.free + 3, 3), policy, now)).toBe(1_000);
    expect(waitMs(failed(policy.free + 3, 4), policy, now)).toBe(0);
  });

  it.each(all)('never lock an account out (%s)', (_name, each) => {
    fc.assert(
      fc.property(fc.nat(), (failures) => {
        expect(waitMs(failed(failures), each, now)).toBeLessThanOrEqual(each.maxDelayMs);
      }),
    );
  });

  it('of strangers delay an account by at most half a minute', () => {
    expect(waitMs(failed(1_000_000), accountPolicy, now)).toBe(30_000);
  });

  it('are free until the next one would cause a delay', () => {
    expect(isFree(failed(policy.free - 1), policy, now)).toBe(true);
    expect(isFree(failed(policy.free), policy, now)).toBe(false);
    expect(isFree(failed(100, policy.forgetMs / 1_000), policy, now)).toBe(true);
  });

  it('are forgotten after a time without new ones', () => {
    expect(waitMs(failed(100, policy.forgetMs / 1_000), policy, now)).toBe(0);
    expect(failuresAfter(failed(100, policy.forgetMs / 1_000), policy, now)).toBe(1);
    expect(failuresAfter(failed(100, 1), policy, now)).toBe(101);
  });
});
