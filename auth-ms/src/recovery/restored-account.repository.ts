import { Injectable } from '@nestjs/common';
import { Database, statement, type Tx } from '@orderwire/platform';

type None = Record<string, never>;

const BATCH = 500;

const endSessions = statement<{ sessionId: string; userId: string }, { now: Date }>(
  'sessions.end_restored',
  `UPDATE sessions SET ended_at = :now, end_reason = 'restored' WHERE id IN (
     SELECT id FROM sessions WHERE ended_at IS NULL AND expires_at > :now LIMIT ${BATCH})
   RETURNING id AS "sessionId", account_id AS "userId"`,
);
const retireTokens = statement<None, { now: Date }>(
  'one_time_tokens.retire_restored',
  'UPDATE one_time_tokens SET used_at = :now WHERE used_at IS NULL',
);
/** Demo accounts have public passwords. */
const replacePasswords = statement<None, { hash: string }>(
  'accounts.replace_passwords',
  'UPDATE accounts SET password_hash = :hash, updated_at = now() WHERE deleted_at IS NULL AND NOT demo',
);
const insertAgain = statement<
  None,
  { id: string; email: string; name: string; locale: string | null; hash: string; at: Date }
>(
  'accounts.insert_again',
  `INSERT INTO accounts (id, email, name, locale, password_hash, role, created_at, updated_at)
   VALUES (:id, :email, :name, :locale, :hash, 'customer', :at, :at) ON CONFLICT DO NOTHING`,
);

/** Changes of many accounts after a restore. */
@Injectable()
export class RestoredAccountRepository {
  constructor(private readonly database: Database) {}

  /** Ends some of the live sessions and returns them; none when all have ended. */
  endSessions(tx: Tx, now: Date): Promise<{ sessionId: string; userId: string }[]> {
    return tx.run(endSessions, { now });
  }

  /** Retires the one-time tokens of all accounts: some were used after the backup. */
  async retireTokens(now: Date): Promise<void> {
    await this.database.run(retireTokens, { now });
  }

  /** Gives all accounts except demo accounts this hash. */
  async replacePasswords(hash: string): Promise<void> {
    await this.database.run(replacePasswords, { hash });
  }

  /** Nothing for an account or address that exists. */
  async insertAgain(
    tx: Tx,
    account: { id: string; email: string; name: string; locale: string | null; hash: string; at: Date },
  ): Promise<void> {
    await tx.run(insertAgain, account);
  }
}
