import { Injectable } from '@nestjs/common';
import {
  EmailTaken,
  InvalidMessage,
  normaliseEmail,
  type RegisterRequest,
  type SignedIn,
  UserEmailVerificationRequested,
  UserRegistered,
  UserRegistrationAttempted,
} from '@orderwire/contracts';
import { Database, Outbox } from '@orderwire/platform';
import { v7 as uuidv7 } from 'uuid';
import { told } from '../domain/account.js';
import type { Origin } from '../domain/origin.js';
import { AccountRepository } from '../outbound/account.repository.js';
import { AuditRepository } from '../outbound/audit.repository.js';
import { PasswordHasher } from '../outbound/password-hasher.js';
import { mustBeHardToGuess } from './accept-password.js';
import { askedFrom } from './asked-from.js';
import { LimitAttempts } from './limit-attempts.js';
import { MailLink } from './mail-link.js';
import { OpenSession } from './open-session.js';

/** Makes a customer's account and signs it in. */
@Injectable()
export class Register {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly accounts: AccountRepository,
    private readonly audit: AuditRepository,
    private readonly hasher: PasswordHasher,
    private readonly limit: LimitAttempts,
    private readonly session: OpenSession,
    private readonly mail: MailLink,
  ) {}

  /** Throws invalid_message (e-mail), auth.weak_password, auth.email_taken, auth.too_many_attempts, overloaded. */
  async execute({ name, email: typed, password }: RegisterRequest): Promise<SignedIn> {
    const now = new Date();
    const from = askedFrom();
    const email = mustBeEmail(typed, 'email');
    mustBeHardToGuess(password, { email, name });
    const attempt = await this.limit.register(from, now);
    // Hashed before anybody looks whether the address is taken: both answers take the same work.
    const passwordHash = await this.limit.whileLooking(attempt, () => this.hasher.hash(password));
    const wanted = { id: uuidv7(), email, name, passwordHash, role: 'customer' as const, demo: false };

    const made = await this.database.transaction(async (tx) => {
      const account = await this.accounts.create(tx, wanted, now);
      if (!account) return undefined;
      const opened = await this.session.execute(tx, account.id, from, now);
      // This one found no taken address; those before it did.
      await this.limit.takeBack(attempt, tx);
      await this.limit.trust(tx, account.id, from, now);
      await this.audit.record(tx, { action: 'register', outcome: 'success', userId: account.id, from }, now);
      this.outbox.add(tx, UserRegistered, told(account, now));
      const event = UserEmailVerificationRequested;
      await this.mail.execute(tx, account, { purpose: 'verify_email', event, email, more: {} }, now);
      return { account, opened };
    });
    if (made) return this.session.answer(made.account, made.opened, now);
    await this.tellOwner(email, from, now);
    throw EmailTaken();
  }

  private async tellOwner(email: string, from: Origin, now: Date): Promise<void> {
    const owner = await this.accounts.findByEmail(email);
    if (!owner) return;
    const first = await this.limit.isFirst('registration_notice', owner.id, now);
    await this.database.transaction(async (tx) => {
      await this.audit.record(tx, { action: 'register', outcome: 'failure', userId: owner.id, from }, now);
      if (first) this.outbox.add(tx, UserRegistrationAttempted, told(owner, now));
    });
  }
}

/** Throws invalid_message unless the text is an address we would write to. */
export function mustBeEmail(typed: string, path: string): string {
  const email = normaliseEmail(typed);
  if (!email) throw InvalidMessage({ errors: [{ path, message: `${path} must be an e-mail address` }] });
  return email;
}
