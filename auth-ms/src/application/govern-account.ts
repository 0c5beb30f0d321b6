import { Injectable } from '@nestjs/common';
import { LastAdmin, NotAllowed, UserNotFound, type UserView } from '@orderwire/contracts';
import { Database, type Tx } from '@orderwire/platform';
import { userViewOf } from '../domain/account.js';
import { AccountRepository, type Secured } from '../outbound/account.repository.js';
import { AuditRepository } from '../outbound/audit.repository.js';
import { Directory } from '../outbound/directory.js';
import { askedFrom } from './asked-from.js';
import { mustBeSignedIn } from './permission.js';

/** What an admin does to an account. */
export interface Deed {
  action: string;
  userId: string;
  details?: Record<string, string>;
  /** Whether the account cannot act as an admin afterwards. */
  endsAdmin: boolean;
  /** Nothing is done, and nothing written, when it is so already. */
  isDone: (account: Secured) => boolean;
  work: (tx: Tx, account: Secured, now: Date) => Promise<void>;
}

/** The frame of everything an admin does to an account: who may, one at a time, somebody is left who can, all written down. */
@Injectable()
export class GovernAccount {
  constructor(
    private readonly database: Database,
    private readonly accounts: AccountRepository,
    private readonly audit: AuditRepository,
    private readonly directory: Directory,
  ) {}

  /** Throws auth.not_signed_in, auth.not_allowed, auth.user_not_found, auth.last_admin. */
  async execute({ action, userId, details, endsAdmin, isDone, work }: Deed): Promise<UserView> {
    const actorId = mustBeSignedIn();
    const now = new Date();
    const refusal = await this.database.transaction(async (tx) => {
      const admins = await this.accounts.lockAdmins(tx);
      // The token may be older than the loss of the role.
      if (!admins.includes(actorId)) return NotAllowed();
      const account = await this.accounts.lock(tx, userId);
      if (!account) return UserNotFound({ userId });
      if (isDone(account)) return undefined;
      if (endsAdmin && admins.length === 1 && admins[0] === account.id) return LastAdmin();
      await work(tx, account, now);
      const entry = {
        action,
        outcome: 'success' as const,
        userId: account.id,
        from: askedFrom(),
        details,
      };
      await this.audit.record(tx, entry, now);
      return undefined;
    });
    if (refusal) throw refusal;
    const user = await this.directory.user(userId);
    if (!user) throw UserNotFound({ userId });
    return userViewOf(user);
  }
}
