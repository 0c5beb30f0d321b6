import { Injectable } from '@nestjs/common';
import {
  type AccountView,
  OneTimeTokenInvalid,
  UserEmailVerified,
  type VerifyEmailRequest,
} from '@orderwire/contracts';
import { Database, Outbox } from '@orderwire/platform';
import { told, viewOf } from '../domain/account.js';
import { hashOf } from '../domain/secret-token.js';
import { AccountRepository } from '../outbound/account.repository.js';
import { AuditRepository } from '../outbound/audit.repository.js';
import { OneTimeTokenRepository } from '../outbound/one-time-token.repository.js';
import { askedFrom } from './asked-from.js';
import { NoteRefusal } from './note-refusal.js';
import { mustBeSignedIn } from './permission.js';

const purpose = 'verify_email';

/** Takes the token of a mail as proof that the address is the account's. */
@Injectable()
export class VerifyEmail {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly accounts: AccountRepository,
    private readonly links: OneTimeTokenRepository,
    private readonly audit: AuditRepository,
    private readonly refusal: NoteRefusal,
  ) {}

  /** Throws auth.link_invalid, also for another account's token, which stays good for its owner. */
  async execute({ token }: VerifyEmailRequest): Promise<AccountView> {
    const asking = mustBeSignedIn();
    const now = new Date();
    const hash = hashOf(token);
    const verified = await this.database.transaction(async (tx) => {
      const owner = await this.links.find(tx, hash, purpose, now);
      if (owner?.accountId !== asking) return undefined;
      const account = await this.accounts.lock(tx, asking);
      if (!account || account.email !== owner.email) return undefined;
      if (!(await this.links.use(tx, hash, purpose, now))) return undefined;
      const entry = { action: 'verify_email', outcome: 'success' as const, userId: account.id };
      await this.audit.record(tx, { ...entry, from: askedFrom() }, now);
      await this.accounts.verifyEmail(tx, account.id, account.email, now);
      // Each time, not only the first: guest orders may have been placed with the address since.
      this.outbox.add(tx, UserEmailVerified, told(account, now));
      return { ...account, emailVerifiedAt: account.emailVerifiedAt ?? now };
    });
    if (verified) return viewOf(verified);
    await this.refusal.execute('verify_email', asking, askedFrom(), now);
    throw OneTimeTokenInvalid();
  }
}
