import { Injectable } from '@nestjs/common';
import type { SessionEnd } from '@orderwire/contracts';
import { Database, statement, type Tx } from '@orderwire/platform';
import type { Origin } from '../domain/origin.js';
import { hashOf } from '../domain/secret-token.js';
import { RefreshTokens } from './refresh-tokens.js';

/** A session that goes on. */
export type Session = {
  id: string;
  device: string | null;
  ip: string | null;
  createdAt: Date;
  lastSeenAt: Date;
  expiresAt: Date;
};

/** A session as one of its refresh tokens finds it. */
export type Presented = {
  id: string;
  accountId: string;
  /** Generation of the token presented. */
  presented: number;
  newest: number;
  rotatedAt: Date;
  createdAt: Date;
  /** Not ended, not expired. */
  live: boolean;
};

const open = statement(
  'sessions.open',
  `WITH opened AS (
     INSERT INTO sessions (id, account_id, device, ip, rotated_at, created_at, last_seen_at, expires_at)
     VALUES ($1, $2, $3, $4, $5, $5, $5, $6) RETURNING id
   )
   INSERT INTO refresh_tokens (hash, session_id, generation) SELECT $7, id, 0 FROM opened`,
);
/** A hash that is not kept any more is found by what its token says of itself, if that is a generation whose hashes are not kept any more. */
const present = statement<Presented>(
  'sessions.present',
  `SELECT s.id, s.account_id AS "accountId", coalesce(t.generation, $4) AS presented, s.generation AS newest,
     s.rotated_at AS "rotatedAt", s.created_at AS "createdAt", s.ended_at IS NULL AND s.expires_at > $2 AS live
   FROM sessions s LEFT JOIN refresh_tokens t ON t.hash = $1 AND t.session_id = s.id
   WHERE s.id = coalesce((SELECT session_id FROM refresh_tokens WHERE hash = $1), $3::uuid)
     AND (t.hash IS NOT NULL OR $4::int < s.generation - 1)
   FOR NO KEY UPDATE OF s`,
);
/** Hashes of the newest generation and the one before are kept: no older token is ever good again. */
const advance = statement(
  'sessions.advance',
  `WITH advanced AS (
     UPDATE sessions SET generation = $2, rotated_at = CASE WHEN generation = $2 THEN rotated_at ELSE $3 END,
       last_seen_at = $3, expires_at = $4, ip = coalesce($5, ip), device = coalesce($6, device)
     WHERE id = $1 RETURNING id
   ), past AS (DELETE FROM refresh_tokens WHERE session_id = $1 AND generation < $2 - 1)
   INSERT INTO refresh_tokens (hash, session_id, generation) SELECT $7, id, $2 FROM advanced`,
);
const end = statement<{ id: string }>(
  'sessions.end',
  `UPDATE sessions SET ended_at = $3, end_reason = $2
   WHERE account_id = $1 AND ended_at IS NULL AND expires_at > $3
     AND ($4::uuid IS NULL OR id = $4) AND ($5::uuid IS NULL OR id <> $5)
   RETURNING id`,
);
const list = statement<Session>(
  'sessions.list',
  `SELECT id, device, ip, created_at AS "createdAt", last_seen_at AS "lastSeenAt", expires_at AS "expiresAt"
   FROM sessions WHERE account_id = $1 AND ended_at IS NULL AND expires_at > $2
   ORDER BY last_seen_at DESC, id DESC LIMIT 500`,
);

/** Sessions and their refresh tokens, of which only hashes are kept. */
@Injectable()
export class SessionRepository {
  constructor(
    private readonly database: Database,
    private readonly tokens: RefreshTokens,
  ) {}

  /** Gives the session's first refresh token. */
  async open(
    tx: Tx,
    session: { id: string; accountId: string; expiresAt: Date },
    { device, ip }: Origin,
    now: Date,
  ): Promise<string> {
    const { id, accountId, expiresAt } = session;
    const { secret, hash } = this.tokens.make({ sessionId: id, generation: 0 });
    await tx.run(open, [id, accountId, device, ip, now, expiresAt, hash]);
    return secret;
  }

  /** The session of a refresh token, locked, so that two refreshes of one session take turns. */
  async present(tx: Tx, refreshToken: string, now: Date): Promise<Presented | undefined> {
    const told = this.tokens.read(refreshToken);
    const values = [hashOf(refreshToken), now, told?.sessionId ?? null, told?.generation ?? null];
    return (await tx.run(present, values))[0];
  }

  /** Gives a token of this generation, which becomes the newest if it is not. */
  async advance(
    tx: Tx,
    id: string,
    { generation, expiresAt }: { generation: number; expiresAt: Date },
    { device, ip }: Origin,
    now: Date,
  ): Promise<string> {
    const { secret, hash } = this.tokens.make({ sessionId: id, generation });
    await tx.run(advance, [id, generation, now, expiresAt, ip, device, hash]);
    return secret;
  }

  /** Ends the account's live sessions: all, `only` one, or all `except` one. Gives the ids of those it ended. */
  async end(
    tx: Tx,
    accountId: string,
    reason: SessionEnd,
    now: Date,
    { only, except }: { only?: string; except?: string } = {},
  ): Promise<string[]> {
    const rows = await tx.run(end, [accountId, reason, now, only ?? null, except ?? null]);
    return rows.map(({ id }) => id);
  }

  /** Live sessions, last seen first; 500 at most. */
  list(accountId: string, now: Date): Promise<Session[]> {
    return this.database.run(list, [accountId, now]);
  }
}
