import { describe, expect, it } from '@jest/globals';
import { isTooSoon, TOKEN_LIFETIME_MS } from './resend-pause.js';

const MINUTE = 60_000;
const at = (minutes: number) => new Date(minutes * MINUTE);

describe('tokens that are requested again and again', () => {
  /** Minutes at which tokens are issued when one is requested every minute of a day. */
  const day = (): number[] => {
    const issued: number[] = [];
    for (let minute = 0; minute < 24 * 60; minute++) {
      const last = issued.at(-1);
      const recent = { count: issued.length, lastAt: last === undefined ? null : at(last) };
      if (!isTooSoon(recent, at(minute))) issued.push(minute);
    }
    return issued;
  };

  it('are issued at growing intervals', () => {
    expect(day().slice(0, 7)).toEqual([0, 1, 3, 7, 15, 30, 45]);
    expect(day().length).toBeLessThanOrEqual(100);
  });

  it('leave the owner a token that is valid for at least 15 minutes, at any time', () => {
    const issued = day();
    for (let minute = 0; minute < 24 * 60; minute++) {
      const last = issued.filter((time) => time <= minute).at(-1) ?? Infinity;
      const validMs = last * MINUTE + TOKEN_LIFETIME_MS.reset_password - minute * MINUTE;
      expect(validMs).toBeGreaterThanOrEqual(15 * MINUTE);
    }
  });
});
