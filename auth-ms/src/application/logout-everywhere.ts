import { Injectable } from '@nestjs/common';
import type { SessionsEnded } from '@orderwire/contracts';
import { Database } from '@orderwire/platform';
import { AuditRepository } from '../outbound/audit.repository.js';
import { askedFrom } from './asked-from.js';
import { EndSessions } from './end-sessions.js';
import { mustBeSignedIn } from './permission.js';

/** Ends all sessions of who asks. */
@Injectable()
export class LogoutEverywhere {
  constructor(
    private readonly database: Database,
    private readonly endSessions: EndSessions,
    private readonly audit: AuditRepository,
  ) {}

  execute(): Promise<SessionsEnded> {
    const userId = mustBeSignedIn();
    const now = new Date();
    return this.database.transaction(async (tx) => {
      const ended = await this.endSessions.execute(tx, userId, 'logout_everywhere', now);
      const entry = {
        action: 'logout_everywhere',
        outcome: 'success' as const,
        userId,
        from: askedFrom(),
      };
      await this.audit.record(tx, { ...entry, details: { ended } }, now);
      return { ended };
    });
  }
}
