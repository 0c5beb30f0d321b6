import { Injectable } from '@nestjs/common';
import {
  type Accepted,
  type RequestEmailChangeRequest,
  UserEmailChangeRequested,
  UserRegistrationAttempted,
} from '@orderwire/contracts';
import { contextOrSystem, Database, Outbox } from '@orderwire/platform';
import { type Account, requireEmail, toUserEvent } from '../accounts/account.js';
import { AccountRepository } from '../accounts/account.repository.js';
import { type ClientOrigin, requireAccountId, toOrigin } from '../accounts/caller.js';
import { AuditRepository } from '../audit/audit.repository.js';
import { ConfirmPasswordUseCase } from '../passwords/confirm-password.use-case.js';
import { ThrottleService } from '../throttling/throttle.service.js';
import { ConstantTimeResponse } from './constant-time-response.js';
import { IssueEmailTokenUseCase } from './issue-email-token.use-case.js';

/** Issues a token for a new address. The address changes when the token is used. */
@Injectable()
export class RequestEmailChangeUseCase {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly accounts: AccountRepository,
    private readonly audit: AuditRepository,
    private readonly confirmPassword: ConfirmPasswordUseCase,
    private readonly throttle: ThrottleService,
    private readonly issueEmailToken: IssueEmailTokenUseCase,
    private readonly constantTime: ConstantTimeResponse,
  ) {}

  /**
   * The reply for a taken address is the same; its owner gets an event instead of the caller.
   * Throws auth.invalid_credentials, invalid_message, auth.too_many_attempts, overloaded.
   */
  async execute({ newEmail, password }: RequestEmailChangeRequest): Promise<Accepted> {
    const { actor, origin } = contextOrSystem();
    const userId = requireAccountId(actor);
    const from = toOrigin(origin);
    const now = new Date();
    const email = requireEmail(newEmail, 'newEmail');
    await this.confirmPassword.execute(userId, password, 'request_email_change', from, now);
    return this.constantTime.respond(async () => {
      const owner = await this.accounts.findByEmail(email);
      if (owner) await this.notifyOwner(owner, now);
      await this.issue(userId, owner ? undefined : email, from, now);
      return { accepted: true };
    });
  }

  private async issue(
    userId: string,
    email: string | undefined,
    from: ClientOrigin,
    now: Date,
  ): Promise<void> {
    await this.database.transaction(async (tx) => {
      const account = await this.accounts.lock(tx, userId);
      if (!account) return;
      const token = { purpose: 'change_email' as const, event: UserEmailChangeRequested };
      const more = { oldEmail: account.email };
      if (email) await this.issueEmailToken.execute(tx, account, { ...token, email, more }, now);
      const outcome = email ? ('success' as const) : ('failure' as const);
      await this.audit.record(tx, { action: 'request_email_change', outcome, userId, from }, now);
    });
  }

  private async notifyOwner(owner: Account, now: Date): Promise<void> {
    if (!(await this.throttle.isFirst('registration_notice', owner.id, now))) return;
    await this.database.transaction(async (tx) => {
      this.outbox.add(tx, UserRegistrationAttempted, toUserEvent(owner, now));
    });
  }
}
