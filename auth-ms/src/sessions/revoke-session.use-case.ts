import { Injectable } from '@nestjs/common';
import { type RevokeSessionRequest, SessionNotFound, type SessionsEnded } from '@orderwire/contracts';
import { contextOrSystem, Database } from '@orderwire/platform';
import { requireAccountId, toOrigin } from '../accounts/caller.js';
import { AuditRepository } from '../audit/audit.repository.js';
import { EndSessionsUseCase } from './end-sessions.use-case.js';

/** Ends one session of the caller's account. */
@Injectable()
export class RevokeSessionUseCase {
  constructor(
    private readonly database: Database,
    private readonly endSessions: EndSessionsUseCase,
    private readonly audit: AuditRepository,
  ) {}

  /** Throws auth.session_not_found, also for another account's session and for an ended one. */
  async execute({ sessionId }: RevokeSessionRequest): Promise<SessionsEnded> {
    const { actor, origin } = contextOrSystem();
    const userId = requireAccountId(actor);
    const now = new Date();
    const ended = await this.database.transaction(async (tx) => {
      const count = await this.endSessions.execute(tx, userId, 'revoked', now, { only: sessionId });
      const entry = { action: 'revoke_session', outcome: 'success' as const, userId, from: toOrigin(origin) };
      if (count > 0) await this.audit.record(tx, { ...entry, details: { sessionId } }, now);
      return count;
    });
    if (ended === 0) throw SessionNotFound({ sessionId });
    return { ended };
  }
}
