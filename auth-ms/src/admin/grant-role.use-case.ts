import { Injectable } from '@nestjs/common';
import { type GrantRoleRequest, UserRoleChanged, type UserView } from '@orderwire/contracts';
import { Outbox } from '@orderwire/platform';
import { toUserEvent } from '../accounts/account.js';
import { AccountRepository } from '../accounts/account.repository.js';
import { EndSessionsUseCase } from '../sessions/end-sessions.use-case.js';
import { AdminAccountActionUseCase } from './admin-account-action.use-case.js';

/** Changes the role of an account. Its sessions end, so that no token keeps the old role. */
@Injectable()
export class GrantRoleUseCase {
  constructor(
    private readonly adminAction: AdminAccountActionUseCase,
    private readonly accounts: AccountRepository,
    private readonly endSessions: EndSessionsUseCase,
    private readonly outbox: Outbox,
  ) {}

  execute({ userId, role }: GrantRoleRequest): Promise<UserView> {
    return this.adminAction.execute({
      action: 'grant_role',
      userId,
      details: { role },
      endsAdmin: role !== 'admin',
      isDone: (account) => account.role === role,
      apply: async (tx, account, now) => {
        await this.accounts.setRole(tx, account.id, role);
        await this.endSessions.execute(tx, account.id, 'role_changed', now);
        this.outbox.add(tx, UserRoleChanged, { ...toUserEvent(account, now), from: account.role, to: role });
      },
    });
  }
}
