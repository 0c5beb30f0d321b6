import { Injectable } from '@nestjs/common';
import { InvalidCredentials, NotSignedIn } from '@orderwire/contracts';
import { Database } from '@orderwire/platform';
import type { Origin } from '../domain/origin.js';
import { AccountRepository, type Secured } from '../outbound/account.repository.js';
import { AuditRepository } from '../outbound/audit.repository.js';
import { PasswordHasher } from '../outbound/password-hasher.js';
import { LimitAttempts } from './limit-attempts.js';

/** Makes sure that who is signed in also knows the password: a stolen access token alone changes nothing that matters. */
@Injectable()
export class ConfirmPassword {
  constructor(
    private readonly accounts: AccountRepository,
    private readonly hasher: PasswordHasher,
    private readonly limit: LimitAttempts,
    private readonly audit: AuditRepository,
    private readonly database: Database,
  ) {}

  /** Throws auth.invalid_credentials, auth.too_many_attempts, overloaded. A failure is audited as one of `action`. */
  async execute(
    accountId: string,
    password: string,
    action: string,
    from: Origin,
    now: Date,
  ): Promise<Secured> {
    const account = await this.accounts.find(accountId);
    if (!account || account.disabledAt) throw NotSignedIn();
    const attempt = await this.limit.confirm(accountId, action, from, now);
    const right = await this.limit.whileLooking(attempt, () =>
      this.hasher.verify(account.passwordHash, password),
    );
    if (!right) {
      const entry = { action, outcome: 'failure' as const, userId: accountId, from };
      await this.audit.record(this.database, { ...entry, details: { reason: 'wrong_password' } }, now);
      throw InvalidCredentials();
    }
    await this.limit.forgive(this.database, attempt);
    return account;
  }
}
