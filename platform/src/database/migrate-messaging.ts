import { readdir, readFile } from 'node:fs/promises';
import { Client } from 'pg';

const folder = new URL('../../migrations/', import.meta.url);

/**
 * Brings the `messaging` schema (outbox, inbox, dead letters) of a service's database up to date.
 * Replicas may start at once: an advisory lock lets one do the work. Each file is applied once, in a transaction.
 */
export async function migrateMessaging(databaseUrl: string): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query("SELECT pg_advisory_lock(hashtext('orderwire.messaging.migrations'))");
    await client.query('CREATE SCHEMA IF NOT EXISTS messaging');
    await client.query(
      'CREATE TABLE IF NOT EXISTS messaging.migrations (name text PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())',
    );
    const { rows } = await client.query<{ name: string }>('SELECT name FROM messaging.migrations');
    const applied = new Set(rows.map((row) => row.name));
    const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
    for (const name of names.filter((candidate) => !applied.has(candidate))) await apply(client, name);
  } finally {
    await client.end();
  }
}

async function apply(client: Client, name: string): Promise<void> {
  const sql = await readFile(new URL(name, folder), 'utf8');
  await client.query('BEGIN');
  try {
    await client.query(sql);
    await client.query('INSERT INTO messaging.migrations (name) VALUES ($1)', [name]);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}
