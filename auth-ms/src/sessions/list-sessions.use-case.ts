import { Injectable } from '@nestjs/common';
import type { SessionList } from '@orderwire/contracts';
import { contextOrSystem } from '@orderwire/platform';
import { requireAccountId } from '../accounts/caller.js';
import { SessionRepository } from './session.repository.js';

/** Lists the live sessions of the caller's account. */
@Injectable()
export class ListSessionsUseCase {
  constructor(private readonly sessions: SessionRepository) {}

  async execute(): Promise<SessionList> {
    const { actor, sessionId } = contextOrSystem();
    const found = await this.sessions.list(requireAccountId(actor), new Date());
    return {
      data: found.map(({ createdAt, lastSeenAt, expiresAt, ...session }) => ({
        ...session,
        createdAt: createdAt.toISOString(),
        lastSeenAt: lastSeenAt.toISOString(),
        expiresAt: expiresAt.toISOString(),
        current: session.id === sessionId,
      })),
    };
  }
}
