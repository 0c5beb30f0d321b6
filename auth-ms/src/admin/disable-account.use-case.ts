import { Injectable } from '@nestjs/common';
import { type AccountRequest, UserDisabled, type UserView } from '@orderwire/contracts';
import { Outbox } from '@orderwire/platform';
import { toUserEvent } from '../accounts/account.js';
import { AccountRepository } from '../accounts/account.repository.js';
import { OneTimeTokenRepository } from '../email-links/one-time-token.repository.js';
import { EndSessionsUseCase } from '../sessions/end-sessions.use-case.js';
import { AdminAccountActionUseCase } from './admin-account-action.use-case.js';

/** Disables an account: its sessions end at once and its one-time tokens stop working. */
@Injectable()
export class DisableAccountUseCase {
  constructor(
    private readonly adminAction: AdminAccountActionUseCase,
    private readonly accounts: AccountRepository,
    private readonly tokens: OneTimeTokenRepository,
    private readonly endSessions: EndSessionsUseCase,
    private readonly outbox: Outbox,
  ) {}

  execute({ userId }: AccountRequest): Promise<UserView> {
    return this.adminAction.execute({
      action: 'disable_account',
      userId,
      endsAdmin: true,
      isDone: (account) => account.disabledAt !== null,
      apply: async (tx, account, now) => {
        await this.accounts.setDisabled(tx, account.id, now);
        await this.tokens.retireAll(tx, account.id, now);
        await this.endSessions.execute(tx, account.id, 'account_disabled', now);
        this.outbox.add(tx, UserDisabled, toUserEvent(account, now));
      },
    });
  }
}
