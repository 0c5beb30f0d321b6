/** How failures under one kind of key slow down the next attempt. Times in milliseconds. */
export interface Allowance {
  /** Failures that cost nothing. */
  free: number;
  /** What the first failure above `free` costs; each further one doubles it. */
  delayMs: number;
  /** A longer delay there never is: nobody is locked out. */
  maxDelayMs: number;
  /** After so long without a failure all are forgotten. */
  forgetMs: number;
}

/** What is counted under one key. */
export interface Counter {
  key: string;
  failures: number;
  lastAt: Date;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/**
 * One account from one network: a person who mistypes, or one guesser. The same wherever the account has signed in before, and for e-mails
 * that nobody has: counting says nothing about who exists. A minute at most, because somebody else behind the owner's address can cause it.
 */
export const pair: Allowance = { free: 4, delayMs: SECOND, maxDelayMs: MINUTE, forgetMs: HOUR };
/** One account from everywhere unknown: soft, because strangers can cause it. */
export const account: Allowance = { free: 50, delayMs: SECOND, maxDelayMs: 30 * SECOND, forgetMs: HOUR };
/** One network against many accounts. */
export const network: Allowance = { free: 50, delayMs: SECOND, maxDelayMs: 5 * MINUTE, forgetMs: HOUR };
/** Registrations from one network that found an address taken; guesses at the password of an account that is signed in. */
export const probes: Allowance = { free: 4, delayMs: SECOND, maxDelayMs: 15 * MINUTE, forgetMs: 24 * HOUR };
/** Passwords looked at for an account that is signed in, right ones too. */
export const hashes: Allowance = { free: 10, delayMs: SECOND, maxDelayMs: MINUTE, forgetMs: HOUR };

/** Milliseconds from `now` until an attempt is looked at; 0 when at once. */
export function waitOf({ failures, lastAt }: Counter, allowance: Allowance, now: Date): number {
  const sinceMs = now.getTime() - lastAt.getTime();
  const above = failures - allowance.free;
  if (above <= 0 || sinceMs >= allowance.forgetMs) return 0;
  const delay = Math.min(allowance.maxDelayMs, allowance.delayMs * 2 ** Math.min(above - 1, 30));
  return Math.max(0, delay - sinceMs);
}

/** Whether one more failure is still free. */
export const costsNothing = (
  counter: Pick<Counter, 'failures' | 'lastAt'>,
  allowance: Allowance,
  now: Date,
): boolean =>
  counter.failures < allowance.free || now.getTime() - counter.lastAt.getTime() >= allowance.forgetMs;

/** Failures after one more, forgetting those that are too old to count. */
export const failuresAfter = ({ failures, lastAt }: Counter, allowance: Allowance, now: Date): number =>
  now.getTime() - lastAt.getTime() >= allowance.forgetMs ? 1 : failures + 1;
