import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { TooManyAttempts } from '@orderwire/contracts';
import { NETWORK_FACTORS, networkOf, networksOf, type Queryable, type Tx } from '@orderwire/platform';
import type { ClientOrigin } from '../accounts/caller.js';
import { AuditRepository } from '../audit/audit.repository.js';
import { AttemptRepository, type CountedAttempt, type ThrottleKey } from './attempt.repository.js';
import {
  accountAndNetworkPolicy,
  accountPolicy,
  familiarPolicy,
  isFree,
  networkPolicy,
  passwordCheckPolicy,
  probePolicy,
  type ThrottlePolicy,
  widened,
} from './throttle-policy.js';

/** The audit entry of a refused attempt. */
interface Refusal {
  action: string;
  userId: string | null;
  from: ClientOrigin;
}

/** An attempt that was counted as a failure and can be reverted. */
export interface Attempt {
  counted: CountedAttempt[];
  at: Date;
  /** Whether the account has signed in from this network before. */
  known: boolean;
  /** Whether its password check may use the queue of familiar networks. */
  familiar: boolean;
}

/** The network of requests without an IP address. Stored only in hashed keys. */
export const UNKNOWN_NETWORK = 'nowhere';
const networkOfOrigin = ({ ip }: ClientOrigin): string | undefined => networkOf(ip ?? undefined);
const hashKey = (...parts: string[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
const keyOf = (policy: ThrottlePolicy, ...parts: string[]): ThrottleKey => ({
  key: hashKey(...parts),
  policy,
});
/** One key for each network of the origin; the larger ones have larger limits. */
const keysOfNetworks = (policy: ThrottlePolicy, kind: string, networks: string[]): ThrottleKey[] =>
  networks.map((network, n) => keyOf(widened(policy, NETWORK_FACTORS[n]), kind, network));
const oncePer = (intervalMs: number): ThrottlePolicy => ({
  free: 0,
  delayMs: intervalMs,
  maxDelayMs: intervalMs,
  forgetMs: 24 * 3_600_000,
});

/**
 * Delays password guessing without locking out owners. An account is delayed per network; mildly
 * over all networks it never signed in from; and not by strangers on networks it has signed in
 * from. Unknown e-mails are counted like known ones. Methods throw auth.too_many_attempts; the
 * audit log records that at most once a minute per key.
 */
@Injectable()
export class ThrottleService {
  constructor(
    private readonly attempts: AttemptRepository,
    private readonly audit: AuditRepository,
  ) {}

  /** A sign-in. `email` is in normal form, or as typed when it is no address. */
  async signIn(email: string, from: ClientOrigin, now: Date): Promise<Attempt> {
    const place = networkOfOrigin(from) ?? UNKNOWN_NETWORK;
    const pair = keyOf(accountAndNetworkPolicy, 'pair', email, place);
    const { accountId, known, failed } = await this.attempts.signInHistory(email, place, pair.key);
    // Networks that have failed before do not delay the first attempts of a new network.
    const group = failed && !isFree(failed, accountAndNetworkPolicy, now) ? 'again' : 'first';
    const account = known ? [] : [keyOf(accountPolicy, 'account', email, group)];
    // A failure on a known network counts against the network, but the owner is not delayed by it.
    const policy = known ? { ...networkPolicy, maxDelayMs: 0 } : networkPolicy;
    const networks = keysOfNetworks(policy, 'network', networksOf(from.ip ?? undefined));
    const regular = keyOf(familiarPolicy, 'familiar', email);
    const all = [pair, ...account, ...networks, ...(known ? [regular] : [])];
    const attempt = await this.reserve(all, { action: 'login', userId: accountId, from }, now, known);
    const uses = attempt.counted.find(({ key }) => key === regular.key)?.failures ?? Infinity;
    // The count of familiar sign-ins is never reverted.
    const counted = attempt.counted.filter(({ key }) => key !== regular.key);
    return { ...attempt, counted, familiar: uses <= familiarPolicy.free };
  }

  /**
   * A check of the password of a signed-in account. Successful checks are limited too, because each
   * one costs a password hash.
   */
  async confirm(accountId: string, action: string, from: ClientOrigin, now: Date): Promise<Attempt> {
    const guesses = keyOf(probePolicy, 'confirm', accountId);
    const checks = keyOf(passwordCheckPolicy, 'hashes', accountId);
    const attempt = await this.reserve([guesses, checks], { action, userId: accountId, from }, now);
    // The count of checks is never reverted.
    const counted = attempt.counted.filter(({ key }) => key === guesses.key);
    return { ...attempt, counted, familiar: true };
  }

  /** A registration. It stays counted when the address was taken. */
  register(from: ClientOrigin, now: Date): Promise<Attempt> {
    const networks = networksOf(from.ip ?? undefined);
    const keys = keysOfNetworks(probePolicy, 'register', networks.length > 0 ? networks : [UNKNOWN_NETWORK]);
    return this.reserve(keys, { action: 'register', userId: null, from }, now);
  }

  /**
   * Whether `action` happens for the first time within the interval (default: an hour) for
   * `subject`.
   */
  async isFirst(action: string, subject: string, now: Date, intervalMs = 3_600_000): Promise<boolean> {
    const { waitMs } = await this.attempts.reserve([keyOf(oncePer(intervalMs), action, subject)], now);
    return waitMs === 0;
  }

  /** The password was right: reverts the attempt and resets the failures under its first key. */
  async succeed(db: Queryable, { counted, at }: Attempt): Promise<void> {
    const first = counted.slice(0, 1).map(({ key }) => key);
    await this.attempts.revert(counted, at, first, db);
  }

  /** Reverts this attempt; earlier failures stay counted. */
  async release({ counted, at }: Attempt, db?: Queryable): Promise<void> {
    await this.attempts.revert(counted, at, [], db);
  }

  /**
   * Runs the password check. When it throws, nothing was checked and the attempt does not count.
   */
  async releaseOnError<T>(attempt: Attempt, check: () => Promise<T>): Promise<T> {
    try {
      return await check();
    } catch (error) {
      await this.release(attempt);
      throw error;
    }
  }

  /** Records that the owner has used the account from this network. */
  async rememberNetwork(db: Queryable, accountId: string, from: ClientOrigin, now: Date): Promise<void> {
    const network = networkOfOrigin(from);
    if (network) await this.attempts.rememberNetwork(db, accountId, network, now);
  }

  /**
   * Makes this the account's only known network. Failures of strangers who knew the old password
   * then count on every network they had signed in from.
   */
  async rememberOnlyNetwork(db: Queryable, accountId: string, from: ClientOrigin, now: Date): Promise<void> {
    await this.attempts.forgetNetworks(db, accountId);
    await this.rememberNetwork(db, accountId, from, now);
  }

  private async reserve(keys: ThrottleKey[], refusal: Refusal, now: Date, known = false): Promise<Attempt> {
    const details = { reason: 'too_many_attempts' };
    const entry = { ...refusal, outcome: 'failure' as const, details };
    const record = (tx: Tx) => this.audit.record(tx, entry, now);
    const { waitMs, counted } = await this.attempts.reserve(keys, now, record);
    if (waitMs > 0) throw TooManyAttempts({ retryAfterMs: waitMs });
    return { counted, at: now, known, familiar: false };
  }
}
