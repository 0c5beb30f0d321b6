import { Injectable } from '@nestjs/common';
import { type RevokeSessionRequest, SessionNotFound, type SessionsEnded } from '@orderwire/contracts';
import { Database } from '@orderwire/platform';
import { AuditRepository } from '../outbound/audit.repository.js';
import { askedFrom } from './asked-from.js';
import { EndSessions } from './end-sessions.js';
import { mustBeSignedIn } from './permission.js';

/** Ends one session of who asks. */
@Injectable()
export class RevokeSession {
  constructor(
    private readonly database: Database,
    private readonly endSessions: EndSessions,
    private readonly audit: AuditRepository,
  ) {}

  /** Throws auth.session_not_found, also for somebody else's and for one that has ended. */
  async execute({ sessionId }: RevokeSessionRequest): Promise<SessionsEnded> {
    const userId = mustBeSignedIn();
    const now = new Date();
    const ended = await this.database.transaction(async (tx) => {
      const count = await this.endSessions.execute(tx, userId, 'revoked', now, { only: sessionId });
      const entry = { action: 'revoke_session', outcome: 'success' as const, userId, from: askedFrom() };
      if (count > 0) await this.audit.record(tx, { ...entry, details: { sessionId } }, now);
      return count;
    });
    if (ended === 0) throw SessionNotFound({ sessionId });
    return { ended };
  }
}
