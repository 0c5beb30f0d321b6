import { Injectable } from '@nestjs/common';
import { Database, statement, type Tx } from '@orderwire/platform';
import {
  accountRecipient,
  addressKey,
  type Category,
  emailRecipient,
  type Suppression,
} from './categories.js';

type None = Record<string, never>;

const read = statement<{ recipient: string; category: string; wanted: boolean }, { recipients: string[] }>(
  'preferences.read',
  `SELECT recipient, category, wanted FROM preferences WHERE recipient = ANY(:recipients::text[])`,
);
const write = statement<None, { recipient: string; category: string; wanted: boolean }>(
  'preferences.write',
  `INSERT INTO preferences (recipient, category, wanted) VALUES (:recipient, :category, :wanted)
   ON CONFLICT (recipient, category) DO UPDATE SET wanted = excluded.wanted, updated_at = now()`,
);
const forget = statement<None, { recipients: string[] }>(
  'preferences.forget',
  `DELETE FROM preferences WHERE recipient = ANY(:recipients::text[])`,
);
const suppress = statement<None, { email: string; reason: string; detail: string | null }>(
  'suppressed_addresses.add',
  `INSERT INTO suppressed_addresses (email, reason, detail) VALUES (:email, :reason, :detail) ON CONFLICT (email)
   DO UPDATE SET reason = excluded.reason, detail = excluded.detail, created_at = now()`,
);
const suppressed = statement<{ email: string; reason: string }, { emails: string[] }>(
  'suppressed_addresses.read',
  `SELECT email, reason FROM suppressed_addresses WHERE email = ANY(:emails::text[])
     AND (reason = 'complaint' OR created_at > now() - interval '30 days')`,
);

/** What recipients chose, and the addresses that get no mail. */
@Injectable()
export class PreferenceRepository {
  constructor(private readonly database: Database) {}

  /** Stored choices by recipient and category. */
  async of(recipients: readonly string[]): Promise<Map<string, Map<string, boolean>>> {
    const rows =
      recipients.length === 0 ? [] : await this.database.run(read, { recipients: [...recipients] });
    const chosen = new Map<string, Map<string, boolean>>();
    for (const { recipient, category, wanted } of rows)
      chosen.set(recipient, (chosen.get(recipient) ?? new Map<string, boolean>()).set(category, wanted));
    return chosen;
  }

  async set(recipient: string, category: Category, wanted: boolean): Promise<void> {
    await this.database.run(write, { recipient, category, wanted });
  }

  /** Erases the choices of deleted accounts and of their addresses. */
  async forget(tx: Tx, accounts: readonly { userId: string; email: string }[]): Promise<void> {
    const recipients = accounts.flatMap(({ userId, email }) => [
      accountRecipient(userId),
      emailRecipient(email),
    ]);
    await tx.run(forget, { recipients });
  }

  async suppress(email: string, reason: Suppression, detail: string | null): Promise<void> {
    await this.database.run(suppress, {
      email: addressKey(email),
      reason,
      detail: detail?.slice(0, 500) ?? null,
    });
  }

  /** A bounce is forgotten after 30 days: mailboxes move. The reason for each of these addresses that gets no mail, by {@link addressKey}. */
  async suppressed(emails: readonly string[]): Promise<Map<string, string>> {
    if (emails.length === 0) return new Map();
    const rows = await this.database.run(suppressed, { emails: emails.map(addressKey) });
    return new Map(rows.map(({ email, reason }) => [email, reason]));
  }
}
