import { Injectable } from '@nestjs/common';
import {
  AccountDisabled,
  InvalidCredentials,
  type LoginRequest,
  normaliseEmail,
  type SignedIn,
  UserLoggedIn,
} from '@orderwire/contracts';
import { contextOrSystem, Database, Outbox } from '@orderwire/platform';
import { toUserEvent } from '../accounts/account.js';
import { AccountRepository, type AccountWithPassword } from '../accounts/account.repository.js';
import { type ClientOrigin, toOrigin } from '../accounts/caller.js';
import { AuditRepository } from '../audit/audit.repository.js';
import { PasswordHasher } from '../passwords/password-hasher.gateway.js';
import { type Attempt, ThrottleService } from '../throttling/throttle.service.js';
import { OpenSessionUseCase } from './open-session.use-case.js';

/** Opens a session for an e-mail address and its password. */
@Injectable()
export class LoginUseCase {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly accounts: AccountRepository,
    private readonly audit: AuditRepository,
    private readonly hasher: PasswordHasher,
    private readonly throttle: ThrottleService,
    private readonly openSession: OpenSessionUseCase,
  ) {}

  /**
   * An unknown e-mail takes the same steps as a wrong password. Throws auth.invalid_credentials,
   * auth.account_disabled (only after the right password), auth.too_many_attempts (before the
   * password is checked), overloaded.
   */
  async execute({ email: typed, password }: LoginRequest): Promise<SignedIn> {
    const now = new Date();
    const from = toOrigin(contextOrSystem().origin);
    const email = normaliseEmail(typed);
    const attempt = await this.throttle.signIn(email ?? typed, from, now);
    const account = await this.accounts.findByEmail(email ?? '');
    const right = await this.throttle.releaseOnError(attempt, () =>
      this.hasher.verify(account?.passwordHash, password, attempt.familiar),
    );
    if (!account || !right) {
      await this.recordFailure(account, from, account ? 'wrong_password' : 'unknown_email', now);
      throw InvalidCredentials();
    }
    if (account.disabledAt) {
      await this.recordFailure(account, from, 'disabled', now);
      throw AccountDisabled();
    }
    const passwordHash = await this.renewHash(account, password);
    return this.open({ ...account, passwordHash }, attempt, from, now);
  }

  private async open(
    account: AccountWithPassword,
    attempt: Attempt,
    from: ClientOrigin,
    now: Date,
  ): Promise<SignedIn> {
    const opened = await this.database.transaction(async (tx) => {
      // Read again under a lock: the account may have been disabled or deleted, or its password
      // changed.
      const current = await this.accounts.lock(tx, account.id);
      if (!current || current.disabledAt || current.passwordHash !== account.passwordHash) return undefined;
      const session = await this.openSession.execute(tx, account.id, from, now);
      await this.throttle.succeed(tx, attempt);
      await this.throttle.rememberNetwork(tx, account.id, from, now);
      await this.audit.record(tx, { action: 'login', outcome: 'success', userId: account.id, from }, now);
      const place = attempt.known ? ('known' as const) : ('new' as const);
      this.outbox.add(tx, UserLoggedIn, { ...toUserEvent(current, now), ...from, place });
      return { current, session };
    });
    if (!opened) throw InvalidCredentials();
    return this.openSession.toSignedIn(opened.current, opened.session, now);
  }

  /**
   * Returns the stored hash of this password. Of two concurrent logins, both get the hash written
   * first.
   */
  private async renewHash({ id, passwordHash }: AccountWithPassword, password: string): Promise<string> {
    if (!this.hasher.isOutdated(passwordHash)) return passwordHash;
    const renewed = await this.hasher.hash(password);
    if (await this.accounts.replaceHash(id, passwordHash, renewed)) return renewed;
    const current = await this.accounts.find(id);
    const right = await this.hasher.verify(current?.passwordHash, password);
    if (!current || !right) throw InvalidCredentials();
    return current.passwordHash;
  }

  private recordFailure(
    account: AccountWithPassword | undefined,
    from: ClientOrigin,
    reason: string,
    now: Date,
  ): Promise<void> {
    const entry = { action: 'login', outcome: 'failure' as const, userId: account?.id ?? null, from };
    return this.audit.record(this.database, { ...entry, details: { reason } }, now);
  }
}
