import { Injectable } from '@nestjs/common';
import { MAX_PAGE, type PageRequest, type SessionList } from '@orderwire/contracts';
import { contextOrSystem, pageOf } from '@orderwire/platform';
import { requireAccountId } from '../accounts/caller.js';
import { SessionRepository } from './session.repository.js';

/** Lists the live sessions of the caller's account. */
@Injectable()
export class ListSessionsUseCase {
  constructor(private readonly sessions: SessionRepository) {}

  /** Throws invalid_message for an invalid cursor. */
  async execute({ limit = MAX_PAGE, ...request }: PageRequest): Promise<SessionList> {
    const { actor, sessionId } = contextOrSystem();
    const accountId = requireAccountId(actor);
    const now = new Date();
    return pageOf(
      { ...request, limit },
      {
        read: (after, count) => this.sessions.list(accountId, now, after, count),
        keyOf: ({ lastSeenAt, id }) => ({ at: lastSeenAt, id }),
        view: ({ createdAt, lastSeenAt, expiresAt, ...session }) => ({
          ...session,
          createdAt: createdAt.toISOString(),
          lastSeenAt: lastSeenAt.toISOString(),
          expiresAt: expiresAt.toISOString(),
          current: session.id === sessionId,
        }),
      },
    );
  }
}
