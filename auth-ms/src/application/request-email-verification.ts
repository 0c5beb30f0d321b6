import { Injectable } from '@nestjs/common';
import { type Accepted, NotSignedIn, UserEmailVerificationRequested } from '@orderwire/contracts';
import { Database } from '@orderwire/platform';
import { AccountRepository } from '../outbound/account.repository.js';
import { MailLink } from './mail-link.js';
import { mustBeSignedIn } from './permission.js';

/**
 * Has the link mailed again that verifies the address of who asks; more slowly each time. Also for an address that is verified: who shows
 * once more that it is theirs gets the guest orders placed with it since.
 */
@Injectable()
export class RequestEmailVerification {
  constructor(
    private readonly database: Database,
    private readonly accounts: AccountRepository,
    private readonly mail: MailLink,
  ) {}

  async execute(): Promise<Accepted> {
    const id = mustBeSignedIn();
    const now = new Date();
    const event = UserEmailVerificationRequested;
    const known = await this.database.transaction(async (tx) => {
      const account = await this.accounts.lock(tx, id);
      if (!account) return false;
      const link = { purpose: 'verify_email' as const, event, email: account.email, more: {} };
      await this.mail.execute(tx, account, link, now);
      return true;
    });
    if (!known) throw NotSignedIn();
    return { accepted: true };
  }
}
