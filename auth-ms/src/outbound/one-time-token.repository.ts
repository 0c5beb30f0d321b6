import { Injectable } from '@nestjs/common';
import { type Queryable, statement, type Tx } from '@orderwire/platform';
import { REMEMBERED_MS, type Sent } from '../domain/mail-pause.js';

/** What a mail's link is for. */
export type Purpose = 'verify_email' | 'reset_password' | 'change_email';

/** A reset link that was used, or was taken out of use with the others, counts no more: its owner may forget the new password too. */
const sent = statement<Sent>(
  'one_time_tokens.sent',
  `SELECT count(*)::int AS count, max(created_at) AS "lastAt" FROM one_time_tokens
   WHERE account_id = $1 AND purpose = $2 AND created_at > $3 AND (used_at IS NULL OR purpose <> 'reset_password')`,
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
  /** Mails of this kind within the last day. Ask with the account locked. */
  async sent(tx: Tx, accountId: string, purpose: Purpose, now: Date): Promise<Sent> {
    const since = new Date(now.getTime() - REMEMBERED_MS);
    return (await tx.run(sent, [accountId, purpose, since]))[0] ?? { count: 0, lastAt: null };
  }

  /**
   * Adds this one, and takes older ones of its purpose out of use; but no reset link: anybody may ask for those, and what a stranger
   * asks for must not end the link in the owner's hands. Do it with the account locked.
   */
  async add(
    tx: Tx,
    token: { hash: Buffer; accountId: string; purpose: Purpose; email: string; expiresAt: Date },
    now: Date,
  ): Promise<void> {
    if (token.purpose !== 'reset_password') await tx.run(retire, [token.accountId, token.purpose, now]);
    const { hash, accountId, purpose, email, expiresAt } = token;
    await tx.run(insert, [hash, accountId, purpose, email, now, expiresAt]);
  }

  /** Whose it is, if it could be used. */
  async find(runs: Queryable, hash: Buffer, purpose: Purpose, now: Date) {
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
