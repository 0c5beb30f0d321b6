import { Injectable } from '@nestjs/common';
import { type ChangePasswordRequest, InvalidCredentials, type SessionsEnded } from '@orderwire/contracts';
import { contextOrSystem, Database } from '@orderwire/platform';
import { AccountRepository } from '../accounts/account.repository.js';
import { requireAccountId, toOrigin } from '../accounts/caller.js';
import { ConfirmPasswordUseCase } from './confirm-password.use-case.js';
import { PasswordHasher } from './password-hasher.gateway.js';
import { requireStrongPassword } from './password-strength.js';
import { ReplacePasswordUseCase } from './replace-password.use-case.js';

/** Changes the caller's password. All sessions end except the caller's. */
@Injectable()
export class ChangePasswordUseCase {
  constructor(
    private readonly database: Database,
    private readonly accounts: AccountRepository,
    private readonly confirmPassword: ConfirmPasswordUseCase,
    private readonly hasher: PasswordHasher,
    private readonly replacePassword: ReplacePasswordUseCase,
  ) {}

  /** Throws auth.invalid_credentials, auth.weak_password, auth.too_many_attempts, overloaded. */
  async execute({ currentPassword, newPassword }: ChangePasswordRequest): Promise<SessionsEnded> {
    const { actor, origin, sessionId: except } = contextOrSystem();
    const id = requireAccountId(actor);
    const from = toOrigin(origin);
    const now = new Date();
    const confirmed = await this.confirmPassword.execute(id, currentPassword, 'change_password', from, now);
    requireStrongPassword(newPassword, confirmed);
    const hash = await this.hasher.hash(newPassword, true);
    const ended = await this.database.transaction(async (tx) => {
      const account = await this.accounts.lock(tx, id);
      // A concurrent change makes the confirmed password the old one.
      if (account?.passwordHash !== confirmed.passwordHash) return undefined;
      return this.replacePassword.execute(tx, account, { hash, by: 'change', from, except }, now);
    });
    if (ended === undefined) throw InvalidCredentials();
    return { ended };
  }
}
