import { Injectable } from '@nestjs/common';
import { type Queryable, statement, type Tx } from '@orderwire/platform';
import { type RecentTokens, RESEND_WINDOW_MS } from './resend-pause.js';

export type TokenPurpose = 'verify_email' | 'reset_password' | 'change_email';

interface NewToken {
  id: string;
  hash: Buffer;
  accountId: string;
  purpose: TokenPurpose;
  email: string;
  expiresAt: Date;
}

type None = Record<string, never>;
type TokenKey = { hash: Buffer; purpose: TokenPurpose; now: Date };

/** Used and retired reset tokens do not count: an owner may also forget the new password. */
const recent = statement<RecentTokens, { accountId: string; purpose: TokenPurpose; since: Date }>(
  'one_time_tokens.sent',
  `SELECT count(*)::int AS count, max(created_at) AS "lastAt" FROM one_time_tokens
   WHERE account_id = :accountId AND purpose = :purpose AND created_at > :since
     AND (used_at IS NULL OR purpose <> 'reset_password')`,
);
const retire = statement<None, { accountId: string; purpose: TokenPurpose | null; now: Date }>(
  'one_time_tokens.retire',
  `UPDATE one_time_tokens SET used_at = :now
   WHERE account_id = :accountId AND (:purpose::text IS NULL OR purpose = :purpose) AND used_at IS NULL`,
);
const insert = statement<None, NewToken & { now: Date }>(
  'one_time_tokens.insert',
  `INSERT INTO one_time_tokens (id, hash, account_id, purpose, email, created_at, expires_at)
   VALUES (:id, :hash, :accountId, :purpose, :email, :now, :expiresAt)`,
);
const unused = 'used_at IS NULL AND expires_at > :now';
const valid = `hash = :hash AND purpose = :purpose AND ${unused}`;
const find = statement<{ accountId: string; email: string }, TokenKey>(
  'one_time_tokens.find',
  `SELECT account_id AS "accountId", email FROM one_time_tokens WHERE ${valid}`,
);
const findHash = statement<{ hash: Buffer }, { id: string; now: Date }>(
  'one_time_tokens.find_hash',
  `SELECT hash FROM one_time_tokens WHERE id = :id AND ${unused}`,
);
const use = statement<{ email: string }, TokenKey>(
  'one_time_tokens.use',
  `UPDATE one_time_tokens SET used_at = :now WHERE ${valid} RETURNING email`,
);

/** One-time tokens that are sent by e-mail. Only their hashes are stored. */
@Injectable()
export class OneTimeTokenRepository {
  /**
   * Tokens of this purpose that were issued within the last day. The caller has locked the account.
   */
  async recent(tx: Tx, accountId: string, purpose: TokenPurpose, now: Date): Promise<RecentTokens> {
    const since = new Date(now.getTime() - RESEND_WINDOW_MS);
    return (await tx.run(recent, { accountId, purpose, since }))[0] ?? { count: 0, lastAt: null };
  }

  /**
   * Adds a token and retires older ones of its purpose. Reset tokens are not retired: a stranger
   * can request one, which must not invalidate the owner's. The caller has locked the account.
   */
  async add(tx: Tx, token: NewToken, now: Date): Promise<void> {
    const { accountId, purpose } = token;
    if (purpose !== 'reset_password') await tx.run(retire, { accountId, purpose, now });
    await tx.run(insert, { ...token, now });
  }

  /** The owner of a valid token. */
  async find(db: Queryable, hash: Buffer, purpose: TokenPurpose, now: Date) {
    return (await db.run(find, { hash, purpose, now }))[0];
  }

  /** The hash of a token that is valid for its purpose. */
  async findHash(db: Queryable, id: string, now: Date): Promise<Buffer | undefined> {
    return (await db.run(findHash, { id, now }))[0]?.hash;
  }

  /** False when the token was used in the meantime: of two concurrent uses, one succeeds. */
  async use(tx: Tx, hash: Buffer, purpose: TokenPurpose, now: Date): Promise<boolean> {
    return (await tx.run(use, { hash, purpose, now })).length > 0;
  }

  /** Retires all tokens of an account. */
  async retireAll(tx: Tx, accountId: string, now: Date): Promise<void> {
    await tx.run(retire, { accountId, purpose: null, now });
  }
}
