import { Injectable } from '@nestjs/common';
import { type AccountRequest, UserDisabled, type UserView } from '@orderwire/contracts';
import { Outbox } from '@orderwire/platform';
import { told } from '../domain/account.js';
import { AccountRepository } from '../outbound/account.repository.js';
import { OneTimeTokenRepository } from '../outbound/one-time-token.repository.js';
import { EndSessions } from './end-sessions.js';
import { GovernAccount } from './govern-account.js';

/** Keeps an account out: its sessions end at once, and no link lets it in again. */
@Injectable()
export class DisableAccount {
  constructor(
    private readonly govern: GovernAccount,
    private readonly accounts: AccountRepository,
    private readonly links: OneTimeTokenRepository,
    private readonly endSessions: EndSessions,
    private readonly outbox: Outbox,
  ) {}

  execute({ userId }: AccountRequest): Promise<UserView> {
    return this.govern.execute({
      action: 'disable_account',
      userId,
      endsAdmin: true,
      isDone: (account) => account.disabledAt !== null,
      work: async (tx, account, now) => {
        await this.accounts.setDisabled(tx, account.id, now);
        await this.links.retireAll(tx, account.id, now);
        await this.endSessions.execute(tx, account.id, 'account_disabled', now);
        this.outbox.add(tx, UserDisabled, told(account, now));
      },
    });
  }
}
