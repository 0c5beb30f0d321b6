import { Injectable } from '@nestjs/common';
import { type SessionEnd, SessionRevoked } from '@orderwire/contracts';
import { Outbox, type Tx } from '@orderwire/platform';
import { SessionRepository } from './session.repository.js';

/**
 * Ends sessions and publishes `session.revoked` for each, so that their access tokens are refused.
 */
@Injectable()
export class EndSessionsUseCase {
  constructor(
    private readonly sessions: SessionRepository,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Ends all live sessions of the account, `only` one, or all `except` one. Returns their number.
   */
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
