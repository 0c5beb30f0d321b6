import { Injectable } from '@nestjs/common';
import { type ChangePasswordRequest, InvalidCredentials, type SessionsEnded } from '@orderwire/contracts';
import { contextOrSystem, Database } from '@orderwire/platform';
import { AccountRepository } from '../outbound/account.repository.js';
import { PasswordHasher } from '../outbound/password-hasher.js';
import { mustBeHardToGuess } from './accept-password.js';
import { askedFrom } from './asked-from.js';
import { ConfirmPassword } from './confirm-password.js';
import { mustBeSignedIn } from './permission.js';
import { ReplacePassword } from './replace-password.js';

/** Another password for who knows the present one; all sessions but the one that asks end. */
@Injectable()
export class ChangePassword {
  constructor(
    private readonly database: Database,
    private readonly accounts: AccountRepository,
    private readonly confirm: ConfirmPassword,
    private readonly hasher: PasswordHasher,
    private readonly replace: ReplacePassword,
  ) {}

  /** Throws auth.invalid_credentials, auth.weak_password, auth.too_many_attempts, overloaded. */
  async execute({ currentPassword, newPassword }: ChangePasswordRequest): Promise<SessionsEnded> {
    const id = mustBeSignedIn();
    const { sessionId: except } = contextOrSystem();
    const now = new Date();
    const from = askedFrom();
    const confirmed = await this.confirm.execute(id, currentPassword, 'change_password', from, now);
    mustBeHardToGuess(newPassword, confirmed);
    const hash = await this.hasher.hash(newPassword);
    const ended = await this.database.transaction(async (tx) => {
      const account = await this.accounts.lock(tx, id);
      // Changed by somebody else meanwhile: what was confirmed is not the password any more.
      if (account?.passwordHash !== confirmed.passwordHash) return undefined;
      return this.replace.execute(tx, account, { hash, by: 'change', from, except }, now);
    });
    if (ended === undefined) throw InvalidCredentials();
    return { ended };
  }
}
