import { Injectable } from '@nestjs/common';
import { LastAdmin, NotAllowed, UserNotFound, type UserView } from '@orderwire/contracts';
import { contextOrSystem, Database, type Tx } from '@orderwire/platform';
import { AccountRepository, type AccountWithPassword } from '../accounts/account.repository.js';
import { requireAccountId, toOrigin } from '../accounts/caller.js';
import { AuditRepository } from '../audit/audit.repository.js';
import { GetUserUseCase } from './get-user.use-case.js';

/** A change that an admin makes to an account. */
export interface AdminAction {
  action: string;
  userId: string;
  details?: Record<string, string>;
  /** Whether the account cannot act as an admin afterwards. */
  endsAdmin: boolean;
  /** When true, nothing is changed and nothing is recorded. */
  isDone: (account: AccountWithPassword) => boolean;
  apply: (tx: Tx, account: AccountWithPassword, now: Date) => Promise<void>;
}

/**
 * Runs an admin's change of an account: checks the admin's role, serialises changes, keeps at least
 * one admin, and records the change in the audit log.
 */
@Injectable()
export class AdminAccountActionUseCase {
  constructor(
    private readonly database: Database,
    private readonly accounts: AccountRepository,
    private readonly audit: AuditRepository,
    private readonly getUser: GetUserUseCase,
  ) {}

  /** Throws auth.not_signed_in, auth.not_allowed, auth.user_not_found, auth.last_admin. */
  async execute({ action, userId, details, endsAdmin, isDone, apply }: AdminAction): Promise<UserView> {
    const { actor, origin } = contextOrSystem();
    const actorId = requireAccountId(actor);
    const now = new Date();
    const fault = await this.database.transaction(async (tx) => {
      const admins = await this.accounts.lockAdmins(tx);
      // The token may have been issued before the actor lost the role.
      if (!admins.includes(actorId)) return NotAllowed();
      const account = await this.accounts.lock(tx, userId);
      if (!account) return UserNotFound({ userId });
      if (isDone(account)) return undefined;
      if (endsAdmin && admins.length === 1 && admins[0] === account.id) return LastAdmin();
      await apply(tx, account, now);
      const entry = { action, outcome: 'success' as const, userId: account.id, details };
      await this.audit.record(tx, { ...entry, from: toOrigin(origin) }, now);
      return undefined;
    });
    if (fault) throw fault;
    return this.getUser.execute({ userId });
  }
}
