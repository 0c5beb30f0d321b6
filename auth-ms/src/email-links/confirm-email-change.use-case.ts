import { Injectable } from '@nestjs/common';
import {
  type AccountView,
  type ConfirmEmailChangeRequest,
  OneTimeTokenInvalid,
  UserEmailChanged,
  UserEmailVerified,
} from '@orderwire/contracts';
import { contextOrSystem, Database, Outbox } from '@orderwire/platform';
import { toAccountView, toUserEvent } from '../accounts/account.js';
import { AccountRepository } from '../accounts/account.repository.js';
import { requireAccountId, toOrigin } from '../accounts/caller.js';
import { AuditRepository } from '../audit/audit.repository.js';
import { RecordInvalidTokenUseCase } from '../audit/record-invalid-token.use-case.js';
import { hashOf } from '../keys/secret-token.js';
import { OneTimeTokenRepository } from './one-time-token.repository.js';

const purpose = 'change_email';

/** Changes the caller's address to the one the token was sent to, and marks it as verified. */
@Injectable()
export class ConfirmEmailChangeUseCase {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly accounts: AccountRepository,
    private readonly tokens: OneTimeTokenRepository,
    private readonly audit: AuditRepository,
    private readonly recordInvalidToken: RecordInvalidTokenUseCase,
  ) {}

  /**
   * Throws auth.link_invalid, also when the address was taken in the meantime, or when the token
   * belongs to another account.
   */
  async execute({ token }: ConfirmEmailChangeRequest): Promise<AccountView> {
    const { actor, origin } = contextOrSystem();
    const userId = requireAccountId(actor);
    const from = toOrigin(origin);
    const now = new Date();
    const hash = hashOf(token);
    const changed = await this.database.transaction(async (tx) => {
      const owner = await this.tokens.find(tx, hash, purpose, now);
      if (owner?.accountId !== userId) return undefined;
      const before = await this.accounts.lock(tx, userId);
      if (!before || before.disabledAt) return undefined;
      if (!(await this.tokens.use(tx, hash, purpose, now))) return undefined;
      if (!(await this.accounts.setEmail(tx, userId, owner.email, now))) return undefined;
      // Tokens that were sent to the old address stop working.
      await this.tokens.retireAll(tx, userId, now);
      const account = { ...before, email: owner.email, emailVerifiedAt: now };
      await this.audit.record(tx, { action: 'change_email', outcome: 'success', userId, from }, now);
      this.outbox.add(tx, UserEmailChanged, { ...toUserEvent(account, now), oldEmail: before.email });
      this.outbox.add(tx, UserEmailVerified, toUserEvent(account, now));
      return account;
    });
    if (changed) return toAccountView(changed);
    await this.recordInvalidToken.execute('change_email', userId, from, now);
    throw OneTimeTokenInvalid();
  }
}
