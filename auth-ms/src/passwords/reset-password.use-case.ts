import { Injectable } from '@nestjs/common';
import {
  OneTimeTokenInvalid,
  type ResetPasswordRequest,
  type SessionsEnded,
  UserEmailVerified,
} from '@orderwire/contracts';
import { contextOrSystem, Database, Outbox } from '@orderwire/platform';
import { toUserEvent } from '../accounts/account.js';
import { AccountRepository } from '../accounts/account.repository.js';
import { type ClientOrigin, toOrigin } from '../accounts/caller.js';
import { RecordInvalidTokenUseCase } from '../audit/record-invalid-token.use-case.js';
import { OneTimeTokenRepository } from '../email-links/one-time-token.repository.js';
import { hashOf } from '../keys/secret-token.js';
import { PasswordHasher } from './password-hasher.gateway.js';
import { requireStrongPassword } from './password-strength.js';
import { ReplacePasswordUseCase } from './replace-password.use-case.js';

const purpose = 'reset_password';

/** Sets a new password for the holder of a one-time token. All sessions end. */
@Injectable()
export class ResetPasswordUseCase {
  constructor(
    private readonly database: Database,
    private readonly accounts: AccountRepository,
    private readonly tokens: OneTimeTokenRepository,
    private readonly hasher: PasswordHasher,
    private readonly replacePassword: ReplacePasswordUseCase,
    private readonly outbox: Outbox,
    private readonly recordInvalidToken: RecordInvalidTokenUseCase,
  ) {}

  /**
   * A weak password does not use up the token. Throws auth.link_invalid, auth.weak_password,
   * overloaded.
   */
  async execute(request: ResetPasswordRequest): Promise<SessionsEnded> {
    const now = new Date();
    const from = toOrigin(contextOrSystem().origin);
    const ended = await this.reset(request, from, now);
    if (ended !== undefined) return { ended };
    await this.recordInvalidToken.execute('reset_password', null, from, now);
    throw OneTimeTokenInvalid();
  }

  /** The number of ended sessions; undefined when the token is invalid. */
  private async reset(
    { token, newPassword }: ResetPasswordRequest,
    from: ClientOrigin,
    now: Date,
  ): Promise<number | undefined> {
    const hash = hashOf(token);
    const owner = await this.tokens.find(this.database, hash, purpose, now);
    const found = owner && (await this.accounts.find(owner.accountId));
    // The lookup comes first: an unknown token must not cost a password hash.
    if (!found) return undefined;
    requireStrongPassword(newPassword, found);
    const passwordHash = await this.hasher.hash(newPassword);
    return this.database.transaction(async (tx) => {
      const account = await this.accounts.lock(tx, found.id);
      if (!account || account.disabledAt || account.email !== owner.email) return undefined;
      if (!(await this.tokens.use(tx, hash, purpose, now))) return undefined;
      // The token reached the mailbox of this address, which also verifies it.
      if (await this.accounts.verifyEmail(tx, account.id, account.email, now))
        this.outbox.add(tx, UserEmailVerified, toUserEvent(account, now));
      return this.replacePassword.execute(tx, account, { hash: passwordHash, by: 'reset', from }, now);
    });
  }
}
