import { Injectable } from '@nestjs/common';
import type { SessionEnd } from '@orderwire/contracts';
import { Database, type KeysetCursor, statement, type Tx } from '@orderwire/platform';
import type { ClientOrigin } from '../accounts/caller.js';
import { hashOf } from '../keys/secret-token.js';
import { RefreshTokens } from './refresh-tokens.js';

/** A session that is neither ended nor expired. */
export type Session = {
  id: string;
  device: string | null;
  ip: string | null;
  createdAt: Date;
  lastSeenAt: Date;
  expiresAt: Date;
};

/** The session that a refresh token belongs to. */
export type PresentedToken = {
  id: string;
  accountId: string;
  /** Generation of the presented token. */
  presented: number;
  newest: number;
  rotatedAt: Date;
  createdAt: Date;
  /** Neither ended nor expired. */
  live: boolean;
};

interface NewSession {
  id: string;
  accountId: string;
  expiresAt: Date;
}

/** A refresh of a session: the generation it is in afterwards, and its new expiry. */
interface SessionRefresh {
  id: string;
  generation: number;
  expiresAt: Date;
}

const open = statement<Record<string, never>, NewSession & ClientOrigin & { now: Date; hash: Buffer }>(
  'sessions.open',
  `WITH opened AS (
     INSERT INTO sessions (id, account_id, device, ip, rotated_at, created_at, last_seen_at, expires_at)
     VALUES (:id, :accountId, :device, :ip, :now, :now, :now, :expiresAt) RETURNING id
   )
   INSERT INTO refresh_tokens (hash, session_id, generation) SELECT :hash, id, 0 FROM opened`,
);
/**
 * A token whose hash was deleted is found by its claims, if those name a generation without hashes.
 */
const present = statement<
  PresentedToken,
  { hash: Buffer; now: Date; sessionId: string | null; generation: number | null }
>(
  'sessions.present',
  `SELECT s.id, s.account_id AS "accountId", coalesce(t.generation, :generation) AS presented,
     s.generation AS newest, s.rotated_at AS "rotatedAt", s.created_at AS "createdAt",
     s.ended_at IS NULL AND s.expires_at > :now AS live
   FROM sessions s LEFT JOIN refresh_tokens t ON t.hash = :hash AND t.session_id = s.id
   WHERE s.id = coalesce((SELECT session_id FROM refresh_tokens WHERE hash = :hash), :sessionId::uuid)
     AND (t.hash IS NOT NULL OR :generation::int < s.generation - 1)
   FOR NO KEY UPDATE OF s`,
);
/** Keeps the hashes of the newest two generations: no older token can become valid again. */
const advance = statement<Record<string, never>, SessionRefresh & ClientOrigin & { now: Date; hash: Buffer }>(
  'sessions.advance',
  `WITH advanced AS (
     UPDATE sessions SET generation = :generation,
       rotated_at = CASE WHEN generation = :generation THEN rotated_at ELSE :now END,
       last_seen_at = :now, expires_at = :expiresAt, ip = coalesce(:ip, ip), device = coalesce(:device, device)
     WHERE id = :id RETURNING id
   ), past AS (DELETE FROM refresh_tokens WHERE session_id = :id AND generation < :generation - 1)
   INSERT INTO refresh_tokens (hash, session_id, generation) SELECT :hash, id, :generation FROM advanced`,
);
const end = statement<
  { id: string },
  { accountId: string; reason: SessionEnd; now: Date; only: string | null; except: string | null }
>(
  'sessions.end',
  `UPDATE sessions SET ended_at = :now, end_reason = :reason
   WHERE account_id = :accountId AND ended_at IS NULL AND expires_at > :now
     AND (:only::uuid IS NULL OR id = :only) AND (:except::uuid IS NULL OR id <> :except)
   RETURNING id`,
);
const list = statement<
  Session,
  { accountId: string; now: Date; afterTime: Date | null; afterId: string | null; limit: number }
>(
  'sessions.list',
  `SELECT id, device, ip, created_at AS "createdAt", last_seen_at AS "lastSeenAt", expires_at AS "expiresAt"
   FROM sessions WHERE account_id = :accountId AND ended_at IS NULL AND expires_at > :now
     AND (:afterTime::timestamptz IS NULL OR (last_seen_at, id) < (:afterTime, :afterId::uuid))
   ORDER BY last_seen_at DESC, id DESC LIMIT :limit`,
);

/** Sessions and their refresh tokens. Tokens are stored as hashes only. */
@Injectable()
export class SessionRepository {
  constructor(
    private readonly database: Database,
    private readonly tokens: RefreshTokens,
  ) {}

  /** Opens a session. Returns its first refresh token. */
  async open(tx: Tx, session: NewSession, from: ClientOrigin, now: Date): Promise<string> {
    const { secret, hash } = this.tokens.issue({ sessionId: session.id, generation: 0 });
    await tx.run(open, { ...session, ...from, now, hash });
    return secret;
  }

  /** Finds and locks the session of a refresh token: refreshes of one session are serialised. */
  async present(tx: Tx, refreshToken: string, now: Date): Promise<PresentedToken | undefined> {
    const { sessionId = null, generation = null } = this.tokens.parse(refreshToken) ?? {};
    return (await tx.run(present, { hash: hashOf(refreshToken), now, sessionId, generation }))[0];
  }

  /** Moves the session to this generation, if it is not there yet. Returns a new token of it. */
  async advance(tx: Tx, refresh: SessionRefresh, from: ClientOrigin, now: Date): Promise<string> {
    const { secret, hash } = this.tokens.issue({ sessionId: refresh.id, generation: refresh.generation });
    await tx.run(advance, { ...refresh, ...from, now, hash });
    return secret;
  }

  /**
   * Ends the account's live sessions: all, `only` one, or all `except` one. Returns the ended ids.
   */
  async end(
    tx: Tx,
    accountId: string,
    reason: SessionEnd,
    now: Date,
    { only = null, except = null }: { only?: string | null; except?: string | null } = {},
  ): Promise<string[]> {
    return (await tx.run(end, { accountId, reason, now, only, except })).map(({ id }) => id);
  }

  /** At most `limit` live sessions after the cursor, most recently used first. */
  list(accountId: string, now: Date, after: KeysetCursor | undefined, limit: number): Promise<Session[]> {
    return this.database.run(list, {
      accountId,
      now,
      afterTime: after?.at ?? null,
      afterId: after?.id ?? null,
      limit,
    });
  }
}
