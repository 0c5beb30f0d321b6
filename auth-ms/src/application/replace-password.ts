import { Injectable } from '@nestjs/common';
import { UserPasswordChanged } from '@orderwire/contracts';
import { Outbox, type Tx } from '@orderwire/platform';
import { type Account, told } from '../domain/account.js';
import type { Origin } from '../domain/origin.js';
import { AccountRepository } from '../outbound/account.repository.js';
import { AuditRepository } from '../outbound/audit.repository.js';
import { OneTimeTokenRepository } from '../outbound/one-time-token.repository.js';
import { EndSessions } from './end-sessions.js';
import { LimitAttempts } from './limit-attempts.js';

/** What a new password means: links that are under way stop working, sessions end, and no other place is known, or a thief would stay. */
@Injectable()
export class ReplacePassword {
  constructor(
    private readonly accounts: AccountRepository,
    private readonly links: OneTimeTokenRepository,
    private readonly endSessions: EndSessions,
    private readonly limit: LimitAttempts,
    private readonly audit: AuditRepository,
    private readonly outbox: Outbox,
  ) {}

  /** The account is locked. Gives how many sessions it ended. */
  async execute(
    tx: Tx,
    account: Account,
    { hash, by, from, except }: { hash: string; by: 'change' | 'reset'; from: Origin; except?: string },
    now: Date,
  ): Promise<number> {
    await this.accounts.setPassword(tx, account.id, hash);
    await this.links.retireAll(tx, account.id, now);
    await this.limit.trustOnly(tx, account.id, from, now);
    const reason = by === 'reset' ? 'password_reset' : 'password_changed';
    const ended = await this.endSessions.execute(tx, account.id, reason, now, { except });
    const action = by === 'reset' ? 'reset_password' : 'change_password';
    await this.audit.record(tx, { action, outcome: 'success', userId: account.id, from }, now);
    this.outbox.add(tx, UserPasswordChanged, { ...told(account, now), by });
    return ended;
  }
}
