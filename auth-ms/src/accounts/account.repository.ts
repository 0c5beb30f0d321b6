import { Injectable } from '@nestjs/common';
import type { AccountRole, Contact, Address } from '@orderwire/contracts';
import {
  type Columns,
  Database,
  type FactQuery,
  FactTable,
  type Queryable,
  selectList,
  statement,
  type Tx,
} from '@orderwire/platform';
import type { Account } from './account.js';

export type AccountWithPassword = Account & { passwordHash: string };

/** A new account. `demo` marks an account whose password is public. */
export interface NewAccount {
  id: string;
  email: string;
  name: string;
  passwordHash: string;
  role: AccountRole;
  demo: boolean;
}

/** Changes of a profile. An absent field is kept; null clears it. */
export interface ProfileChanges {
  name?: string;
  phone?: string | null;
  locale?: string | null;
  addresses?: Address[];
}

const columns: Columns<AccountWithPassword> = {
  id: 'id',
  email: 'email',
  emailVerifiedAt: 'email_verified_at',
  name: 'name',
  phone: 'phone',
  locale: 'locale',
  addresses: 'addresses',
  role: 'role',
  disabledAt: 'disabled_at',
  createdAt: 'created_at',
  passwordHash: 'password_hash',
};
const select = `SELECT ${selectList(columns)} FROM accounts`;
/**
 * Serialises all writers of one e-mail address, including those whose transaction is still open.
 */
const lockEmailQuery = `SELECT pg_advisory_xact_lock(hashtext('accounts.email'), hashtext(:email))`;

const byEmail = statement<AccountWithPassword, { email: string }>(
  'accounts.by_email',
  `${select} WHERE email = :email`,
);
const byId = statement<AccountWithPassword, { id: string }>(
  'accounts.by_id',
  `${select} WHERE id = :id AND deleted_at IS NULL`,
);
const lockById = statement<AccountWithPassword, { id: string }>(
  'accounts.lock',
  `${select} WHERE id = :id AND deleted_at IS NULL FOR NO KEY UPDATE`,
);
const lockAdmins = statement<{ id: string }>(
  'accounts.lock_admins',
  `SELECT id FROM accounts WHERE role = 'admin' AND disabled_at IS NULL AND deleted_at IS NULL
   ORDER BY id FOR NO KEY UPDATE`,
);
const lockEmail = statement<Record<string, never>, { email: string }>('accounts.lock_email', lockEmailQuery);
const insert = statement<AccountWithPassword, NewAccount & { now: Date }>(
  'accounts.insert',
  `WITH email_lock AS MATERIALIZED (${lockEmailQuery})
   INSERT INTO accounts (id, email, name, password_hash, role, demo, created_at, updated_at)
   SELECT :id, :email, :name, :passwordHash, :role, :demo, :now, :now FROM email_lock
   ON CONFLICT (email) DO NOTHING RETURNING ${selectList(columns)}`,
);
const setPassword = statement<{ id: string }, { id: string; passwordHash: string }>(
  'accounts.set_password',
  `UPDATE accounts SET password_hash = :passwordHash, updated_at = now()
   WHERE id = :id AND deleted_at IS NULL RETURNING id`,
);
const replaceHash = statement<{ id: string }, { id: string; before: string; after: string }>(
  'accounts.replace_hash',
  'UPDATE accounts SET password_hash = :after WHERE id = :id AND password_hash = :before RETURNING id',
);
const verifyEmail = statement<{ id: string }, { id: string; email: string; now: Date }>(
  'accounts.verify_email',
  `UPDATE accounts SET email_verified_at = :now, updated_at = :now
   WHERE id = :id AND email = :email AND email_verified_at IS NULL RETURNING id`,
);
const setEmail = statement<{ id: string }, { id: string; email: string; now: Date }>(
  'accounts.set_email',
  `UPDATE accounts SET email = :email, email_verified_at = :now, updated_at = :now
   WHERE id = :id AND deleted_at IS NULL AND NOT EXISTS (SELECT FROM accounts WHERE email = :email)
   RETURNING id`,
);
const setRole = statement<Record<string, never>, { id: string; role: AccountRole }>(
  'accounts.set_role',
  'UPDATE accounts SET role = :role, updated_at = now() WHERE id = :id',
);
const setDisabled = statement<Record<string, never>, { id: string; disabledAt: Date | null }>(
  'accounts.set_disabled',
  'UPDATE accounts SET disabled_at = :disabledAt, updated_at = now() WHERE id = :id',
);
const updateProfile = statement<
  { id: string },
  {
    id: string;
    name: string | null;
    setPhone: boolean;
    phone: string | null;
    setLocale: boolean;
    locale: string | null;
    addresses: string | null;
    now: Date;
  }
>(
  'profiles.update',
  `UPDATE accounts SET name = coalesce(:name, name), phone = CASE WHEN :setPhone THEN :phone ELSE phone END,
     locale = CASE WHEN :setLocale THEN :locale ELSE locale END,
     addresses = coalesce(:addresses::jsonb, addresses), updated_at = :now
   WHERE id = :id AND deleted_at IS NULL RETURNING id`,
);
/** Erases personal data in all tables. Throttle keys are hashes and expire without being erased. */
const erase = statement<Record<string, never>, { id: string; now: Date }>(
  'accounts.erase',
  `WITH networks AS (DELETE FROM known_places WHERE account_id = :id),
     tokens AS (DELETE FROM one_time_tokens WHERE account_id = :id),
     sessions AS (UPDATE sessions SET ip = NULL, device = NULL WHERE account_id = :id),
     audit AS (UPDATE audit_log SET ip = NULL, device = NULL WHERE user_id = :id OR actor_id = :id)
   UPDATE accounts SET email = NULL, email_verified_at = NULL, name = '', phone = NULL, locale = NULL,
     addresses = '[]', password_hash = NULL, role = 'customer', deleted_at = :now, updated_at = :now
   WHERE id = :id`,
);
const contacts = statement<Contact, { ids: string[] }>(
  'accounts.contacts',
  `SELECT id AS "userId", email, name, phone, locale FROM accounts
   WHERE id = ANY(:ids::uuid[]) AND deleted_at IS NULL`,
);
const anyDemo = statement<{ found: boolean }>(
  'accounts.any_demo',
  'SELECT EXISTS (SELECT FROM accounts WHERE demo AND deleted_at IS NULL) AS found',
);

/** Verifications of an address that the account still has. */
const verifications = new FactTable<Pick<Account, 'email' | 'name' | 'locale'> & { userId: string }>(
  'facts.user_email_verified',
  {
    columns: 'a.id AS "userId", a.email, a.name, a.locale',
    from: 'audit_log e JOIN accounts a ON a.id = e.user_id',
    where: `e.action IN ('verify_email', 'change_email') AND e.outcome = 'success' AND a.deleted_at IS NULL
       AND NOT EXISTS (SELECT FROM audit_log later WHERE later.user_id = e.user_id AND later.action = 'change_email'
         AND later.outcome = 'success' AND (later.at, later.id) > (e.at, e.id))`,
    ...{ at: 'e.at', id: 'e.id', idType: 'uuid' },
  },
);

const deletions = new FactTable('facts.user_deleted', {
  columns: 'role',
  ...{ from: 'accounts', where: 'deleted_at IS NOT NULL', at: 'deleted_at', id: 'id', idType: 'uuid' },
});

/** Reads and writes accounts that are not deleted. E-mail addresses are in normal form. */
@Injectable()
export class AccountRepository {
  constructor(private readonly database: Database) {}

  async findByEmail(email: string): Promise<AccountWithPassword | undefined> {
    return (await this.database.run(byEmail, { email }))[0];
  }

  async find(id: string, db: Queryable = this.database): Promise<AccountWithPassword | undefined> {
    return (await db.run(byId, { id }))[0];
  }

  /** Reads the account and locks it until this transaction ends. */
  async lock(tx: Tx, id: string): Promise<AccountWithPassword | undefined> {
    return (await tx.run(lockById, { id }))[0];
  }

  /**
   * Ids of the enabled admins. The set cannot shrink until this transaction ends.
   * Lock admins before any other account.
   */
  async lockAdmins(tx: Tx): Promise<string[]> {
    return (await tx.run(lockAdmins)).map(({ id }) => id);
  }

  /** Undefined when the e-mail address is taken. */
  async create(db: Queryable, account: NewAccount, now: Date): Promise<Account | undefined> {
    return (await db.run(insert, { ...account, now }))[0];
  }

  async setPassword(tx: Tx, id: string, passwordHash: string): Promise<void> {
    await tx.run(setPassword, { id, passwordHash });
  }

  /**
   * Replaces the hash of the same password. False when the password was changed in the meantime.
   */
  async replaceHash(id: string, before: string, after: string): Promise<boolean> {
    return (await this.database.run(replaceHash, { id, before, after })).length > 0;
  }

  /** False when the address was verified before or no longer belongs to the account. */
  async verifyEmail(tx: Tx, id: string, email: string, now: Date): Promise<boolean> {
    return (await tx.run(verifyEmail, { id, email, now })).length > 0;
  }

  /** False when another account has the address. */
  async setEmail(tx: Tx, id: string, email: string, now: Date): Promise<boolean> {
    await tx.run(lockEmail, { email });
    return (await tx.run(setEmail, { id, email, now })).length > 0;
  }

  async setRole(tx: Tx, id: string, role: AccountRole): Promise<void> {
    await tx.run(setRole, { id, role });
  }

  async setDisabled(tx: Tx, id: string, disabledAt: Date | null): Promise<void> {
    await tx.run(setDisabled, { id, disabledAt });
  }

  /** False when the account is deleted. */
  async updateProfile(tx: Tx, id: string, changes: ProfileChanges, now: Date): Promise<boolean> {
    const { name = null, phone, locale, addresses } = changes;
    const rows = await tx.run(updateProfile, {
      id,
      name,
      setPhone: phone !== undefined,
      phone: phone ?? null,
      setLocale: locale !== undefined,
      locale: locale ?? null,
      addresses: addresses ? JSON.stringify(addresses) : null,
      now,
    });
    return rows.length > 0;
  }

  async erase(tx: Tx, id: string, now: Date): Promise<void> {
    await tx.run(erase, { id, now });
  }

  /** Accounts by id; deleted and unknown ones are left out. */
  contacts(ids: readonly string[]): Promise<Contact[]> {
    return this.database.run(contacts, { ids: [...ids] });
  }

  async anyDemo(): Promise<boolean> {
    return (await this.database.run(anyDemo))[0]?.found ?? false;
  }

  /** Verifications of addresses, by their time; the audit log has them. */
  verifications(query: FactQuery) {
    return verifications.read(this.database, query);
  }

  /** Deleted accounts by the time of their deletion. */
  deletions(query: FactQuery) {
    return deletions.read(this.database, query);
  }
}
