import { Injectable } from '@nestjs/common';
import { type RefreshRequest, type SignedIn, TokenInvalid } from '@orderwire/contracts';
import { contextOrSystem, Database, type Tx } from '@orderwire/platform';
import { AccountRepository } from '../accounts/account.repository.js';
import { type ClientOrigin, toOrigin } from '../accounts/caller.js';
import { AuditRepository } from '../audit/audit.repository.js';
import { RecordInvalidTokenUseCase } from '../audit/record-invalid-token.use-case.js';
import { EndSessionsUseCase } from './end-sessions.use-case.js';
import { type OpenedSession, OpenSessionUseCase } from './open-session.use-case.js';
import { decideRefresh, SessionLifetime } from './session-rules.js';
import { type PresentedToken, SessionRepository } from './session.repository.js';

/**
 * Exchanges a refresh token for new tokens. Ends the session when a used token is presented again.
 */
@Injectable()
export class RefreshUseCase {
  constructor(
    private readonly database: Database,
    private readonly sessions: SessionRepository,
    private readonly accounts: AccountRepository,
    private readonly audit: AuditRepository,
    private readonly openSession: OpenSessionUseCase,
    private readonly endSessions: EndSessionsUseCase,
    private readonly lifetime: SessionLifetime,
    private readonly recordInvalidToken: RecordInvalidTokenUseCase,
  ) {}

  /** Throws auth.token_invalid, which does not give the reason. */
  async execute({ refreshToken }: RefreshRequest): Promise<SignedIn> {
    const now = new Date();
    const from = toOrigin(contextOrSystem().origin);
    // The fault is thrown after the transaction: ending the session must commit.
    const result = await this.database.transaction(async (tx) => {
      const found = await this.sessions.present(tx, refreshToken, now);
      if (!found?.live) return 'unknown_or_ended';
      const decision = decideRefresh(found, now);
      if (decision === 'reuse') {
        await this.endReusedSession(tx, found, from, now);
        return undefined;
      }
      const account = await this.accounts.find(found.accountId, tx);
      if (!account || account.disabledAt) return undefined;
      const generation = decision === 'rotate' ? found.newest + 1 : found.newest;
      return { account, session: await this.advance(tx, found, generation, from, now) };
    });
    // The end of a reused session has an audit entry of its own.
    if (result === 'unknown_or_ended') await this.recordInvalidToken.execute('refresh', null, from, now);
    if (!result || result === 'unknown_or_ended') throw TokenInvalid();
    return this.openSession.toSignedIn(result.account, result.session, now);
  }

  private async advance(
    tx: Tx,
    { id, createdAt }: PresentedToken,
    generation: number,
    from: ClientOrigin,
    now: Date,
  ): Promise<OpenedSession> {
    const expiresAt = this.lifetime.expiresAt(createdAt, now);
    const refreshToken = await this.sessions.advance(tx, { id, generation, expiresAt }, from, now);
    return { sessionId: id, refreshToken, refreshExpiresAt: expiresAt };
  }

  private async endReusedSession(
    tx: Tx,
    { id, accountId, presented, newest }: PresentedToken,
    from: ClientOrigin,
    now: Date,
  ): Promise<void> {
    await this.endSessions.execute(tx, accountId, 'token_reuse', now, { only: id });
    const details = { reason: 'token_reuse', behind: newest - presented };
    const entry = { action: 'refresh', outcome: 'failure' as const, userId: accountId, from, details };
    await this.audit.record(tx, entry, now);
  }
}
