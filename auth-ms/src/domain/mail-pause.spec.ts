import { describe, expect, it } from '@jest/globals';
import { LINK_MS } from '../application/lifetimes.js';
import { isTooSoon } from './mail-pause.js';

const MINUTE = 60_000;
const at = (minutes: number) => new Date(minutes * MINUTE);

describe('mails that somebody asks for again and again', () => {
  /** Minutes at which mails go out when one is asked for every minute of a day. */
  const day = (): number[] => {
    const mails: number[] = [];
    for (let minute = 0; minute < 24 * 60; minute++) {
      const last = mails.at(-1);
      const sent = { count: mails.length, lastAt: last === undefined ? null : at(last) };
      if (!isTooSoon(sent, at(minute))) mails.push(minute);
    }
    return mails;
  };

  it('come at longer and longer intervals', () => {
    expect(day().slice(0, 7)).toEqual([0, 1, 3, 7, 15, 30, 45]);
    expect(day().length).toBeLessThanOrEqual(100);
  });

  it('leave the owner a link that works for a quarter of an hour, whenever the owner asks', () => {
    const mails = day();
    for (let minute = 0; minute < 24 * 60; minute++) {
      const last = mails.filter((sent) => sent <= minute).at(-1) ?? Infinity;
      expect(last * MINUTE + LINK_MS.reset_password - minute * MINUTE).toBeGreaterThanOrEqual(15 * MINUTE);
    }
  });
});
