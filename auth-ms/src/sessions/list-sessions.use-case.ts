import { Injectable } from '@nestjs/common';
import type { PageRequest, SessionList } from '@orderwire/contracts';
import { contextOrSystem, pageOf } from '@orderwire/platform';
import { requireAccountId } from '../accounts/caller.js';
import { SessionRepository } from './session.repository.js';

/** Lists the live sessions of the caller's account. */
@Injectable()
export class ListSessionsUseCase {
  constructor(private readonly sessions: SessionRepository) {}

  /** Throws invalid_message for an invalid cursor. */
  async execute(request: PageRequest): Promise<SessionList> {
    const { actor, sessionId } = contextOrSystem();
    const accountId = requireAccountId(actor);
    const now = new Date();
    return pageOf(request, {
      read: (after, limit) => this.sessions.list(accountId, now, after, limit),
      keyOf: ({ lastSeenAt, id }) => ({ at: lastSeenAt, id }),
      view: ({ createdAt, lastSeenAt, expiresAt, ...session }) => ({
        ...session,
        createdAt: createdAt.toISOString(),
        lastSeenAt: lastSeenAt.toISOString(),
        expiresAt: expiresAt.toISOString(),
        current: session.id === sessionId,
      }),
    });
  }
}
