import { Injectable } from '@nestjs/common';
import { type AccountRequest, UserEnabled, type UserView } from '@orderwire/contracts';
import { Outbox } from '@orderwire/platform';
import { told } from '../domain/account.js';
import { AccountRepository } from '../outbound/account.repository.js';
import { GovernAccount } from './govern-account.js';

/** Lets a disabled account in again. */
@Injectable()
export class EnableAccount {
  constructor(
    private readonly govern: GovernAccount,
    private readonly accounts: AccountRepository,
    private readonly outbox: Outbox,
  ) {}

  execute({ userId }: AccountRequest): Promise<UserView> {
    return this.govern.execute({
      action: 'enable_account',
      userId,
      endsAdmin: false,
      isDone: (account) => account.disabledAt === null,
      work: async (tx, account, now) => {
        await this.accounts.setDisabled(tx, account.id, null);
        this.outbox.add(tx, UserEnabled, told(account, now));
      },
    });
  }
}
