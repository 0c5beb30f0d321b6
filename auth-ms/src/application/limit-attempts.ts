import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { TooManyAttempts } from '@orderwire/contracts';
import { networkOf, type Queryable, type Tx } from '@orderwire/platform';
import { account, type Allowance, costsNothing, hashes, network, pair, probes } from '../domain/attempts.js';
import type { Origin } from '../domain/origin.js';
import { AttemptRepository, type Counted, type Mark } from '../outbound/attempt.repository.js';
import { AuditRepository } from '../outbound/audit.repository.js';

/** What the audit log says of a refusal. */
interface Refused {
  action: string;
  userId: string | null;
  from: Origin;
}

/** An attempt that was counted as failed and may be taken back. */
export interface Attempt {
  marks: Mark[];
  at: Date;
  /** Whether the account has signed in from this network before. */
  known: boolean;
}

const placeOf = ({ ip }: Origin): string | undefined => networkOf(ip ?? undefined);
const keyOf = (...parts: string[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
const counted = (allowance: Allowance, ...parts: string[]): Counted => ({ key: keyOf(...parts), allowance });
const once = (everyMs: number): Allowance => ({
  free: 0,
  delayMs: everyMs,
  maxDelayMs: everyMs,
  forgetMs: 24 * 3_600_000,
});

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
    const place = placeOf(origin);
    const from = place ?? 'nowhere';
    const both = counted(pair, 'pair', email, from);
    const { accountId, known, tried } = await this.attempts.visitor(email, from, both.key);
    // Who has failed here already does not stand in the way of who comes for the first time.
    const turn = tried && !costsNothing(tried, pair, now) ? 'again' : 'first';
    const elsewhere = known ? [] : [counted(account, 'account', email, turn)];
    // What fails at a known place counts against the network, but the network's delay is not the owner's.
    const around = place ? [counted(known ? { ...network, maxDelayMs: 0 } : network, 'network', place)] : [];
    const refused = { action: 'login', userId: accountId, from: origin };
    return this.reserve([both, ...elsewhere, ...around], refused, now, known);
  }

  /** The password of an account that is signed in already. How often it is looked at is limited also when it is right: looking is dear. */
  async confirm(accountId: string, action: string, from: Origin, now: Date): Promise<Attempt> {
    const tries = counted(probes, 'confirm', accountId);
    const spent = counted(hashes, 'hashes', accountId);
    const attempt = await this.reserve([tries, spent], { action, userId: accountId, from }, now);
    // What was spent is not given back.
    return { ...attempt, marks: attempt.marks.filter(({ key }) => key === tries.key) };
  }

  /** A registration; it counts when the address was taken. */
  register(from: Origin, now: Date): Promise<Attempt> {
    const refused = { action: 'register', userId: null, from };
    return this.reserve([counted(probes, 'register', placeOf(from) ?? 'nowhere')], refused, now);
  }

  /** Whether something is done for the first time within an hour, or so many milliseconds. */
  async isFirst(what: string, whose: string, now: Date, withinMs = 3_600_000): Promise<boolean> {
    const { waitMs } = await this.attempts.reserve([counted(once(withinMs), what, whose)], now);
    return waitMs === 0;
  }

  /** It was the right password: the attempt is taken back, and the pair's failures are forgotten. */
  async forgive(runs: Queryable, { marks, at }: Attempt): Promise<void> {
    await this.attempts.forgive(
      marks,
      at,
      marks.slice(0, 1).map(({ key }) => key),
      runs,
    );
  }

  /** Takes this one attempt back; those before it stay. */
  async takeBack({ marks, at }: Attempt, runs?: Queryable): Promise<void> {
    await this.attempts.forgive(marks, at, [], runs);
  }

  /** Nobody looked at the password after all: the attempt counts no more than it was worth. */
  async whileLooking<T>(attempt: Attempt, look: () => Promise<T>): Promise<T> {
    try {
      return await look();
    } catch (error) {
      await this.takeBack(attempt);
      throw error;
    }
  }

  /** From here the account has been used by its owner. */
  async trust(runs: Queryable, accountId: string, from: Origin, now: Date): Promise<void> {
    const place = placeOf(from);
    if (place) await this.attempts.remember(runs, accountId, place, now);
  }

  /** From here and nowhere else: who knew the password before keeps no place from which strangers' failures do not count. */
  async trustOnly(runs: Queryable, accountId: string, from: Origin, now: Date): Promise<void> {
    await this.attempts.forgetPlaces(runs, accountId);
    await this.trust(runs, accountId, from, now);
  }

  private async reserve(keys: Counted[], refused: Refused, now: Date, known = false): Promise<Attempt> {
    const entry = { ...refused, outcome: 'failure' as const, details: { reason: 'too_many_attempts' } };
    const note = (tx: Tx) => this.audit.record(tx, entry, now);
    const { waitMs, marks } = await this.attempts.reserve(keys, now, note);
    if (waitMs > 0) throw TooManyAttempts({ retryAfterMs: waitMs });
    return { marks, at: now, known };
  }
}
