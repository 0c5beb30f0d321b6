import { Injectable } from '@nestjs/common';
import { Database, type Queryable, statement } from '@orderwire/platform';

type None = Record<string, never>;

const forget = statement<None, { accountIds: string[]; emails: string[] }>(
  'messages.forget',
  `UPDATE messages SET recipient = NULL, data = '{}', account_id = NULL, last_error = NULL, response = NULL,
     status = CASE WHEN status = 'queued' THEN 'skipped' ELSE status END, due_at = NULL
   WHERE (account_id = ANY(:accountIds::uuid[]) OR recipient = ANY(:emails::text[])) AND kind <> 'account_deleted'`,
);

const remembered = statement<{ id: string }, { accountIds: string[] }>(
  'messages.remembered',
  `SELECT DISTINCT u.id::text AS id FROM unnest((SELECT :accountIds::uuid[])) AS u (id)
   WHERE EXISTS (SELECT FROM messages m WHERE m.account_id = u.id AND m.kind <> 'account_deleted')
     OR EXISTS (SELECT FROM push_subscriptions s WHERE s.account_id = u.id)
     OR EXISTS (SELECT FROM preferences p WHERE p.recipient = 'account:' || u.id)`,
);

/** What the delivery log knows of deleted accounts. */
@Injectable()
export class ForgottenAccountRepository {
  constructor(private readonly database: Database) {}

  /** Erases the personal data of deleted accounts, except from their last mail. */
  async forget(db: Queryable, accounts: readonly { userId: string; email: string }[]): Promise<void> {
    await db.run(forget, {
      accountIds: accounts.map(({ userId }) => userId),
      emails: accounts.flatMap(({ email }) => (email ? [email] : [])),
    });
  }

  /** Erases what is left of accounts that auth-ms does not know any more. */
  async forgetUnknown(accountIds: readonly string[]): Promise<void> {
    const accounts = accountIds.map((userId) => ({ userId, email: '' }));
    if (accounts.length > 0) await this.forget(this.database, accounts);
  }

  /** Which of these accounts have messages other than the last one, preferences or subscriptions. */
  async remembered(accountIds: readonly string[]): Promise<string[]> {
    const rows = await this.database.run(remembered, { accountIds: [...accountIds] });
    return rows.map(({ id }) => id);
  }
}
