import { Injectable } from '@nestjs/common';
import type { AccountRole } from '@orderwire/contracts';
import { Database, type Queryable, statement, type Tx } from '@orderwire/platform';
import type { Account } from '../domain/account.js';

/** A live account with the hash of its password. */
export type Secured = Account & { passwordHash: string };

const columns = `id, email, email_verified_at AS "emailVerifiedAt", name, phone, locale, addresses, role,
  disabled_at AS "disabledAt", created_at AS "createdAt", password_hash AS "passwordHash"`;

const byEmail = statement<Secured>('accounts.by_email', `SELECT ${columns} FROM accounts WHERE email = $1`);
const byId = statement<Secured>(
  'accounts.by_id',
  `SELECT ${columns} FROM accounts WHERE id = $1 AND deleted_at IS NULL`,
);
const lockById = statement<Secured>(
  'accounts.lock',
  `SELECT ${columns} FROM accounts WHERE id = $1 AND deleted_at IS NULL FOR NO KEY UPDATE`,
);
const lockAdmins = statement<{ id: string }>(
  'accounts.lock_admins',
  `SELECT id FROM accounts WHERE role = 'admin' AND disabled_at IS NULL AND deleted_at IS NULL
   ORDER BY id FOR NO KEY UPDATE`,
);
/** Who takes an address takes turns with everybody else who does, also with those whose transaction is still open. */
const turn = `SELECT pg_advisory_xact_lock(hashtext('accounts.email'), hashtext`;
const lockEmail = statement('accounts.lock_email', `${turn}($1))`);
const insert = statement<Secured>(
  'accounts.insert',
  `WITH turn AS MATERIALIZED (${turn}($2)))
   INSERT INTO accounts (id, email, name, password_hash, role, demo, created_at, updated_at)
   SELECT $1, $2, $3, $4, $5, $6, $7, $7 FROM turn ON CONFLICT (email) DO NOTHING RETURNING ${columns}`,
);
const setPassword = statement<{ id: string }>(
  'accounts.set_password',
  `UPDATE accounts SET password_hash = $2, updated_at = now() WHERE id = $1 AND deleted_at IS NULL RETURNING id`,
);
const replaceHash = statement<{ id: string }>(
  'accounts.replace_hash',
  'UPDATE accounts SET password_hash = $3 WHERE id = $1 AND password_hash = $2 RETURNING id',
);
const verifyEmail = statement<{ id: string }>(
  'accounts.verify_email',
  `UPDATE accounts SET email_verified_at = $3, updated_at = $3
   WHERE id = $1 AND email = $2 AND email_verified_at IS NULL RETURNING id`,
);
const setEmail = statement<{ id: string }>(
  'accounts.set_email',
  `UPDATE accounts SET email = $2, email_verified_at = $3, updated_at = $3
   WHERE id = $1 AND deleted_at IS NULL AND NOT EXISTS (SELECT FROM accounts WHERE email = $2) RETURNING id`,
);
const setRole = statement(
  'accounts.set_role',
  'UPDATE accounts SET role = $2, updated_at = now() WHERE id = $1',
);
const setDisabled = statement(
  'accounts.set_disabled',
  'UPDATE accounts SET disabled_at = $2, updated_at = now() WHERE id = $1',
);
/** Everything that says who it was, wherever it stands; the throttle's keys name nobody and are forgotten by themselves. */
const erase = statement(
  'accounts.erase',
  `WITH places AS (DELETE FROM known_places WHERE account_id = $1),
     mails AS (DELETE FROM one_time_tokens WHERE account_id = $1),
     sessions AS (UPDATE sessions SET ip = NULL, device = NULL WHERE account_id = $1),
     audit AS (UPDATE audit_log SET ip = NULL, device = NULL WHERE user_id = $1 OR actor_id = $1)
   UPDATE accounts SET email = NULL, email_verified_at = NULL, name = '', phone = NULL, locale = NULL,
     addresses = '[]', password_hash = NULL, role = 'customer', deleted_at = $2, updated_at = $2
   WHERE id = $1`,
);
const anyDemo = statement<{ found: boolean }>(
  'accounts.any_demo',
  'SELECT EXISTS (SELECT FROM accounts WHERE demo AND deleted_at IS NULL) AS found',
);

/** A new account; `demo` marks one whose password everybody knows. */
export interface NewAccount {
  id: string;
  email: string;
  name: string;
  passwordHash: string;
  role: AccountRole;
  demo: boolean;
}

/** Accounts that live. E-mails are in their one written form. */
@Injectable()
export class AccountRepository {
  constructor(private readonly database: Database) {}

  async findByEmail(email: string): Promise<Secured | undefined> {
    return (await this.database.run(byEmail, [email]))[0];
  }

  async find(id: string, runs: Queryable = this.database): Promise<Secured | undefined> {
    return (await runs.run(byId, [id]))[0];
  }

  /** Reads an account that nobody else changes until this transaction ends. */
  async lock(tx: Tx, id: string): Promise<Secured | undefined> {
    return (await tx.run(lockById, [id]))[0];
  }

  /** Ids of the admins who can act; none comes or goes until this transaction ends. Lock them before any account. */
  async lockAdmins(tx: Tx): Promise<string[]> {
    return (await tx.run(lockAdmins)).map(({ id }) => id);
  }

  /** Undefined when the e-mail has an account. */
  async create(runs: Queryable, account: NewAccount, now: Date): Promise<Account | undefined> {
    const { id, email, name, passwordHash, role, demo } = account;
    return (await runs.run(insert, [id, email, name, passwordHash, role, demo, now]))[0];
  }

  async setPassword(tx: Tx, id: string, passwordHash: string): Promise<void> {
    await tx.run(setPassword, [id, passwordHash]);
  }

  /** The same password at another cost; false when it was changed meanwhile. */
  async replaceHash(id: string, before: string, after: string): Promise<boolean> {
    return (await this.database.run(replaceHash, [id, before, after])).length > 0;
  }

  /** False when the address was verified before, or is not the account's any more. */
  async verifyEmail(tx: Tx, id: string, email: string, now: Date): Promise<boolean> {
    return (await tx.run(verifyEmail, [id, email, now])).length > 0;
  }

  /** False when the address has an account by now. */
  async setEmail(tx: Tx, id: string, email: string, now: Date): Promise<boolean> {
    await tx.run(lockEmail, [email]);
    return (await tx.run(setEmail, [id, email, now])).length > 0;
  }

  async setRole(tx: Tx, id: string, role: AccountRole): Promise<void> {
    await tx.run(setRole, [id, role]);
  }

  async setDisabled(tx: Tx, id: string, disabledAt: Date | null): Promise<void> {
    await tx.run(setDisabled, [id, disabledAt]);
  }

  async erase(tx: Tx, id: string, now: Date): Promise<void> {
    await tx.run(erase, [id, now]);
  }

  async anyDemo(): Promise<boolean> {
    return (await this.database.run(anyDemo))[0]?.found ?? false;
  }
}
