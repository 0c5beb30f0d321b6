import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { connectionConfig, prepareMigrations } from '../database/connection.js';
import { isLockTimeout, isRetryable } from '../database/errors.js';
import { Backoff } from '../retry/backoff.js';

/**
 * The lock that Prisma's own CLI takes, so that it and this runner never migrate at the same time.
 */
const PRISMA_LOCK = 72_707_369;

/** After this time a waiting runner says so, and lets others use its connection. */
const LOCK_WAIT_MS = 2_000;
/** Of its attempts, the ones after which it says so again. */
const SAY_EVERY = 15;

/**
 * A statement of a migration waits this long for a lock: all requests of the table queue behind it.
 * Then the migration is rolled back and tried again after a pause.
 */
const TABLE_LOCK_WAIT_MS = 1_000;
/** Scripts that commit by themselves could not be repeated. */
const commitsItself = /^\s*(BEGIN|COMMIT)\s*;|\bCONCURRENTLY\b/im;

interface Migration {
  readonly name: string;
  readonly sql: string;
}

/** Where a database records its migrations, and how one is applied. */
interface History {
  readonly lock: string;
  readonly create: string;
  /**
   * Names of applied migrations, with the checksums of their SQL where they are recorded. Throws
   * after a failed one.
   */
  applied(client: Client): Promise<ReadonlyMap<string, string | null>>;
  /**
   * `prefix`: statements that the migration's transaction needs first. A lock time-out leaves nothing
   * behind.
   */
  apply(client: Client, migration: Migration, prefix: string): Promise<void>;
}

/**
 * Applies the migrations in `<serviceFolder>/prisma/migrations` that the database lacks, oldest
 * first, and resolves with their names. Uses Prisma's table and checksums, so that Prisma's CLI
 * sees the same state. Replicas that start at the same time wait for each other, however long a
 * migration takes. After a failed migration every call fails and names it. `onEdited` receives
 * applied migrations whose file was changed later; `onWait` receives why a call waits, after 2 s
 * and then every 30 s.
 */
export function migrateService(
  serviceFolder: string,
  databaseUrl: string,
  onEdited: (name: string) => void = () => undefined,
  onWait: OnWait = () => undefined,
): Promise<string[]> {
  const folder = join(serviceFolder, 'prisma', 'migrations');
  const names = existsSync(folder) ? readdirSync(folder) : [];
  const migrations = names
    .map((name) => ({ name, file: join(folder, name, 'migration.sql') }))
    .filter(({ file }) => existsSync(file))
    .map(({ name, file }) => ({ name, sql: readFileSync(file, 'utf8') }));
  return migrate(databaseUrl, migrations, prismaHistory, onEdited, onWait);
}

/**
 * Applies the migrations of the `messaging` schema (outbox, inbox, dead letters) that the database
 * lacks.
 */
export async function migrateMessaging(databaseUrl: string, onWait: OnWait = () => undefined): Promise<void> {
  const folder = fileURLToPath(new URL('../../migrations/', import.meta.url));
  const names = readdirSync(folder).filter((name) => name.endsWith('.sql'));
  const migrations = names.map((name) => ({ name, sql: readFileSync(join(folder, name), 'utf8') }));
  await migrate(databaseUrl, migrations, messagingHistory, () => undefined, onWait);
}

/** Receives one sentence with the holder of the lock and the remedy. */
type OnWait = (reason: string) => void;

async function migrate(
  databaseUrl: string,
  migrations: readonly Migration[],
  history: History,
  onEdited: (name: string) => void,
  onWait: OnWait,
): Promise<string[]> {
  const config = connectionConfig(databaseUrl, 'migrations');
  const [client, lock] = [new Client(config), new Client(config)];
  // A connection that breaks fails the statement that uses it.
  for (const each of [client, lock]) each.on('error', () => undefined);
  try {
    await client.connect();
    await lock.connect();
    const prefix = await prepareMigrations(client);
    await takeLock(lock, history.lock, onWait);
    await client.query(history.create);
    const applied = await history.applied(client);
    const newNames: string[] = [];
    for (const migration of migrations.toSorted((one, other) => (one.name < other.name ? -1 : 1))) {
      const checksum = applied.get(migration.name);
      if (checksum === undefined) {
        await applyWhenUnlocked(history, migration, { client, lock, prefix, onWait });
        newNames.push(migration.name);
      } else if (checksum !== null && checksum !== checksumOf(migration)) onEdited(migration.name);
    }
    await lock.query('COMMIT');
    return newNames;
  } finally {
    await Promise.all([client.end(), lock.end()]);
  }
}

/** By transactions of others: a lock time-out, or a deadlock that ended the migration and not the other. */
const isBlocked = (error: unknown): boolean => isLockTimeout(error) || isRetryable(error);

interface Migrating {
  readonly client: Client;
  /** Holds the migration lock. */
  readonly lock: Client;
  readonly prefix: string;
  readonly onWait: OnWait;
}

/** Repeats a migration that could not lock a table. */
async function applyWhenUnlocked(
  history: History,
  migration: Migration,
  { client, lock, prefix, onWait }: Migrating,
): Promise<void> {
  const limit = commitsItself.test(migration.sql) ? '' : `SET LOCAL lock_timeout = ${TABLE_LOCK_WAIT_MS}; `;
  const backoff = new Backoff(500, 5_000);
  for (let attempt = 0; ; attempt++) {
    // Fails when the lock's connection was lost: another process may be migrating.
    await lock.query('SELECT 1');
    try {
      return await history.apply(client, migration, prefix + limit);
    } catch (error) {
      if (!isBlocked(error)) throw error;
      if (attempt % SAY_EVERY === 0)
        onWait(
          `the migration ${migration.name} needs a lock that another transaction holds, and is tried again. ` +
            "Find it: SELECT pid, xact_start, query FROM pg_stat_activity WHERE state <> 'idle' ORDER BY xact_start; " +
            'end it: SELECT pg_terminate_backend(<pid>)',
        );
      await backoff.wait();
    }
  }
}

/**
 * Opens a transaction that holds the locks until its connection ends. Behind a pooler a lock of the
 * session would stay with the server's connection, which the pooler gives to other clients.
 */
async function takeLock(client: Client, name: string, onWait: OnWait): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      await client.query(
        `BEGIN; SET LOCAL lock_timeout = ${LOCK_WAIT_MS}; SET LOCAL statement_timeout = 0;
         SET LOCAL idle_in_transaction_session_timeout = 0`,
      );
      await client.query('SELECT pg_advisory_xact_lock(hashtext($1))', [name]);
      await client.query('SELECT pg_advisory_xact_lock($1)', [PRISMA_LOCK]);
      return;
    } catch (error) {
      if (!isLockTimeout(error)) throw error;
      await client.query('ROLLBACK');
      if (attempt % SAY_EVERY === 0) onWait(await describeHolder(client, name));
    }
  }
}

async function describeHolder(client: Client, name: string): Promise<string> {
  const { rows } = await client.query<{ pid: number; name: string; address: string | null; state: string }>(
    `SELECT pid, application_name AS name, host(client_addr) AS address, state
     FROM pg_locks JOIN pg_stat_activity USING (pid)
     WHERE locktype = 'advisory' AND granted AND objsubid = 1
       AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
       AND (classid::bigint << 32 | objid::bigint) IN (hashtext($1)::bigint, $2)`,
    [name, PRISMA_LOCK],
  );
  const [holder] = rows;
  if (!holder) return 'waiting for the migration lock of the database';
  const { pid, address, state } = holder;
  return (
    `waiting for the migration lock, which process ${pid} of the database server holds ` +
    `(${[holder.name, address && `from ${address}`, state].filter(Boolean).join(', ')}): another start migrates. ` +
    `If none does, end it: SELECT pg_terminate_backend(${pid})`
  );
}

const checksumOf = ({ sql }: Migration): string => createHash('sha256').update(sql).digest('hex');

/** Prisma's table, with the meaning that Prisma gives its columns. */
const prismaHistory: History = {
  lock: 'orderwire.migrations',
  create: `CREATE TABLE IF NOT EXISTS _prisma_migrations (
    id varchar(36) PRIMARY KEY NOT NULL, checksum varchar(64) NOT NULL, finished_at timestamptz,
    migration_name varchar(255) NOT NULL, logs text, rolled_back_at timestamptz,
    started_at timestamptz NOT NULL DEFAULT now(), applied_steps_count integer NOT NULL DEFAULT 0)`,

  async applied(client) {
    const { rows } = await client.query<{ name: string; checksum: string; finished: boolean }>(
      `SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS finished
       FROM _prisma_migrations WHERE rolled_back_at IS NULL`,
    );
    const failed = rows.find(({ finished }) => !finished);
    if (failed)
      throw new Error(
        `the migration ${failed.name} failed earlier: repair the database, then run "orderwire-prisma migrate resolve"`,
      );
    return new Map(rows.map(({ name, checksum }) => [name, checksum]));
  },

  async apply(client, migration, prefix) {
    const id = randomUUID();
    await client.query('INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ($1, $2, $3)', [
      id,
      checksumOf(migration),
      migration.name,
    ]);
    try {
      // Several statements in one query run in one transaction, unless the script has its own.
      await client.query(prefix + migration.sql);
    } catch (error) {
      await client.query('ROLLBACK').catch(() => undefined);
      if (isBlocked(error)) {
        await client.query('DELETE FROM _prisma_migrations WHERE id = $1', [id]);
        throw error;
      }
      const { message } = error as Error;
      await client
        .query('UPDATE _prisma_migrations SET logs = $2 WHERE id = $1', [id, message])
        .catch(() => undefined);
      throw new Error(`the migration ${migration.name} failed: ${message}`, { cause: error });
    }
    await client.query(
      'UPDATE _prisma_migrations SET finished_at = now(), applied_steps_count = 1 WHERE id = $1',
      [id],
    );
  },
};

/**
 * A migration and its record are one transaction: one that failed left nothing behind and is tried
 * again.
 */
const messagingHistory: History = {
  lock: 'orderwire.messaging.migrations',
  create: `CREATE SCHEMA IF NOT EXISTS messaging;
    CREATE TABLE IF NOT EXISTS messaging.migrations (
      name text PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())`,

  async applied(client) {
    const { rows } = await client.query<{ name: string }>('SELECT name FROM messaging.migrations');
    return new Map(rows.map(({ name }) => [name, null]));
  },

  async apply(client, { name, sql }, prefix) {
    await client.query('BEGIN');
    try {
      await client.query(prefix + sql);
      await client.query('INSERT INTO messaging.migrations (name) VALUES ($1)', [name]);
      await client.query('COMMIT');
    } catch (error) {
      await client.query('ROLLBACK').catch(() => undefined);
      if (isBlocked(error)) throw error;
      throw new Error(`the migration ${name} failed: ${(error as Error).message}`, { cause: error });
    }
  },
};
