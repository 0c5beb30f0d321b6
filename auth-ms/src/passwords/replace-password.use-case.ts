import { Injectable } from '@nestjs/common';
import { UserPasswordChanged } from '@orderwire/contracts';
import { Outbox, type Tx } from '@orderwire/platform';
import { type Account, toUserEvent } from '../accounts/account.js';
import { AccountRepository } from '../accounts/account.repository.js';
import type { ClientOrigin } from '../accounts/caller.js';
import { AuditRepository } from '../audit/audit.repository.js';
import { OneTimeTokenRepository } from '../email-links/one-time-token.repository.js';
import { EndSessionsUseCase } from '../sessions/end-sessions.use-case.js';
import { ThrottleService } from '../throttling/throttle.service.js';

/**
 * Sets a new password and locks out everyone who knew the old one: one-time tokens stop working,
 * sessions end, and no other network stays known.
 */
@Injectable()
export class ReplacePasswordUseCase {
  constructor(
    private readonly accounts: AccountRepository,
    private readonly tokens: OneTimeTokenRepository,
    private readonly endSessions: EndSessionsUseCase,
    private readonly throttle: ThrottleService,
    private readonly audit: AuditRepository,
    private readonly outbox: Outbox,
  ) {}

  /** The caller has locked the account. Returns the number of ended sessions. */
  async execute(
    tx: Tx,
    account: Account,
    { hash, by, from, except }: { hash: string; by: 'change' | 'reset'; from: ClientOrigin; except?: string },
    now: Date,
  ): Promise<number> {
    await this.accounts.setPassword(tx, account.id, hash);
    await this.tokens.retireAll(tx, account.id, now);
    await this.throttle.rememberOnlyNetwork(tx, account.id, from, now);
    const reason = by === 'reset' ? 'password_reset' : 'password_changed';
    const ended = await this.endSessions.execute(tx, account.id, reason, now, { except });
    const action = by === 'reset' ? 'reset_password' : 'change_password';
    await this.audit.record(tx, { action, outcome: 'success', userId: account.id, from }, now);
    this.outbox.add(tx, UserPasswordChanged, { ...toUserEvent(account, now), by });
    return ended;
  }
}
