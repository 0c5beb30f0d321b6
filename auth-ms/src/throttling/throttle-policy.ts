/**
 * How failures that are counted under one key delay the next attempt. All times in milliseconds.
 */
export interface ThrottlePolicy {
  /** Number of failures without a delay. */
  free: number;
  /** Delay after the first failure above `free`; each further failure doubles it. */
  delayMs: number;
  /** Upper limit of the delay. No account is ever locked out. */
  maxDelayMs: number;
  /** All failures are forgotten after this time without a new one. */
  forgetMs: number;
}

/** The failures counted under one key. */
export interface AttemptCounter {
  key: string;
  failures: number;
  lastAt: Date;
}

type Failures = Pick<AttemptCounter, 'failures' | 'lastAt'>;

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/**
 * One account from one network: a typing mistake, or one guesser. The policy is the same for
 * networks the account has signed in from and for unknown e-mails, so that a delay does not reveal
 * an account. At most a minute, because another client behind the owner's address can cause it.
 */
export const accountAndNetworkPolicy: ThrottlePolicy = {
  free: 4,
  delayMs: SECOND,
  maxDelayMs: MINUTE,
  forgetMs: HOUR,
};
/** One account from all unknown networks. The limit is mild because strangers can cause it. */
export const accountPolicy: ThrottlePolicy = {
  free: 50,
  delayMs: SECOND,
  maxDelayMs: 30 * SECOND,
  forgetMs: HOUR,
};
/** One network against many accounts. */
export const networkPolicy: ThrottlePolicy = {
  free: 50,
  delayMs: SECOND,
  maxDelayMs: 5 * MINUTE,
  forgetMs: HOUR,
};
/**
 * Registrations of one network that find a taken address; wrong passwords of a signed-in account.
 */
export const probePolicy: ThrottlePolicy = {
  free: 4,
  delayMs: SECOND,
  maxDelayMs: 15 * MINUTE,
  forgetMs: 24 * HOUR,
};
/** Password checks of a signed-in account, successful ones included. */
export const passwordCheckPolicy: ThrottlePolicy = {
  free: 10,
  delayMs: SECOND,
  maxDelayMs: MINUTE,
  forgetMs: HOUR,
};

/**
 * Sign-ins of an account from its familiar networks that use the queue of familiar networks. It
 * causes no delay; further ones use the common queue, since accounts are free to make.
 */
export const familiarPolicy: ThrottlePolicy = { free: 20, delayMs: 0, maxDelayMs: 0, forgetMs: HOUR };

/** The policy of a network that has the limit of `factor` addresses. */
export const widened = (policy: ThrottlePolicy, factor = 1): ThrottlePolicy => ({
  ...policy,
  free: policy.free * factor,
});

/** Milliseconds until the next attempt is allowed; 0 when it is allowed now. */
export function waitMs({ failures, lastAt }: Failures, policy: ThrottlePolicy, now: Date): number {
  const sinceMs = now.getTime() - lastAt.getTime();
  const above = failures - policy.free;
  if (above <= 0 || sinceMs >= policy.forgetMs) return 0;
  const delay = Math.min(policy.maxDelayMs, policy.delayMs * 2 ** Math.min(above - 1, 30));
  return Math.max(0, delay - sinceMs);
}

/** Whether one more failure causes no delay. */
export const isFree = ({ failures, lastAt }: Failures, policy: ThrottlePolicy, now: Date): boolean =>
  failures < policy.free || now.getTime() - lastAt.getTime() >= policy.forgetMs;

/** The number of failures after one more; those older than `forgetMs` no longer count. */
export const failuresAfter = ({ failures, lastAt }: Failures, policy: ThrottlePolicy, now: Date): number =>
  now.getTime() - lastAt.getTime() >= policy.forgetMs ? 1 : failures + 1;
