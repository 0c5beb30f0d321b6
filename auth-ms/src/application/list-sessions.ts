import { Injectable } from '@nestjs/common';
import type { SessionList } from '@orderwire/contracts';
import { contextOrSystem } from '@orderwire/platform';
import { SessionRepository } from '../outbound/session.repository.js';
import { mustBeSignedIn } from './permission.js';

/** Shows where the account that asks is signed in. */
@Injectable()
export class ListSessions {
  constructor(private readonly sessions: SessionRepository) {}

  async execute(): Promise<SessionList> {
    const { sessionId } = contextOrSystem();
    const found = await this.sessions.list(mustBeSignedIn(), new Date());
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
