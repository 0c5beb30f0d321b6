import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import {
  SessionRevoked,
  UserDeleted,
  UserDisabled,
  UserEmailChanged,
  type UserEmailChangedEvent,
  UserEmailVerified,
  UserEnabled,
  type UserEvent,
  UserPasswordChanged,
  UserRegistered,
  UserRoleChanged,
  type UserRoleChangedEvent,
} from '@orderwire/contracts';
import { Database, InjectLogger, type Logger, Outbox, type Restore, type Tx } from '@orderwire/platform';
import { AccountRepository, type AccountWithPassword } from '../accounts/account.repository.js';
import { SigningKeyRepository } from '../keys/signing-key.repository.js';
import { PasswordHasher } from '../passwords/password-hasher.gateway.js';
import { RestoredAccountRepository } from './restored-account.repository.js';

/** A lost event of an account, of any of the subjects below. */
type LostEvent = UserEvent & Partial<UserRoleChangedEvent & UserEmailChangedEvent>;

/** What an event changes in an account that exists. */
type Change = (tx: Tx, account: AccountWithPassword, event: LostEvent) => Promise<void>;

/**
 * After a restore of this database: no session, password, role or account that ended since the
 * backup is accepted again.
 */
@Injectable()
export class RecoverAccountsUseCase {
  constructor(
    private readonly database: Database,
    private readonly accounts: AccountRepository,
    private readonly restored: RestoredAccountRepository,
    private readonly keys: SigningKeyRepository,
    private readonly hasher: PasswordHasher,
    private readonly outbox: Outbox,
    @InjectLogger() private readonly log: Logger,
  ) {}

  /**
   * Ends all sessions, withdraws all signing keys and one-time tokens, and repeats the lost changes
   * of accounts. A changed password is not known any more: its owner must reset it by e-mail.
   * Without a complete record of the lost changes, all owners must.
   */
  async execute({ recoveredTo, lostEvents, eventsComplete }: Restore): Promise<void> {
    const now = new Date();
    // No password has this hash.
    const unusable = await this.hasher.hash(randomBytes(32).toString('base64'));
    await this.keys.replaceAll(now);
    await this.restored.retireTokens(now);
    if (!eventsComplete) {
      await this.restored.replacePasswords(unusable);
      this.log.error(
        { recoveredTo },
        'changes of accounts since the backup are not known completely: every password must be reset by e-mail',
      );
    }
    for (const { subject, payload } of lostEvents)
      await this.database.transaction((tx) => this.repeat(tx, subject, payload as LostEvent, unusable));
    const sessions = await this.endSessions(now);
    this.log.warn(
      { recoveredTo, sessions, changes: lostEvents.length },
      'ended all sessions and repeated the changes of accounts since the backup',
    );
  }

  private async repeat(tx: Tx, subject: string, event: LostEvent, unusable: string): Promise<void> {
    const { userId: id, email, name, locale } = event;
    if (subject === UserRegistered.subject)
      return this.restored.insertAgain(tx, {
        id,
        email,
        name,
        locale,
        hash: unusable,
        at: new Date(event.at),
      });
    const account = await this.accounts.lock(tx, id);
    if (account) await this.changes(unusable)[subject]?.(tx, account, event);
  }

  private readonly changes = (unusable: string): Partial<Record<string, Change>> => ({
    [UserPasswordChanged.subject]: (tx, { id }) => this.accounts.setPassword(tx, id, unusable),
    [UserRoleChanged.subject]: (tx, { id }, { to }) =>
      to ? this.accounts.setRole(tx, id, to) : Promise.resolve(),
    [UserDisabled.subject]: (tx, { id }, { at }) => this.accounts.setDisabled(tx, id, new Date(at)),
    [UserEnabled.subject]: (tx, { id }) => this.accounts.setDisabled(tx, id, null),
    [UserEmailVerified.subject]: async (tx, { id }, { email, at }) =>
      void (await this.accounts.verifyEmail(tx, id, email, new Date(at))),
    [UserEmailChanged.subject]: async (tx, { id }, { email, at }) =>
      void (await this.accounts.setEmail(tx, id, email, new Date(at))),
    [UserDeleted.subject]: async (tx, { id }, event) => {
      // Published again for consumers whose databases were restored as well.
      this.outbox.add(tx, UserDeleted, event);
      await this.accounts.erase(tx, id, new Date(event.at));
    },
  });

  private async endSessions(now: Date): Promise<number> {
    const end = { reason: 'restored' as const, revokedAt: now.toISOString() };
    for (let count = 0; ;) {
      const ended = await this.database.transaction(async (tx) => {
        const sessions = await this.restored.endSessions(tx, now);
        for (const session of sessions) this.outbox.add(tx, SessionRevoked, { ...session, ...end });
        return sessions.length;
      });
      if (ended === 0) return count;
      count += ended;
    }
  }
}
