import { Injectable } from '@nestjs/common';
import type { SessionEnd } from '@orderwire/contracts';
import { Database, statement, type Tx } from '@orderwire/platform';
import type { Origin } from '../domain/origin.js';

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
const present = statement<Presented>(
  'sessions.present',
  `SELECT s.id, s.account_id AS "accountId", t.generation AS presented, s.generation AS newest,
     s.rotated_at AS "rotatedAt", s.created_at AS "createdAt", s.ended_at IS NULL AND s.expires_at > $2 AS live
   FROM refresh_tokens t JOIN sessions s ON s.id = t.session_id WHERE t.hash = $1 FOR NO KEY UPDATE OF s`,
);
const advance = statement(
  'sessions.advance',
  `WITH advanced AS (
     UPDATE sessions SET generation = $2, rotated_at = CASE WHEN generation = $2 THEN rotated_at ELSE $3 END,
       last_seen_at = $3, expires_at = $4, ip = coalesce($5, ip), device = coalesce($6, device)
     WHERE id = $1 RETURNING id
   )
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
  constructor(private readonly database: Database) {}

  async open(
    tx: Tx,
    session: { id: string; accountId: string; expiresAt: Date; tokenHash: Buffer },
    { device, ip }: Origin,
    now: Date,
  ): Promise<void> {
    const { id, accountId, expiresAt, tokenHash } = session;
    await tx.run(open, [id, accountId, device, ip, now, expiresAt, tokenHash]);
  }

  /** The session of a refresh token, locked, so that two refreshes of one session take turns. */
  async present(tx: Tx, tokenHash: Buffer, now: Date): Promise<Presented | undefined> {
    return (await tx.run(present, [tokenHash, now]))[0];
  }

  /** Adds a token of this generation, which becomes the newest if it is not. */
  async advance(
    tx: Tx,
    id: string,
    next: { generation: number; tokenHash: Buffer; expiresAt: Date },
    { device, ip }: Origin,
    now: Date,
  ): Promise<void> {
    await tx.run(advance, [id, next.generation, now, next.expiresAt, ip, device, next.tokenHash]);
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
