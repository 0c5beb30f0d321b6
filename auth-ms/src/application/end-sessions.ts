import { Injectable } from '@nestjs/common';
import { type SessionEnd, SessionRevoked } from '@orderwire/contracts';
import { Outbox, type Tx } from '@orderwire/platform';
import { SessionRepository } from '../outbound/session.repository.js';

/** Ends sessions and announces each, so that their access tokens are refused from then on. */
@Injectable()
export class EndSessions {
  constructor(
    private readonly sessions: SessionRepository,
    private readonly outbox: Outbox,
  ) {}

  /** All of the account's live sessions, `only` one, or all `except` one. Gives how many it ended. */
  async execute(
    tx: Tx,
    userId: string,
    reason: SessionEnd,
    now: Date,
    which: { only?: string; except?: string } = {},
  ): Promise<number> {
    const ended = await this.sessions.end(tx, userId, reason, now, which);
    const revokedAt = now.toISOString();
    for (const sessionId of ended)
      this.outbox.add(tx, SessionRevoked, { sessionId, userId, reason, revokedAt });
    return ended.length;
  }
}
