import { Injectable } from '@nestjs/common';
import { type AccountDeleted, type DeleteAccountRequest, LastAdmin, UserDeleted } from '@orderwire/contracts';
import { Database, Outbox } from '@orderwire/platform';
import { told } from '../domain/account.js';
import { AccountRepository } from '../outbound/account.repository.js';
import { AuditRepository } from '../outbound/audit.repository.js';
import { askedFrom } from './asked-from.js';
import { ConfirmPassword } from './confirm-password.js';
import { EndSessions } from './end-sessions.js';
import { mustBeSignedIn } from './permission.js';

/** Removes who asks: the personal data goes, the id stays, because orders speak of it. */
@Injectable()
export class DeleteAccount {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly accounts: AccountRepository,
    private readonly audit: AuditRepository,
    private readonly confirm: ConfirmPassword,
    private readonly endSessions: EndSessions,
  ) {}

  /** Throws auth.invalid_credentials, auth.last_admin, auth.too_many_attempts, overloaded. */
  async execute({ password }: DeleteAccountRequest): Promise<AccountDeleted> {
    const id = mustBeSignedIn();
    const now = new Date();
    await this.confirm.execute(id, password, 'delete_account', askedFrom(), now);
    const done = await this.database.transaction(async (tx) => {
      const admins = await this.accounts.lockAdmins(tx);
      const account = await this.accounts.lock(tx, id);
      if (!account) return true;
      if (admins.length === 1 && admins[0] === id) return false;
      await this.endSessions.execute(tx, id, 'account_deleted', now);
      this.outbox.add(tx, UserDeleted, told(account, now));
      await this.accounts.erase(tx, id, now);
      const from = { ip: null, device: null };
      await this.audit.record(tx, { action: 'delete_account', outcome: 'success', userId: id, from }, now);
      return true;
    });
    if (!done) throw LastAdmin();
    return { deleted: true };
  }
}
