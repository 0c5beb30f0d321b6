import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  nextKey,
  publishedAt,
  redate,
  type ScheduledKey,
  signerAt,
  type SigningSchedule,
} from './signing-schedule.js';

const HOUR = 3_600_000;
const schedule: SigningSchedule = { rotationMs: 30 * 24 * HOUR, leadMs: HOUR, tokenMs: HOUR / 4 };
const start = new Date('2026-01-01T00:00:00Z');
const at = (ms: number) => new Date(start.getTime() + ms);

describe('signing keys', () => {
  it('begin with one that signs immediately', () => {
    expect(nextKey([], schedule, start)).toEqual({ number: 1, signsFrom: start });
  });

  it('are published an hour before they sign', () => {
    const first = { number: 1, signsFrom: start };
    const due = schedule.rotationMs;
    expect(nextKey([first], schedule, at(due - HOUR - 1))).toBeUndefined();
    expect(nextKey([first], schedule, at(due - HOUR))).toEqual({ number: 2, signsFrom: at(due) });
  });

  it('stay published while their tokens live', () => {
    const keys = [
      { number: 1, signsFrom: start },
      { number: 2, signsFrom: at(1_000) },
    ];
    expect(publishedAt(keys, schedule, at(1_000 + schedule.tokenMs - 1))).toHaveLength(2);
    expect(publishedAt(keys, schedule, at(1_000 + schedule.tokenMs))).toEqual([keys[1]]);
  });

  it('verify every live token, however long the service was down', () => {
    const downtimes = fc.array(fc.integer({ min: 60_000, max: 90 * 24 * HOUR }), { maxLength: 40 });
    fc.assert(
      fc.property(downtimes, (all) => {
        let keys: ScheduledKey[] = [];
        let now = 0;
        const signed: { number: number; until: number }[] = [];
        for (const downtime of [0, ...all]) {
          now += downtime;
          const due = nextKey(keys, schedule, at(now));
          if (due) keys.push(due);
          keys = publishedAt(keys, schedule, at(now));
          const signer = signerAt(keys, at(now));
          expect(signer).toBeDefined();
          signed.push({ number: signer?.number ?? 0, until: now + 10 * 60_000 });
          const published = new Set(keys.map(({ number }) => number));
          for (const { number, until } of signed) if (until > now) expect(published.has(number)).toBe(true);
        }
      }),
    );
  });

  it('exist at every time, also when a clock is set back', () => {
    const jumps = fc.array(fc.integer({ min: -900 * 24 * HOUR, max: 900 * 24 * HOUR }), { maxLength: 40 });
    fc.assert(
      fc.property(jumps, (all) => {
        let keys: ScheduledKey[] = [];
        for (const now of [0, ...all]) {
          for (const { number, signsFrom } of redate(keys, schedule, at(now)))
            keys = keys.map((key) => (key.number === number ? { number, signsFrom } : key));
          const due = nextKey(keys, schedule, at(now));
          if (due) keys.push(due);
          keys = publishedAt(keys, schedule, at(now));
          expect(signerAt(keys, at(now))).toBeDefined();
          // The rotation goes on: the next key is created within one period.
          expect(nextKey(keys, schedule, at(now + schedule.rotationMs + HOUR + 5 * 60_000))).toBeDefined();
        }
      }),
    );
  });

  it('never sign when they are created, except the very first', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 365 * 24 * HOUR }), (ms) => {
        const due = nextKey([{ number: 1, signsFrom: start }], schedule, at(ms));
        if (due) expect(due.signsFrom.getTime() - at(ms).getTime()).toBeGreaterThanOrEqual(schedule.leadMs);
      }),
    );
  });
});
