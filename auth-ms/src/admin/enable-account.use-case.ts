import { Injectable } from '@nestjs/common';
import { type AccountRequest, UserEnabled, type UserView } from '@orderwire/contracts';
import { Outbox } from '@orderwire/platform';
import { toUserEvent } from '../accounts/account.js';
import { AccountRepository } from '../accounts/account.repository.js';
import { AdminAccountActionUseCase } from './admin-account-action.use-case.js';

/** Enables a disabled account. */
@Injectable()
export class EnableAccountUseCase {
  constructor(
    private readonly adminAction: AdminAccountActionUseCase,
    private readonly accounts: AccountRepository,
    private readonly outbox: Outbox,
  ) {}

  execute({ userId }: AccountRequest): Promise<UserView> {
    return this.adminAction.execute({
      action: 'enable_account',
      userId,
      endsAdmin: false,
      isDone: (account) => account.disabledAt === null,
      apply: async (tx, account, now) => {
        await this.accounts.setDisabled(tx, account.id, null);
        this.outbox.add(tx, UserEnabled, toUserEvent(account, now));
      },
    });
  }
}
