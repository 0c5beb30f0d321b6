import type { Span } from './reconciliation.js';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const DAY_MS = 1_440 * MINUTE_MS;

/** What is younger is on its way to us and no difference. */
const ON_ITS_WAY_MS = MINUTE_MS;
/** Stripe's lists may show a thing a little later than its time. */
const OVERLAP_MS = 10 * MINUTE_MS;
/** How far back a system looks that never looked before, or was away for longer than Stripe keeps its events. */
const FIRST_MS = DAY_MS;
const FURTHEST_MS = 30 * DAY_MS;

/** What is new since the watermark; after a pause of days, all of them. */
export function recentSpan(watermark: Date | null, now: Date): Span {
  const to = now.getTime() - ON_ITS_WAY_MS;
  const from = watermark ? watermark.getTime() - OVERLAP_MS : to - FIRST_MS;
  return { from: new Date(Math.min(Math.max(from, to - FURTHEST_MS), to)), to: new Date(to) };
}

/** The last days, whatever was compared before. */
export function longSpan(days: number, now: Date): Span {
  const to = now.getTime() - ON_ITS_WAY_MS;
  return { from: new Date(to - days * DAY_MS), to: new Date(to) };
}
