import { Injectable } from '@nestjs/common';
import {
  OneTimeTokenInvalid,
  type ResetPasswordRequest,
  type SessionsEnded,
  UserEmailVerified,
} from '@orderwire/contracts';
import { Database, Outbox } from '@orderwire/platform';
import { told } from '../domain/account.js';
import type { Origin } from '../domain/origin.js';
import { hashOf } from '../domain/secret-token.js';
import { AccountRepository } from '../outbound/account.repository.js';
import { OneTimeTokenRepository } from '../outbound/one-time-token.repository.js';
import { PasswordHasher } from '../outbound/password-hasher.js';
import { mustBeHardToGuess } from './accept-password.js';
import { askedFrom } from './asked-from.js';
import { NoteRefusal } from './note-refusal.js';
import { ReplacePassword } from './replace-password.js';

const purpose = 'reset_password';

/** A new password for who reads the account's mail; every session ends. */
@Injectable()
export class ResetPassword {
  constructor(
    private readonly database: Database,
    private readonly accounts: AccountRepository,
    private readonly links: OneTimeTokenRepository,
    private readonly hasher: PasswordHasher,
    private readonly replace: ReplacePassword,
    private readonly outbox: Outbox,
    private readonly refusal: NoteRefusal,
  ) {}

  /** A refused password leaves the link as it is. Throws auth.link_invalid, auth.weak_password, overloaded. */
  async execute(request: ResetPasswordRequest): Promise<SessionsEnded> {
    const now = new Date();
    const from = askedFrom();
    const ended = await this.reset(request, from, now);
    if (ended !== undefined) return { ended };
    await this.refusal.execute('reset_password', null, from, now);
    throw OneTimeTokenInvalid();
  }

  /** How many sessions ended; undefined when the link is good for nothing. */
  private async reset(
    { token, newPassword }: ResetPasswordRequest,
    from: Origin,
    now: Date,
  ): Promise<number | undefined> {
    const tokenHash = hashOf(token);
    const owner = await this.links.find(this.database, tokenHash, purpose, now);
    const found = owner && (await this.accounts.find(owner.accountId));
    // Looked up first: a token that is nobody's costs no hash.
    if (!found) return undefined;
    mustBeHardToGuess(newPassword, found);
    const hash = await this.hasher.hash(newPassword);
    return this.database.transaction(async (tx) => {
      const account = await this.accounts.lock(tx, found.id);
      if (!account || account.disabledAt || account.email !== owner.email) return undefined;
      if (!(await this.links.use(tx, tokenHash, purpose, now))) return undefined;
      // Whoever got this mail reads the mailbox.
      if (await this.accounts.verifyEmail(tx, account.id, account.email, now))
        this.outbox.add(tx, UserEmailVerified, told(account, now));
      return this.replace.execute(tx, account, { hash, by: 'reset', from }, now);
    });
  }
}
