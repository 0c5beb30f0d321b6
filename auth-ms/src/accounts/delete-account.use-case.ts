import { Injectable } from '@nestjs/common';
import {
  type AccountDeleted,
  type DeleteAccountRequest,
  LastAdmin,
  UserDeleted,
  type UserEvent,
} from '@orderwire/contracts';
import {
  contextOrSystem,
  Database,
  type FactQuery,
  Facts,
  type FoundFact,
  Outbox,
} from '@orderwire/platform';
import { AuditRepository } from '../audit/audit.repository.js';
import { ConfirmPasswordUseCase } from '../passwords/confirm-password.use-case.js';
import { EndSessionsUseCase } from '../sessions/end-sessions.use-case.js';
import { toUserEvent } from './account.js';
import { AccountRepository } from './account.repository.js';
import { noOrigin, requireAccountId, toOrigin } from './caller.js';

/**
 * Deletes the caller's account. Personal data is erased; the id stays because orders refer to it.
 */
@Injectable()
export class DeleteAccountUseCase {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly accounts: AccountRepository,
    private readonly audit: AuditRepository,
    private readonly confirmPassword: ConfirmPasswordUseCase,
    private readonly endSessions: EndSessionsUseCase,
  ) {}

  /** Throws auth.invalid_credentials, auth.last_admin, auth.too_many_attempts, overloaded. */
  async execute({ password }: DeleteAccountRequest): Promise<AccountDeleted> {
    const { actor, origin } = contextOrSystem();
    const userId = requireAccountId(actor);
    const now = new Date();
    await this.confirmPassword.execute(userId, password, 'delete_account', toOrigin(origin), now);
    const deleted = await this.database.transaction(async (tx) => {
      const admins = await this.accounts.lockAdmins(tx);
      const account = await this.accounts.lock(tx, userId);
      if (!account) return true;
      if (admins.length === 1 && admins[0] === userId) return false;
      await this.endSessions.execute(tx, userId, 'account_deleted', now);
      this.outbox.add(tx, UserDeleted, toUserEvent(account, now));
      await this.accounts.erase(tx, userId, now);
      const entry = { action: 'delete_account', outcome: 'success' as const, userId, from: noOrigin };
      await this.audit.record(tx, entry, now);
      return true;
    });
    if (!deleted) throw LastAdmin();
    return { deleted: true };
  }

  /** Deleted accounts. Their personal data is gone, so that the event has none. */
  @Facts(UserDeleted)
  async deletions(query: FactQuery): Promise<FoundFact<UserEvent>[]> {
    const rows = await this.accounts.deletions(query);
    return rows.map(({ id, at }) => ({
      ...{ id, at },
      event: { userId: id, email: '', name: '', locale: null, at: at.toISOString() },
    }));
  }
}
