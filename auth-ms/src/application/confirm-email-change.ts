import { Injectable } from '@nestjs/common';
import {
  type AccountView,
  type ConfirmEmailChangeRequest,
  OneTimeTokenInvalid,
  UserEmailChanged,
  UserEmailVerified,
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

const purpose = 'change_email';

/** The address that a mail reached becomes the account's, verified by that. */
@Injectable()
export class ConfirmEmailChange {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly accounts: AccountRepository,
    private readonly links: OneTimeTokenRepository,
    private readonly audit: AuditRepository,
    private readonly refusal: NoteRefusal,
  ) {}

  /** Throws auth.link_invalid, also when the address got an account of its own meanwhile, or another account asked for the link. */
  async execute({ token }: ConfirmEmailChangeRequest): Promise<AccountView> {
    const asking = mustBeSignedIn();
    const now = new Date();
    const hash = hashOf(token);
    const changed = await this.database.transaction(async (tx) => {
      const link = await this.links.find(tx, hash, purpose, now);
      if (link?.accountId !== asking) return undefined;
      const before = await this.accounts.lock(tx, asking);
      if (!before || before.disabledAt) return undefined;
      if (!(await this.links.use(tx, hash, purpose, now))) return undefined;
      if (!(await this.accounts.setEmail(tx, before.id, link.email, now))) return undefined;
      // Links that went to the old address stop working with it.
      await this.links.retireAll(tx, before.id, now);
      const account = { ...before, email: link.email, emailVerifiedAt: now };
      const entry = { action: 'change_email', outcome: 'success' as const, userId: account.id };
      await this.audit.record(tx, { ...entry, from: askedFrom() }, now);
      this.outbox.add(tx, UserEmailChanged, { ...told(account, now), oldEmail: before.email });
      this.outbox.add(tx, UserEmailVerified, told(account, now));
      return account;
    });
    if (changed) return viewOf(changed);
    await this.refusal.execute('change_email', asking, askedFrom(), now);
    throw OneTimeTokenInvalid();
  }
}
