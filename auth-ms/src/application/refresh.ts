import { Injectable } from '@nestjs/common';
import { type RefreshRequest, type SignedIn, TokenInvalid } from '@orderwire/contracts';
import { Database, type Tx } from '@orderwire/platform';
import type { Account } from '../domain/account.js';
import type { Origin } from '../domain/origin.js';
import { judge } from '../domain/refresh-rules.js';
import { AccountRepository } from '../outbound/account.repository.js';
import { AuditRepository } from '../outbound/audit.repository.js';
import { type Presented, SessionRepository } from '../outbound/session.repository.js';
import { askedFrom } from './asked-from.js';
import { EndSessions } from './end-sessions.js';
import { Lifetimes } from './lifetimes.js';
import { NoteRefusal } from './note-refusal.js';
import { type Opened, OpenSession } from './open-session.js';

/** Trades a refresh token for new tokens, and ends the session when an old one comes back. */
@Injectable()
export class Refresh {
  constructor(
    private readonly database: Database,
    private readonly sessions: SessionRepository,
    private readonly accounts: AccountRepository,
    private readonly audit: AuditRepository,
    private readonly session: OpenSession,
    private readonly endSessions: EndSessions,
    private readonly lifetimes: Lifetimes,
    private readonly refusal: NoteRefusal,
  ) {}

  /** Throws auth.token_invalid, which says nothing about why. */
  async execute({ refreshToken }: RefreshRequest): Promise<SignedIn> {
    const now = new Date();
    const from = askedFrom();
    // A refusal is decided in the transaction and thrown after it: ending the session must be committed.
    const done = await this.database.transaction(async (tx) => {
      const found = await this.sessions.present(tx, refreshToken, now);
      if (!found?.live) return 'dead';
      const verdict = judge(found, now);
      if (verdict === 'reuse') return this.endFamily(tx, found, from, now);
      const account = await this.accounts.find(found.accountId, tx);
      if (!account || account.disabledAt) return undefined;
      const generation = verdict === 'rotate' ? found.newest + 1 : found.newest;
      return { account, opened: await this.moveOn(tx, found, generation, from, now) };
    });
    // Nobody's, or of a session that is over. What ended a session was noted with its end.
    if (done === 'dead') await this.refusal.execute('refresh', null, from, now);
    if (!done || done === 'dead') throw TokenInvalid();
    return this.session.answer(done.account, done.opened, now);
  }

  private async moveOn(
    tx: Tx,
    { id, createdAt }: Presented,
    generation: number,
    from: Origin,
    now: Date,
  ): Promise<Opened> {
    const expiresAt = this.lifetimes.sessionEnd(createdAt, now);
    const refreshToken = await this.sessions.advance(tx, id, { generation, expiresAt }, from, now);
    return { sessionId: id, refreshToken, refreshExpiresAt: expiresAt };
  }

  private async endFamily(
    tx: Tx,
    { id, accountId, presented, newest }: Presented,
    from: Origin,
    now: Date,
  ): Promise<{ account: Account; opened: Opened } | undefined> {
    await this.endSessions.execute(tx, accountId, 'token_reuse', now, { only: id });
    const details = { reason: 'token_reuse', behind: newest - presented };
    const entry = { action: 'refresh', outcome: 'failure' as const, userId: accountId, from, details };
    await this.audit.record(tx, entry, now);
    return undefined;
  }
}
