import { Injectable } from '@nestjs/common';
import {
  type AccountView,
  OneTimeTokenInvalid,
  UserEmailVerified,
  type UserEvent,
  type VerifyEmailRequest,
} from '@orderwire/contracts';
import {
  contextOrSystem,
  Database,
  type FactQuery,
  Facts,
  type FoundFact,
  Outbox,
} from '@orderwire/platform';
import { toAccountView, toUserEvent } from '../accounts/account.js';
import { AccountRepository } from '../accounts/account.repository.js';
import { requireAccountId, toOrigin } from '../accounts/caller.js';
import { AuditRepository } from '../audit/audit.repository.js';
import { RecordInvalidTokenUseCase } from '../audit/record-invalid-token.use-case.js';
import { hashOf } from '../keys/secret-token.js';
import { OneTimeTokenRepository } from './one-time-token.repository.js';

const purpose = 'verify_email';

/** Verifies the caller's address with a one-time token. */
@Injectable()
export class VerifyEmailUseCase {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly accounts: AccountRepository,
    private readonly tokens: OneTimeTokenRepository,
    private readonly audit: AuditRepository,
    private readonly recordInvalidToken: RecordInvalidTokenUseCase,
  ) {}

  /**
   * Throws auth.link_invalid, also for another account's token, which stays valid for its owner.
   */
  async execute({ token }: VerifyEmailRequest): Promise<AccountView> {
    const { actor, origin } = contextOrSystem();
    const userId = requireAccountId(actor);
    const from = toOrigin(origin);
    const now = new Date();
    const hash = hashOf(token);
    const verified = await this.database.transaction(async (tx) => {
      const owner = await this.tokens.find(tx, hash, purpose, now);
      if (owner?.accountId !== userId) return undefined;
      const account = await this.accounts.lock(tx, userId);
      if (!account || account.email !== owner.email) return undefined;
      if (!(await this.tokens.use(tx, hash, purpose, now))) return undefined;
      await this.audit.record(tx, { action: 'verify_email', outcome: 'success', userId, from }, now);
      await this.accounts.verifyEmail(tx, account.id, account.email, now);
      // Published every time: guest orders may have been placed with the address since the last
      // time.
      this.outbox.add(tx, UserEmailVerified, toUserEvent(account, now));
      return { ...account, emailVerifiedAt: account.emailVerifiedAt ?? now };
    });
    if (verified) return toAccountView(verified);
    await this.recordInvalidToken.execute('verify_email', userId, from, now);
    throw OneTimeTokenInvalid();
  }

  /** Verifications, as far as the account still has the address. */
  @Facts(UserEmailVerified)
  async verifications(query: FactQuery): Promise<FoundFact<UserEvent>[]> {
    const rows = await this.accounts.verifications(query);
    return rows.map(({ id, at, ...user }) => ({ id, at, event: { ...user, at: at.toISOString() } }));
  }
}
