import { Injectable } from '@nestjs/common';
import type { LogoutRequest, SessionsEnded } from '@orderwire/contracts';
import { Database } from '@orderwire/platform';
import { AuditRepository } from '../outbound/audit.repository.js';
import { SessionRepository } from '../outbound/session.repository.js';
import { askedFrom } from './asked-from.js';
import { EndSessions } from './end-sessions.js';

/** Ends the session of a refresh token, also of one that was used before: whoever holds it may give it up. */
@Injectable()
export class Logout {
  constructor(
    private readonly database: Database,
    private readonly sessions: SessionRepository,
    private readonly endSessions: EndSessions,
    private readonly audit: AuditRepository,
  ) {}

  execute({ refreshToken }: LogoutRequest): Promise<SessionsEnded> {
    const now = new Date();
    const from = askedFrom();
    return this.database.transaction(async (tx) => {
      const found = await this.sessions.present(tx, refreshToken, now);
      if (!found?.live) return { ended: 0 };
      const { id, accountId } = found;
      await this.audit.record(tx, { action: 'logout', outcome: 'success', userId: accountId, from }, now);
      return { ended: await this.endSessions.execute(tx, accountId, 'logout', now, { only: id }) };
    });
  }
}
