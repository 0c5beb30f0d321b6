import { Injectable } from '@nestjs/common';
import {
  EmailTaken,
  type RegisterRequest,
  type SignedIn,
  UserEmailVerificationRequested,
  UserRegistered,
  UserRegistrationAttempted,
} from '@orderwire/contracts';
import { contextOrSystem, Database, Outbox } from '@orderwire/platform';
import { v7 as uuidv7 } from 'uuid';
import { AuditRepository } from '../audit/audit.repository.js';
import { IssueEmailTokenUseCase } from '../email-links/issue-email-token.use-case.js';
import { PasswordHasher } from '../passwords/password-hasher.gateway.js';
import { requireStrongPassword } from '../passwords/password-strength.js';
import { OpenSessionUseCase } from '../sessions/open-session.use-case.js';
import { ThrottleService } from '../throttling/throttle.service.js';
import { requireEmail, toUserEvent } from './account.js';
import { AccountRepository } from './account.repository.js';
import { type ClientOrigin, toOrigin } from './caller.js';

/** Creates a customer account and signs it in. */
@Injectable()
export class RegisterUseCase {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly accounts: AccountRepository,
    private readonly audit: AuditRepository,
    private readonly hasher: PasswordHasher,
    private readonly throttle: ThrottleService,
    private readonly openSession: OpenSessionUseCase,
    private readonly issueEmailToken: IssueEmailTokenUseCase,
  ) {}

  /**
   * Throws invalid_message (e-mail), auth.weak_password, auth.email_taken, auth.too_many_attempts,
   * overloaded.
   */
  async execute({ name, email: typed, password }: RegisterRequest): Promise<SignedIn> {
    const now = new Date();
    const from = toOrigin(contextOrSystem().origin);
    const email = requireEmail(typed, 'email');
    requireStrongPassword(password, { email, name });
    const attempt = await this.throttle.register(from, now);
    // The hash is computed before the address is looked up: both replies take the same work.
    const passwordHash = await this.throttle.releaseOnError(attempt, () => this.hasher.hash(password));
    const wanted = { id: uuidv7(), email, name, passwordHash, role: 'customer' as const, demo: false };

    const created = await this.database.transaction(async (tx) => {
      const account = await this.accounts.create(tx, wanted, now);
      if (!account) return undefined;
      const session = await this.openSession.execute(tx, account.id, from, now);
      // Only attempts that find a taken address count. Earlier ones of this network stay counted.
      await this.throttle.release(attempt, tx);
      await this.throttle.rememberNetwork(tx, account.id, from, now);
      await this.audit.record(tx, { action: 'register', outcome: 'success', userId: account.id, from }, now);
      this.outbox.add(tx, UserRegistered, toUserEvent(account, now));
      const event = UserEmailVerificationRequested;
      const token = { purpose: 'verify_email' as const, event, email, more: {} };
      await this.issueEmailToken.execute(tx, account, token, now);
      return { account, session };
    });
    if (created) return this.openSession.toSignedIn(created.account, created.session, now);
    await this.notifyOwner(email, from, now);
    throw EmailTaken();
  }

  private async notifyOwner(email: string, from: ClientOrigin, now: Date): Promise<void> {
    const owner = await this.accounts.findByEmail(email);
    if (!owner) return;
    const first = await this.throttle.isFirst('registration_notice', owner.id, now);
    await this.database.transaction(async (tx) => {
      await this.audit.record(tx, { action: 'register', outcome: 'failure', userId: owner.id, from }, now);
      if (first) this.outbox.add(tx, UserRegistrationAttempted, toUserEvent(owner, now));
    });
  }
}
