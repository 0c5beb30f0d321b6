import { Injectable } from '@nestjs/common';
import type { SignedIn } from '@orderwire/contracts';
import type { Tx } from '@orderwire/platform';
import { v7 as uuidv7 } from 'uuid';
import { type Account, toAccountView } from '../accounts/account.js';
import type { ClientOrigin } from '../accounts/caller.js';
import { AccessTokenSigner } from '../keys/access-token-signer.js';
import { SessionLifetime } from './session-rules.js';
import { SessionRepository } from './session.repository.js';

/** A session as the transaction that opened or refreshed it leaves it. */
export interface OpenedSession {
  sessionId: string;
  refreshToken: string;
  refreshExpiresAt: Date;
}

/** Opens a session with its first refresh token, and builds the reply that carries it. */
@Injectable()
export class OpenSessionUseCase {
  constructor(
    private readonly sessions: SessionRepository,
    private readonly accessTokens: AccessTokenSigner,
    private readonly lifetime: SessionLifetime,
  ) {}

  async execute(tx: Tx, accountId: string, from: ClientOrigin, now: Date): Promise<OpenedSession> {
    const session = { id: uuidv7(), accountId, expiresAt: this.lifetime.expiresAt(now, now) };
    const refreshToken = await this.sessions.open(tx, session, from, now);
    return { sessionId: session.id, refreshToken, refreshExpiresAt: session.expiresAt };
  }

  /** Signs the access token. Call it after the transaction has committed. */
  async toSignedIn(account: Account, session: OpenedSession, now: Date): Promise<SignedIn> {
    const access = await this.accessTokens.sign(account, session.sessionId, now);
    const refreshExpiresAt = session.refreshExpiresAt.toISOString();
    return { user: toAccountView(account), ...access, ...session, refreshExpiresAt };
  }
}
