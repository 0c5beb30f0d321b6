import { Injectable } from '@nestjs/common';
import { type GrantRoleRequest, UserRoleChanged, type UserView } from '@orderwire/contracts';
import { Outbox } from '@orderwire/platform';
import { told } from '../domain/account.js';
import { AccountRepository } from '../outbound/account.repository.js';
import { EndSessions } from './end-sessions.js';
import { GovernAccount } from './govern-account.js';

/** Gives an account a role, or takes one away. Its sessions end: no token goes on with the old role. */
@Injectable()
export class GrantRole {
  constructor(
    private readonly govern: GovernAccount,
    private readonly accounts: AccountRepository,
    private readonly endSessions: EndSessions,
    private readonly outbox: Outbox,
  ) {}

  execute({ userId, role }: GrantRoleRequest): Promise<UserView> {
    return this.govern.execute({
      action: 'grant_role',
      userId,
      details: { role },
      endsAdmin: role !== 'admin',
      isDone: (account) => account.role === role,
      work: async (tx, account, now) => {
        await this.accounts.setRole(tx, account.id, role);
        await this.endSessions.execute(tx, account.id, 'role_changed', now);
        this.outbox.add(tx, UserRoleChanged, { ...told(account, now), from: account.role, to: role });
      },
    });
  }
}
