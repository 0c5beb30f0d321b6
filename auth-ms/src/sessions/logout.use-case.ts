import { Injectable } from '@nestjs/common';
import type { LogoutRequest, SessionsEnded } from '@orderwire/contracts';
import { contextOrSystem, Database } from '@orderwire/platform';
import { toOrigin } from '../accounts/caller.js';
import { AuditRepository } from '../audit/audit.repository.js';
import { EndSessionsUseCase } from './end-sessions.use-case.js';
import { SessionRepository } from './session.repository.js';

/** Ends the session of a refresh token. A token that was used before also works. */
@Injectable()
export class LogoutUseCase {
  constructor(
    private readonly database: Database,
    private readonly sessions: SessionRepository,
    private readonly endSessions: EndSessionsUseCase,
    private readonly audit: AuditRepository,
  ) {}

  execute({ refreshToken }: LogoutRequest): Promise<SessionsEnded> {
    const now = new Date();
    const from = toOrigin(contextOrSystem().origin);
    return this.database.transaction(async (tx) => {
      const found = await this.sessions.present(tx, refreshToken, now);
      if (!found?.live) return { ended: 0 };
      const { id, accountId } = found;
      await this.audit.record(tx, { action: 'logout', outcome: 'success', userId: accountId, from }, now);
      return { ended: await this.endSessions.execute(tx, accountId, 'logout', now, { only: id }) };
    });
  }
}
