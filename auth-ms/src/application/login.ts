import { Injectable } from '@nestjs/common';
import {
  AccountDisabled,
  InvalidCredentials,
  type LoginRequest,
  normaliseEmail,
  type SignedIn,
  UserLoggedIn,
} from '@orderwire/contracts';
import { Database, Outbox } from '@orderwire/platform';
import { told } from '../domain/account.js';
import type { Origin } from '../domain/origin.js';
import { AccountRepository, type Secured } from '../outbound/account.repository.js';
import { AuditRepository } from '../outbound/audit.repository.js';
import { PasswordHasher } from '../outbound/password-hasher.js';
import { askedFrom } from './asked-from.js';
import { type Attempt, LimitAttempts } from './limit-attempts.js';
import { OpenSession } from './open-session.js';

/** Opens a session for who knows e-mail and password. */
@Injectable()
export class Login {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly accounts: AccountRepository,
    private readonly audit: AuditRepository,
    private readonly hasher: PasswordHasher,
    private readonly limit: LimitAttempts,
    private readonly session: OpenSession,
  ) {}

  /**
   * An unknown e-mail takes the same steps as a wrong password. Throws auth.invalid_credentials, auth.account_disabled
   * (only after the right password), auth.too_many_attempts (before any password is looked at), overloaded.
   */
  async execute({ email: typed, password }: LoginRequest): Promise<SignedIn> {
    const now = new Date();
    const from = askedFrom();
    const email = normaliseEmail(typed);
    const attempt = await this.limit.signIn(email ?? typed, from, now);
    const account = await this.accounts.findByEmail(email ?? '');
    const right = await this.limit.whileLooking(attempt, () =>
      this.hasher.verify(account?.passwordHash, password),
    );
    if (!account || !right) {
      await this.refused(account, from, account ? 'wrong_password' : 'unknown_email', now);
      throw InvalidCredentials();
    }
    if (account.disabledAt) {
      await this.refused(account, from, 'disabled', now);
      throw AccountDisabled();
    }
    const passwordHash = await this.renewHash(account, password);
    return this.open({ ...account, passwordHash }, attempt, from, now);
  }

  private async open(account: Secured, attempt: Attempt, from: Origin, now: Date): Promise<SignedIn> {
    const done = await this.database.transaction(async (tx) => {
      // Read again under a lock: whoever was disabled, deleted or got another password meanwhile opens nothing.
      const current = await this.accounts.lock(tx, account.id);
      if (!current || current.disabledAt || current.passwordHash !== account.passwordHash) return undefined;
      const opened = await this.session.execute(tx, account.id, from, now);
      await this.limit.forgive(tx, attempt);
      await this.limit.trust(tx, account.id, from, now);
      await this.audit.record(tx, { action: 'login', outcome: 'success', userId: account.id, from }, now);
      const where = attempt.known ? ('known' as const) : ('new' as const);
      this.outbox.add(tx, UserLoggedIn, { ...told(current, now), ...from, place: where });
      return { current, opened };
    });
    if (!done) throw InvalidCredentials();
    return this.session.answer(done.current, done.opened, now);
  }

  /** Gives the hash that now stands for this password; of two logins at once, both get the first one's. */
  private async renewHash({ id, passwordHash }: Secured, password: string): Promise<string> {
    if (!this.hasher.isOutdated(passwordHash)) return passwordHash;
    const renewed = await this.hasher.hash(password);
    return (await this.accounts.replaceHash(id, passwordHash, renewed))
      ? renewed
      : this.settled(id, password);
  }

  private async settled(id: string, password: string): Promise<string> {
    const current = await this.accounts.find(id);
    const right = await this.hasher.verify(current?.passwordHash, password);
    if (!current || !right) throw InvalidCredentials();
    return current.passwordHash;
  }

  private refused(account: Secured | undefined, from: Origin, reason: string, now: Date): Promise<void> {
    const entry = { action: 'login', outcome: 'failure' as const, userId: account?.id ?? null, from };
    return this.audit.record(this.database, { ...entry, details: { reason } }, now);
  }
}
