import { Injectable } from '@nestjs/common';
import { InvalidCredentials, NotSignedIn } from '@orderwire/contracts';
import { Database } from '@orderwire/platform';
import { AccountRepository, type AccountWithPassword } from '../accounts/account.repository.js';
import type { ClientOrigin } from '../accounts/caller.js';
import { AuditRepository } from '../audit/audit.repository.js';
import { ThrottleService } from '../throttling/throttle.service.js';
import { PasswordHasher } from './password-hasher.gateway.js';

/**
 * Asks a signed-in account for its password: a stolen access token alone cannot change the account.
 */
@Injectable()
export class ConfirmPasswordUseCase {
  constructor(
    private readonly accounts: AccountRepository,
    private readonly hasher: PasswordHasher,
    private readonly throttle: ThrottleService,
    private readonly audit: AuditRepository,
    private readonly database: Database,
  ) {}

  /**
   * A failure is recorded in the audit log as a failure of `action`.
   * Throws auth.invalid_credentials, auth.too_many_attempts, overloaded.
   */
  async execute(
    userId: string,
    password: string,
    action: string,
    from: ClientOrigin,
    now: Date,
  ): Promise<AccountWithPassword> {
    const account = await this.accounts.find(userId);
    if (!account || account.disabledAt) throw NotSignedIn();
    const attempt = await this.throttle.confirm(userId, action, from, now);
    const right = await this.throttle.releaseOnError(attempt, () =>
      this.hasher.verify(account.passwordHash, password, attempt.familiar),
    );
    if (!right) {
      const entry = { action, outcome: 'failure' as const, userId, from };
      await this.audit.record(this.database, { ...entry, details: { reason: 'wrong_password' } }, now);
      throw InvalidCredentials();
    }
    await this.throttle.succeed(this.database, attempt);
    return account;
  }
}
