import { Injectable } from '@nestjs/common';
import type { SignedIn } from '@orderwire/contracts';
import type { Tx } from '@orderwire/platform';
import { v7 as uuidv7 } from 'uuid';
import { type Account, viewOf } from '../domain/account.js';
import type { Origin } from '../domain/origin.js';
import { AccessTokens } from '../outbound/access-tokens.js';
import { SessionRepository } from '../outbound/session.repository.js';
import { Lifetimes } from './lifetimes.js';

/** A session as it leaves the transaction that opened it or moved it on. */
export interface Opened {
  sessionId: string;
  refreshToken: string;
  refreshExpiresAt: Date;
}

/** The one way in: a session with its first refresh token, and the answer that carries it. */
@Injectable()
export class OpenSession {
  constructor(
    private readonly sessions: SessionRepository,
    private readonly tokens: AccessTokens,
    private readonly lifetimes: Lifetimes,
  ) {}

  async execute(tx: Tx, accountId: string, from: Origin, now: Date): Promise<Opened> {
    const session = { id: uuidv7(), accountId, expiresAt: this.lifetimes.sessionEnd(now, now) };
    const refreshToken = await this.sessions.open(tx, session, from, now);
    return { sessionId: session.id, refreshToken, refreshExpiresAt: session.expiresAt };
  }

  /** Signs the access token; to be called once the session is committed. */
  async answer(account: Account, opened: Opened, now: Date): Promise<SignedIn> {
    const { sessionId, refreshToken, refreshExpiresAt } = opened;
    const access = await this.tokens.issue(account, sessionId, now);
    const refreshEnds = refreshExpiresAt.toISOString();
    return { user: viewOf(account), ...access, refreshToken, refreshExpiresAt: refreshEnds, sessionId };
  }
}
