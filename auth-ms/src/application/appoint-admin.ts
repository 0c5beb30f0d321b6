import { Injectable } from '@nestjs/common';
import { normaliseEmail, UserRoleChanged } from '@orderwire/contracts';
import { Database, Outbox } from '@orderwire/platform';
import { told } from '../domain/account.js';
import { AccountRepository } from '../outbound/account.repository.js';
import { AuditRepository } from '../outbound/audit.repository.js';
import { EndSessions } from './end-sessions.js';

/**
 * Makes an account an admin for whoever can reach the database and need not be an admin: how a shop gets its first one. Its
 * sessions end, as with any change of role, and the audit log says that it was done from the command line.
 */
@Injectable()
export class AppointAdmin {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly accounts: AccountRepository,
    private readonly audit: AuditRepository,
    private readonly endSessions: EndSessions,
  ) {}

  /** Whether anything changed. Throws when no account that can sign in has this address. */
  async execute(typed: string): Promise<boolean> {
    const email = normaliseEmail(typed);
    const found = email && (await this.accounts.findByEmail(email));
    if (!found) throw new Error(`no account has the e-mail ${typed}; register it first`);
    const now = new Date();
    return this.database.transaction(async (tx) => {
      const account = await this.accounts.lock(tx, found.id);
      if (!account || account.disabledAt) throw new Error(`the account of ${typed} is disabled`);
      if (account.role === 'admin') return false;
      await this.accounts.setRole(tx, account.id, 'admin');
      await this.endSessions.execute(tx, account.id, 'role_changed', now);
      const from = { ip: null, device: null };
      const entry = { action: 'grant_role', outcome: 'success' as const, userId: account.id, from };
      await this.audit.record(tx, { ...entry, details: { role: 'admin', by: 'make-admin' } }, now);
      this.outbox.add(tx, UserRoleChanged, { ...told(account, now), from: account.role, to: 'admin' });
      return true;
    });
  }
}
