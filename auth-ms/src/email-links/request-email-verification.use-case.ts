import { Injectable } from '@nestjs/common';
import { type Accepted, NotSignedIn, UserEmailVerificationRequested } from '@orderwire/contracts';
import { contextOrSystem, Database } from '@orderwire/platform';
import { AccountRepository } from '../accounts/account.repository.js';
import { requireAccountId } from '../accounts/caller.js';
import { IssueEmailTokenUseCase } from './issue-email-token.use-case.js';

/**
 * Issues another token that verifies the caller's address, with growing pauses. A verified address
 * may be verified again: that claims the guest orders placed with it since.
 */
@Injectable()
export class RequestEmailVerificationUseCase {
  constructor(
    private readonly database: Database,
    private readonly accounts: AccountRepository,
    private readonly issueEmailToken: IssueEmailTokenUseCase,
  ) {}

  async execute(): Promise<Accepted> {
    const id = requireAccountId(contextOrSystem().actor);
    const now = new Date();
    const event = UserEmailVerificationRequested;
    const found = await this.database.transaction(async (tx) => {
      const account = await this.accounts.lock(tx, id);
      if (!account) return false;
      const token = { purpose: 'verify_email' as const, event, email: account.email, more: {} };
      await this.issueEmailToken.execute(tx, account, token, now);
      return true;
    });
    if (!found) throw NotSignedIn();
    return { accepted: true };
  }
}
