import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { days, longSpan, quarterHours, recentSpan, roundToSeconds } from './reconciliation.js';

const now = new Date('2026-06-15T12:00:00.500Z');
const HOUR_MS = 3_600_000;
const ago = (ms: number) => new Date(now.getTime() - ms);

describe('the span of a recent reconciliation', () => {
  test('starts before the watermark and excludes records in flight', () => {
    const { from, to } = recentSpan(ago(HOUR_MS), now);
    expect(from.getTime()).toBeLessThan(ago(HOUR_MS).getTime());
    expect(to.getTime()).toBeLessThan(now.getTime());
  });

  test('covers a pause of days, and the last day at first', () => {
    expect(recentSpan(ago(5 * 24 * HOUR_MS), now).from.getTime()).toBeLessThan(
      ago(5 * 24 * HOUR_MS).getTime(),
    );
    const { from, to } = recentSpan(null, now);
    expect(to.getTime() - from.getTime()).toBe(24 * HOUR_MS);
  });

  test('is limited to 30 days and never negative', () => {
    const { from, to } = recentSpan(ago(400 * 24 * HOUR_MS), now);
    expect(to.getTime() - from.getTime()).toBe(30 * 24 * HOUR_MS);
    const turned = recentSpan(new Date(now.getTime() + HOUR_MS), now);
    expect(turned.from.getTime()).toBeLessThanOrEqual(turned.to.getTime());
  });

  test('is the last days for a long reconciliation', () => {
    const { from, to } = longSpan(30, now);
    expect(to.getTime() - from.getTime()).toBe(30 * 24 * HOUR_MS);
  });
});

describe.each([
  ['days', days, 24 * HOUR_MS],
  ['quarters of an hour', quarterHours, HOUR_MS / 4],
])('a span in %s', (_name, cut, longest) => {
  const instant = fc.integer({ min: 1_700_000_000_000, max: 1_800_000_000_000 });

  test('covers each second exactly once', () => {
    fc.assert(
      fc.property(instant, fc.integer({ min: 1, max: 40 * longest }), (start, length) => {
        const asked = { from: new Date(start), to: new Date(start + length) };
        const span = roundToSeconds(asked);
        expect(span.from.getTime()).toBeLessThanOrEqual(asked.from.getTime());
        expect(span.to.getTime()).toBeGreaterThanOrEqual(asked.to.getTime());
        const parts = [...cut(span)];
        expect(parts[0]?.from).toEqual(span.from);
        expect(parts.at(-1)?.to).toEqual(span.to);
        parts.slice(1).forEach((part, index) => expect(part.from).toEqual(parts[index]?.to));
        expect(parts.every(({ from, to }) => from < to && to.getTime() - from.getTime() <= longest)).toBe(
          true,
        );
        expect(parts.every(({ from }) => from.getTime() % 1_000 === 0)).toBe(true);
      }),
    );
  });
});
