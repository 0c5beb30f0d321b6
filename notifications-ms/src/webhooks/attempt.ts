import type { WebhookOutcome } from '@orderwire/contracts';
import { retryDelayMs } from './retry-schedule.js';

/** A delivery that this process has claimed. */
export interface ClaimedDelivery {
  readonly id: string;
  readonly eventId: string;
  readonly body: string;
  readonly endpointId: string;
  readonly url: string;
  /** Encrypted. */
  readonly secret: Buffer;
  /** Encrypted; null unless it still signs. */
  readonly previousSecret: Buffer | null;
  /** Of this attempt, from 1. */
  readonly attempts: number;
  /** This one included, since the delivery was queued or replayed. */
  readonly tries: number;
}

/** The response of a receiver, or why there is none. */
export interface Answer {
  readonly outcome: WebhookOutcome;
  readonly status: number | null;
  /** Why it is no success. */
  readonly error: string | null;
  readonly headers: Readonly<Record<string, string>>;
  /** The first 4 KB. */
  readonly body: string;
  readonly retryAfterMs?: number;
}

/** One attempt as the log keeps it. */
export interface Attempt extends Answer {
  readonly at: Date;
  readonly durationMs: number;
  readonly requestHeaders: Readonly<Record<string, string>>;
}

/** What happens to a delivery after an attempt. */
export interface Verdict {
  readonly status: 'delivered' | 'waiting' | 'failed';
  /** Until the next attempt; null without one. */
  readonly delayMs: number | null;
}

/** 410: the receiver wants no more webhooks. */
const isGone = ({ status }: Answer): boolean => status === 410;

/** The status of a delivery after its attempt. */
export function verdictOf(
  answer: Answer,
  tries: number,
  schedule: readonly number[],
  random?: () => number,
): Verdict {
  if (answer.outcome === 'delivered') return { status: 'delivered', delayMs: null };
  const delayMs = isGone(answer) ? undefined : retryDelayMs(schedule, tries, answer.retryAfterMs, random);
  return delayMs === undefined ? { status: 'failed', delayMs: null } : { status: 'waiting', delayMs };
}

/** An endpoint at which nothing succeeds for this time is disabled. */
export const DISABLE_AFTER_MS = 72 * 3_600_000;

/** Since when attempts fail, without a success in between. */
export interface Failing {
  /** Of the delivery. */
  readonly delivery: Date;
  /** Of all deliveries of its endpoint. */
  readonly endpoint: Date;
}

/** Why an endpoint is disabled after a failed attempt; undefined: it is not. */
export function disabledReason(
  answer: Answer,
  { status }: Verdict,
  failing: Failing,
  now = Date.now(),
): 'gone' | 'failing' | undefined {
  if (isGone(answer)) return 'gone';
  const forDays = now - failing.endpoint.getTime() >= DISABLE_AFTER_MS;
  const allAttempts = status === 'failed' && failing.endpoint <= failing.delivery;
  return forDays || allAttempts ? 'failing' : undefined;
}
