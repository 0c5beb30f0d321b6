import { Injectable } from '@nestjs/common';
import { type Runs, statement, type Tx } from '@orderwire/platform';

/** What a mail's link is for. */
export type Purpose = 'verify_email' | 'reset_password' | 'change_email';

/** Mails of one purpose to one account come no faster than this. */
const PAUSE_MS = 60_000;

const recent = statement<{ recent: boolean }>(
  'one_time_tokens.recent',
  `SELECT EXISTS (SELECT FROM one_time_tokens WHERE account_id = $1 AND purpose = $2 AND created_at > $3
     AND used_at IS NULL) AS recent`,
);
const retire = statement(
  'one_time_tokens.retire',
  `UPDATE one_time_tokens SET used_at = $3
   WHERE account_id = $1 AND ($2::text IS NULL OR purpose = $2) AND used_at IS NULL`,
);
const insert = statement(
  'one_time_tokens.insert',
  `INSERT INTO one_time_tokens (hash, account_id, purpose, email, created_at, expires_at)
   VALUES ($1, $2, $3, $4, $5, $6)`,
);
const find = statement<{ accountId: string; email: string }>(
  'one_time_tokens.find',
  `SELECT account_id AS "accountId", email FROM one_time_tokens
   WHERE hash = $1 AND purpose = $2 AND used_at IS NULL AND expires_at > $3`,
);
const use = statement<{ email: string }>(
  'one_time_tokens.use',
  `UPDATE one_time_tokens SET used_at = $3
   WHERE hash = $1 AND purpose = $2 AND used_at IS NULL AND expires_at > $3 RETURNING email`,
);

/** Tokens that a mail carries; only their hashes are kept. */
@Injectable()
export class OneTimeTokenRepository {
  /** Whether a mail of this kind went out just before. Ask with the account locked. */
  async isTooSoon(tx: Tx, accountId: string, purpose: Purpose, now: Date): Promise<boolean> {
    const since = new Date(now.getTime() - PAUSE_MS);
    return (await tx.run(recent, [accountId, purpose, since]))[0]?.recent ?? false;
  }

  /** Takes older ones of the same purpose out of use and adds this one. Do it with the account locked. */
  async add(
    tx: Tx,
    token: { hash: Buffer; accountId: string; purpose: Purpose; email: string; expiresAt: Date },
    now: Date,
  ): Promise<void> {
    await tx.run(retire, [token.accountId, token.purpose, now]);
    const { hash, accountId, purpose, email, expiresAt } = token;
    await tx.run(insert, [hash, accountId, purpose, email, now, expiresAt]);
  }

  /** Whose it is, if it could be used. */
  async find(runs: Runs, hash: Buffer, purpose: Purpose, now: Date) {
    return (await runs.run(find, [hash, purpose, now]))[0];
  }

  /** False when it was used meanwhile: of two who come at once, one wins. */
  async use(tx: Tx, hash: Buffer, purpose: Purpose, now: Date): Promise<boolean> {
    return (await tx.run(use, [hash, purpose, now])).length > 0;
  }

  /** Takes all of an account's tokens out of use. */
  async retireAll(tx: Tx, accountId: string, now: Date): Promise<void> {
    await tx.run(retire, [accountId, null, now]);
  }
}
