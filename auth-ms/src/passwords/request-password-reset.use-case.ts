import { Injectable } from '@nestjs/common';
import {
  type Accepted,
  normaliseEmail,
  type RequestPasswordResetRequest,
  UserPasswordResetRequested,
} from '@orderwire/contracts';
import { contextOrSystem, Database } from '@orderwire/platform';
import { AccountRepository } from '../accounts/account.repository.js';
import { toOrigin } from '../accounts/caller.js';
import { AuditRepository } from '../audit/audit.repository.js';
import { ConstantTimeResponse } from '../email-links/constant-time-response.js';
import { IssueEmailTokenUseCase } from '../email-links/issue-email-token.use-case.js';

/** Issues a one-time token that sets a new password. */
@Injectable()
export class RequestPasswordResetUseCase {
  constructor(
    private readonly database: Database,
    private readonly accounts: AccountRepository,
    private readonly audit: AuditRepository,
    private readonly issueEmailToken: IssueEmailTokenUseCase,
    private readonly constantTime: ConstantTimeResponse,
  ) {}

  /** The reply and its delay are the same whether or not an account has the address. */
  execute({ email }: RequestPasswordResetRequest): Promise<Accepted> {
    return this.constantTime.respond(async () => {
      await this.issue(normaliseEmail(email) ?? '');
      return { accepted: true };
    });
  }

  private async issue(address: string): Promise<void> {
    const now = new Date();
    const from = toOrigin(contextOrSystem().origin);
    const found = await this.accounts.findByEmail(address);
    await this.database.transaction(async (tx) => {
      const account = found && (await this.accounts.lock(tx, found.id));
      const token = { purpose: 'reset_password' as const, event: UserPasswordResetRequested, more: {} };
      const issued =
        account?.email &&
        !account.disabledAt &&
        (await this.issueEmailToken.execute(tx, account, { ...token, email: account.email }, now));
      const outcome = issued ? ('success' as const) : ('failure' as const);
      const entry = { action: 'request_password_reset', outcome, userId: account?.id ?? null, from };
      await this.audit.record(tx, entry, now);
    });
  }
}
