#!/usr/bin/env node
/**
 * What `prisma migrate deploy` does, without the Prisma CLI, which weighs more than a whole service: applies the
 * migrations in prisma/migrations that the database lacks, with Prisma's own engine and into Prisma's own table. For images.
 * Takes DATABASE_URL, or the file that DATABASE_URL_FILE names; waits up to a minute for a database that is not up yet.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { readSecretFiles } from '../dist/config/secret-files.js';
import { openEngine } from './prisma-engine/engine.mjs';
import { asPrismaError } from './prisma-engine/errors.mjs';

const PATIENCE_MS = 60_000;
const folder = join(process.cwd(), 'prisma', 'migrations');
const service = basename(process.cwd());
const { values, problems } = readSecretFiles(['DATABASE_URL'], process.env);
const url = values.DATABASE_URL;

if (problems.length > 0) fail(`${problems[0].name} ${problems[0].problem}`);
if (!URL.canParse(url ?? '')) fail('DATABASE_URL is missing, or is not a URL');
try {
  const applied = await whenUp(apply);
  console.log(
    `${service}: ${applied.length > 0 ? `applied ${applied.join(', ')}` : 'no pending migrations'}`,
  );
  process.exit(0);
} catch (error) {
  fail(describe(error));
}

async function apply() {
  const engine = await openEngine({ datamodels: [], url });
  await takeTurns();
  try {
    const input = { migrationsList: migrations(), filters: { externalTables: [], externalEnums: [] } };
    return (await engine.applyMigrations(input)).appliedMigrationNames;
  } catch (error) {
    throw engine.reasonOf(error);
  }
}

/**
 * Replicas that start at once go one after the other, until this process ends: Prisma's own lock is waited for ten seconds only, and a
 * migration may take longer. Where there is no connection, the engine says why.
 */
async function takeTurns() {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query("SELECT pg_advisory_lock(hashtext('orderwire.migrations'))");
  } catch {
    await client.end().catch(() => undefined);
  }
}

function migrations() {
  const lockfile = { path: 'migration_lock.toml', content: null };
  const names = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const migrationDirectories = names
    .map(({ name }) => name)
    .sort()
    .map((path) => {
      const value = readFileSync(join(folder, path, 'migration.sql'), 'utf8');
      return { path, migrationFile: { path: 'migration.sql', content: { tag: 'ok', value } } };
    });
  lockfile.content = readFileSync(join(folder, lockfile.path), 'utf8');
  return { baseDir: folder, lockfile, migrationDirectories, shadowDbInitScript: '' };
}

/** Only a server that is not there is waited for; what it refuses it will refuse again. */
async function whenUp(work) {
  for (const deadline = Date.now() + PATIENCE_MS; ;) {
    try {
      return await work();
    } catch (error) {
      const away = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', '57P03'].includes(codeOf(error));
      if (!away || Date.now() > deadline) throw error;
      console.error(`${service}: waiting for the database (${codeOf(error)})`);
      await sleep(2_000);
    }
  }
}

function codeOf(error) {
  return error?.code ?? error?.cause?.code ?? error?.cause?.originalCode;
}

/** The engine's own words where it has some; the driver's otherwise. */
function describe(error) {
  const { code, message } = error?.code?.startsWith?.('P')
    ? error
    : asPrismaError(Object.assign(new Error(error?.message), { code: codeOf(error) }), url);
  return `${code}: ${message}`.replace(/\s+/g, ' ').trim();
}

function fail(reason) {
  console.error(`${service}: the database was not migrated: ${reason}`);
  process.exit(1);
}
