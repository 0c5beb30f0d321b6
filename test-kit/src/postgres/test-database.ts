import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { migrateService } from '@orderwire/platform';
import { Client } from 'pg';
import { readTestingEnvironment } from '../config.js';
import { WAIT_LIMIT_MS } from '../timeouts.js';

/** SQLSTATE object_in_use: a client is still connected, or the template is being copied. */
const IN_USE = '55006';

/** A database for one test file, on the PostgreSQL server of the test run. */
export interface TestDatabase {
  /** With the superuser's credentials. */
  url: string;
  /** Closes its connections and drops it. */
  drop(): Promise<void>;
}

/**
 * Creates a database with a random name; with `serviceFolder`, applies that service's migrations.
 */
export async function createTestDatabase(serviceFolder?: string): Promise<TestDatabase> {
  const admin = readTestingEnvironment().testPostgresUrl;
  if (!admin) {
    throw new Error(
      'ORDERWIRE_TEST_POSTGRES is not set: run integration tests through jest.integration.config.mjs, whose global setup starts PostgreSQL.',
    );
  }
  const name = `test_${randomBytes(6).toString('hex')}`;
  // Five times as fast as WAL copying on a server that does not sync to disk.
  await unlessInUse(() => execute(admin, `CREATE DATABASE ${name} STRATEGY file_copy`));
  const url = new URL(admin);
  url.pathname = `/${name}`;
  if (serviceFolder) await migrateService(serviceFolder, url.href);
  const drop = () => execute(admin, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  return { url: url.href, drop: () => unlessInUse(drop) };
}

async function unlessInUse(work: () => Promise<void>): Promise<void> {
  for (const end = Date.now() + WAIT_LIMIT_MS; ; await sleep(100)) {
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
