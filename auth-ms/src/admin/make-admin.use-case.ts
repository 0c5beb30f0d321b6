import { normaliseEmail, UserRoleChanged } from '@orderwire/contracts';
import type { Database, Outbox } from '@orderwire/platform';
import { toUserEvent } from '../accounts/account.js';
import type { AccountRepository } from '../accounts/account.repository.js';
import { noOrigin } from '../accounts/caller.js';
import type { AuditRepository } from '../audit/audit.repository.js';
import type { EndSessionsUseCase } from '../sessions/end-sessions.use-case.js';

/**
 * Makes a registered account an admin from the command line, where access to the database is the
 * only authorisation: a shop gets its first admin this way. The account's sessions end, as with
 * every change of role, and the audit log names the command.
 */
export class MakeAdminUseCase {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly accounts: AccountRepository,
    private readonly audit: AuditRepository,
    private readonly endSessions: EndSessionsUseCase,
  ) {}

  /** Whether anything changed. Throws when no enabled account has this address. */
  async execute(address: string): Promise<boolean> {
    const email = normaliseEmail(address);
    const found = email && (await this.accounts.findByEmail(email));
    if (!found) throw new Error(`no account has the e-mail ${address}; register it first`);
    const now = new Date();
    return this.database.transaction(async (tx) => {
      const account = await this.accounts.lock(tx, found.id);
      if (!account || account.disabledAt) throw new Error(`the account of ${address} is disabled`);
      if (account.role === 'admin') return false;
      await this.accounts.setRole(tx, account.id, 'admin');
      await this.endSessions.execute(tx, account.id, 'role_changed', now);
      const entry = { action: 'grant_role', outcome: 'success' as const, userId: account.id, from: noOrigin };
      await this.audit.record(tx, { ...entry, details: { role: 'admin', by: 'make-admin' } }, now);
      this.outbox.add(tx, UserRoleChanged, { ...toUserEvent(account, now), from: account.role, to: 'admin' });
      return true;
    });
  }
}
