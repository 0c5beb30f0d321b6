#!/usr/bin/env node
/**
 * Applies the migrations of the service in the current folder, as `prisma migrate deploy` does,
 * without the Prisma CLI. For images. Reads DATABASE_URL, or the file that DATABASE_URL_FILE names.
 * Waits up to a minute for a database that is starting.
 */
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readSecretFiles } from '../dist/config/secret-files.js';
import { permanentReason } from '../dist/database/connection.js';
import { migrateService } from '../dist/migrations/migrate.js';
import { asPrismaError } from './prisma-engine/errors.mjs';

const WAIT_LIMIT_MS = 60_000;
const service = basename(process.cwd());
const { values, problems } = readSecretFiles(['DATABASE_URL'], process.env);
const url = values.DATABASE_URL;

if (problems.length > 0) fail(`${problems[0].name} ${problems[0].problem}`);
if (!URL.canParse(url ?? '')) fail('DATABASE_URL is missing, or is not a URL');
try {
  const applied = await migrateWhenAvailable();
  const result = applied.length > 0 ? `applied ${applied.join(', ')}` : 'no pending migrations';
  console.log(`${service}: ${result}`);
} catch (error) {
  fail(describe(error));
}

/**
 * Waits for a server that does not accept connections yet. What the server refuses fails at once.
 */
async function migrateWhenAvailable() {
  const edited = (name) => console.error(`${service}: the file of the applied migration ${name} has changed`);
  const waits = (reason) => console.error(`${service}: ${reason}`);
  for (const deadline = Date.now() + WAIT_LIMIT_MS; ;) {
    try {
      return await migrateService(process.cwd(), url, edited, waits);
    } catch (error) {
      const unavailable = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', '57P03'].includes(error?.code);
      if (!unavailable || Date.now() > deadline) throw error;
      console.error(`${service}: waiting for the database (${error.code})`);
      await sleep(2_000);
    }
  }
}

/** One line without the password. */
function describe(error) {
  const permanent = permanentReason(error, url);
  if (permanent) return permanent;
  const { code, message } = error?.code ? asPrismaError(error, url) : { message: error?.message };
  return `${code ? `${code}: ` : ''}${message}`.replace(/\s+/g, ' ').trim();
}

function fail(reason) {
  console.error(`${service}: the database was not migrated: ${reason}`);
  process.exit(1);
}
