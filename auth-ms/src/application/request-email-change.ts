import { Injectable } from '@nestjs/common';
import {
  type Accepted,
  type RequestEmailChangeRequest,
  UserEmailChangeRequested,
  UserRegistrationAttempted,
} from '@orderwire/contracts';
import { Database, Outbox } from '@orderwire/platform';
import { told } from '../domain/account.js';
import type { Origin } from '../domain/origin.js';
import { AccountRepository, type Secured } from '../outbound/account.repository.js';
import { AuditRepository } from '../outbound/audit.repository.js';
import { askedFrom } from './asked-from.js';
import { ConfirmPassword } from './confirm-password.js';
import { EvenTime } from './even-time.js';
import { LimitAttempts } from './limit-attempts.js';
import { MailLink } from './mail-link.js';
import { mustBeSignedIn } from './permission.js';
import { mustBeEmail } from './register.js';

/** Has a link mailed to another address, which becomes the account's when the link is used. */
@Injectable()
export class RequestEmailChange {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly accounts: AccountRepository,
    private readonly audit: AuditRepository,
    private readonly confirm: ConfirmPassword,
    private readonly limit: LimitAttempts,
    private readonly mail: MailLink,
    private readonly even: EvenTime,
  ) {}

  /**
   * An address that has an account is answered the same way, and its owner is told instead.
   * Throws auth.invalid_credentials, invalid_message, auth.too_many_attempts, overloaded.
   */
  async execute({ newEmail, password }: RequestEmailChangeRequest): Promise<Accepted> {
    const id = mustBeSignedIn();
    const now = new Date();
    const from = askedFrom();
    const email = mustBeEmail(newEmail, 'newEmail');
    await this.confirm.execute(id, password, 'request_email_change', from, now);
    return this.even.answer(async () => {
      const owner = await this.accounts.findByEmail(email);
      if (owner) await this.tellOwner(owner, now);
      await this.send(id, owner ? undefined : email, from, now);
      return { accepted: true };
    });
  }

  private async send(id: string, email: string | undefined, from: Origin, now: Date): Promise<void> {
    await this.database.transaction(async (tx) => {
      const account = await this.accounts.lock(tx, id);
      if (!account) return;
      const link = { purpose: 'change_email' as const, event: UserEmailChangeRequested };
      const more = { oldEmail: account.email };
      if (email) await this.mail.execute(tx, account, { ...link, email, more }, now);
      const outcome = email ? ('success' as const) : ('failure' as const);
      await this.audit.record(tx, { action: 'request_email_change', outcome, userId: id, from }, now);
    });
  }

  private async tellOwner(owner: Secured, now: Date): Promise<void> {
    if (!(await this.limit.isFirst('registration_notice', owner.id, now))) return;
    await this.database.transaction(async (tx) => {
      this.outbox.add(tx, UserRegistrationAttempted, told(owner, now));
    });
  }
}
