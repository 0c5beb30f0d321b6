import { Injectable } from '@nestjs/common';
import {
  type Accepted,
  normaliseEmail,
  type RequestPasswordResetRequest,
  UserPasswordResetRequested,
} from '@orderwire/contracts';
import { Database } from '@orderwire/platform';
import { AccountRepository } from '../outbound/account.repository.js';
import { AuditRepository } from '../outbound/audit.repository.js';
import { askedFrom } from './asked-from.js';
import { EvenTime } from './even-time.js';
import { MailLink } from './mail-link.js';

/** Has a link mailed that sets a new password. */
@Injectable()
export class RequestPasswordReset {
  constructor(
    private readonly database: Database,
    private readonly accounts: AccountRepository,
    private readonly audit: AuditRepository,
    private readonly mail: MailLink,
    private readonly even: EvenTime,
  ) {}

  /** The same answer after the same time, whether or not somebody has this address. */
  execute(request: RequestPasswordResetRequest): Promise<Accepted> {
    return this.even.answer(async () => {
      await this.send(request);
      return { accepted: true };
    });
  }

  private async send({ email: typed }: RequestPasswordResetRequest): Promise<void> {
    const now = new Date();
    const from = askedFrom();
    const found = await this.accounts.findByEmail(normaliseEmail(typed) ?? '');
    await this.database.transaction(async (tx) => {
      const account = found && (await this.accounts.lock(tx, found.id));
      const email = account?.email;
      const link = { purpose: 'reset_password' as const, event: UserPasswordResetRequested, more: {} };
      const sent =
        account &&
        email &&
        !account.disabledAt &&
        (await this.mail.execute(tx, account, { ...link, email }, now));
      const outcome = sent ? ('success' as const) : ('failure' as const);
      const entry = { action: 'request_password_reset', outcome, userId: account?.id ?? null, from };
      await this.audit.record(tx, entry, now);
    });
  }
}
