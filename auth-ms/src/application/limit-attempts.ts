import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { TooManyAttempts } from '@orderwire/contracts';
import { networkOf, type Runs } from '@orderwire/platform';
import { account, type Allowance, knownPair, network, pair } from '../domain/attempts.js';
import type { Origin } from '../domain/origin.js';
import { AttemptRepository, type Counted } from '../outbound/attempt.repository.js';
import { AuditRepository } from '../outbound/audit.repository.js';

/** What the audit log says of a refusal. */
interface Refused {
  action: string;
  userId: string | null;
  from: Origin;
}

/** An attempt that was counted as failed and may be taken back. */
export interface Attempt {
  counted: Counted[];
  /** Whether the account has signed in from this network before. */
  known: boolean;
}

const HOUR = 3_600_000;
const once: Allowance = { free: 0, delayMs: HOUR, maxDelayMs: HOUR, forgetMs: 24 * HOUR };
const keyOf = (...parts: string[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
const counted = (allowance: Allowance, ...parts: string[]): Counted => ({ key: keyOf(...parts), allowance });

/**
 * Slows guessers down, and nobody else: an account is slowed per network; softly from everywhere where it never signed in;
 * and not by strangers where it has. Unknown e-mails are counted like known ones. Throws auth.too_many_attempts,
 * of which the audit log hears once a minute and key, so that a flood fills no table.
 */
@Injectable()
export class LimitAttempts {
  constructor(
    private readonly attempts: AttemptRepository,
    private readonly audit: AuditRepository,
  ) {}

  /** A sign-in with this e-mail (in its one written form, or as typed when it has none). */
  async signIn(email: string, origin: Origin, now: Date): Promise<Attempt> {
    const place = networkOf(origin.ip ?? undefined);
    const from = place ?? 'nowhere';
    const { accountId, known } = await this.attempts.visitor(email, from);
    const elsewhere = [
      counted(account, 'account', email),
      ...(place ? [counted(network, 'network', place)] : []),
    ];
    const both = counted(known ? knownPair : pair, 'pair', email, from);
    const refused = { action: 'login', userId: accountId, from: origin };
    return this.reserve(known ? [both] : [both, ...elsewhere], refused, now, known);
  }

  /** The password of an account that is signed in already. */
  confirm(accountId: string, action: string, from: Origin, now: Date): Promise<Attempt> {
    return this.reserve([counted(pair, 'confirm', accountId)], { action, userId: accountId, from }, now);
  }

  /** A registration; it counts when the address was taken. */
  register(from: Origin, now: Date): Promise<Attempt> {
    const place = networkOf(from.ip ?? undefined) ?? 'nowhere';
    const refused = { action: 'register', userId: null, from };
    return this.reserve([counted(pair, 'register', place)], refused, now);
  }

  /** Whether something is done for the first time within an hour. */
  async isFirst(what: string, accountId: string, now: Date): Promise<boolean> {
    return (await this.attempts.reserve([counted(once, what, accountId)], now)) === 0;
  }

  /** It was the right password: the attempt is taken back, and the pair's failures are forgotten. */
  async forgive(runs: Runs, { counted: [first, ...rest] }: Attempt): Promise<void> {
    if (!first) return;
    await this.attempts.forgive([first.key, ...rest.map(({ key }) => key)], [first.key], runs);
  }

  /** Nobody looked at the password after all: the attempt counts no more than it was worth. */
  async whileLooking<T>(attempt: Attempt, look: () => Promise<T>): Promise<T> {
    try {
      return await look();
    } catch (error) {
      await this.attempts.forgive(
        attempt.counted.map(({ key }) => key),
        [],
      );
      throw error;
    }
  }

  /** From here the account has been used by its owner. */
  async trust(runs: Runs, accountId: string, { ip }: Origin, now: Date): Promise<void> {
    const place = networkOf(ip ?? undefined);
    if (place) await this.attempts.remember(runs, accountId, place, now);
  }

  private async reserve(keys: Counted[], refused: Refused, now: Date, known = false): Promise<Attempt> {
    const entry = { ...refused, outcome: 'failure' as const, details: { reason: 'too_many_attempts' } };
    const retryAfterMs = await this.attempts.reserve(keys, now, (tx) => this.audit.record(tx, entry, now));
    if (retryAfterMs > 0) throw TooManyAttempts({ retryAfterMs });
    return { counted: keys, known };
  }
}
