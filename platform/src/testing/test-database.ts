import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { readTestingEnvironment } from './config.js';
import { applyMigrationFiles } from './migrations.js';

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
  await execute(admin, `CREATE DATABASE ${name}`);
  const url = new URL(admin);
  url.pathname = `/${name}`;
  if (serviceDir) await applyMigrationFiles(serviceDir, url.href);
  return { url: url.href, drop: () => execute(admin, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
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
