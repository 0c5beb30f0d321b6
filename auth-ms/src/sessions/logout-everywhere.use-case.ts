import { Injectable } from '@nestjs/common';
import type { SessionsEnded } from '@orderwire/contracts';
import { contextOrSystem, Database } from '@orderwire/platform';
import { requireAccountId, toOrigin } from '../accounts/caller.js';
import { AuditRepository } from '../audit/audit.repository.js';
import { EndSessionsUseCase } from './end-sessions.use-case.js';

/** Ends all sessions of the caller's account. */
@Injectable()
export class LogoutEverywhereUseCase {
  constructor(
    private readonly database: Database,
    private readonly endSessions: EndSessionsUseCase,
    private readonly audit: AuditRepository,
  ) {}

  execute(): Promise<SessionsEnded> {
    const { actor, origin } = contextOrSystem();
    const userId = requireAccountId(actor);
    const from = toOrigin(origin);
    const now = new Date();
    return this.database.transaction(async (tx) => {
      const ended = await this.endSessions.execute(tx, userId, 'logout_everywhere', now);
      const entry = { action: 'logout_everywhere', outcome: 'success' as const, userId, from };
      await this.audit.record(tx, { ...entry, details: { ended } }, now);
      return { ended };
    });
  }
}
