import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';

/** Names of a service's migrations (folders of `prisma/migrations`), oldest first. */
export function migrationNames(serviceDir: string): string[] {
  const folder = join(serviceDir, 'prisma', 'migrations');
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => existsSync(join(folder, name, 'migration.sql')));
  return names.sort();
}

/**
 * Names of the service's migrations that this database has not finished: what `prisma migrate deploy` would apply.
 * Reads Prisma's own table, in a few milliseconds, where starting Prisma takes a second.
 */
export async function pendingMigrations(serviceDir: string, databaseUrl: string): Promise<string[]> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ table: string | null }>(
      `SELECT to_regclass('_prisma_migrations')::text AS "table"`,
    );
    if (!rows[0]?.table) return migrationNames(serviceDir);
    const applied = await client.query<{ name: string }>(
      'SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL',
    );
    const done = new Set(applied.rows.map(({ name }) => name));
    return migrationNames(serviceDir).filter((name) => !done.has(name));
  } finally {
    await client.end();
  }
}

/** Runs every migration of the service on an empty database, without Prisma and without its bookkeeping. For tests. */
export async function applyMigrationFiles(serviceDir: string, databaseUrl: string): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    for (const name of migrationNames(serviceDir)) {
      const file = join(serviceDir, 'prisma', 'migrations', name, 'migration.sql');
      await client.query(readFileSync(file, 'utf8'));
    }
  } finally {
    await client.end();
  }
}
