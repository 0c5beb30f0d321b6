/**
 * Seconds between the attempts of one delivery: ten attempts within 75 hours. Standard Webhooks
 * recommends days, so that an outage over a weekend loses nothing.
 */
export const defaultRetrySeconds: readonly number[] = [
  5,
  5 * 60,
  30 * 60,
  2 * 3_600,
  5 * 3_600,
  10 * 3_600,
  14 * 3_600,
  20 * 3_600,
  24 * 3_600,
];

/** Deliveries that failed at the same time are not all repeated at the same time. */
const JITTER = 0.2;

/** The longest time for which the `Retry-After` of a receiver is respected. */
export const MAX_RETRY_AFTER_MS = 3_600_000;

/**
 * Milliseconds until the next attempt after `tries` attempts, give or take a tenth; undefined when
 * the last one is over. A `Retry-After` is the least.
 */
export function retryDelayMs(
  schedule: readonly number[],
  tries: number,
  retryAfterMs = 0,
  random: () => number = Math.random,
): number | undefined {
  const seconds = schedule[tries - 1];
  if (seconds === undefined) return undefined;
  const delay = seconds * 1_000 * (1 + JITTER * (random() - 0.5));
  return Math.round(Math.max(delay, retryAfterMs));
}

/** Milliseconds of a `Retry-After` header: seconds or a date. Undefined when it is neither. */
export function parseRetryAfter(header: string | undefined, now = Date.now()): number | undefined {
  if (header === undefined) return undefined;
  const ms = /^\d{1,9}$/.test(header.trim()) ? Number(header) * 1_000 : Date.parse(header) - now;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), MAX_RETRY_AFTER_MS);
}
