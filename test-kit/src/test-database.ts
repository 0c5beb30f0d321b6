import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { readTestingEnvironment } from './config.js';
import { applyMigrationFiles } from './migrations.js';

/** SQLSTATE object_in_use: somebody is still connected, or the template is being copied. */
const IN_USE = '55006';
/** Connections that were told to end need a moment, a longer one on a busy machine. */
const PATIENCE_MS = 60_000;

/** A database of a test's own, in the PostgreSQL that the test run started. */
export interface TestDatabase {
  /** Superuser's URL. */
  url: string;
  /** Disconnects who still uses it and removes it. */
  drop(): Promise<void>;
}

/**
 * Makes an empty database with a random name; with `serviceDir`, applies that service's
 * `prisma/migrations/*\/migration.sql` in order.
 */
export async function createTestDatabase(serviceDir?: string): Promise<TestDatabase> {
  const admin = readTestingEnvironment().testPostgresUrl;
  if (!admin) {
    throw new Error(
      'ORDERWIRE_TEST_POSTGRES is not set: run integration tests through jest.integration.config.mjs, whose global setup starts PostgreSQL.',
    );
  }
  const name = `test_${randomBytes(6).toString('hex')}`;
  // Five times as fast as through the log where nothing waits for the disk.
  await unlessInUse(() => execute(admin, `CREATE DATABASE ${name} STRATEGY file_copy`));
  const url = new URL(admin);
  url.pathname = `/${name}`;
  if (serviceDir) await applyMigrationFiles(serviceDir, url.href);
  const drop = () => execute(admin, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  return { url: url.href, drop: () => unlessInUse(drop) };
}

async function unlessInUse(work: () => Promise<void>): Promise<void> {
  for (const end = Date.now() + PATIENCE_MS; ; await sleep(100)) {
    try {
      return await work();
    } catch (error) {
      if ((error as { code?: string }).code !== IN_USE || Date.now() > end) throw error;
    }
  }
}

async function execute(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
