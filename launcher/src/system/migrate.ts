import { pendingMigrations } from '@orderwire/test-kit';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { repositoryRoot } from '../repository.js';
import type { Environment } from '../config.js';
import { UserError } from '../user-error.js';

/**
 * Applies the migrations that the service's database lacks; resolves with their names. By Prisma's engine and into Prisma's
 * table, without its CLI, which takes seconds to start.
 */
export async function migrate(
  folder: string,
  databaseUrl: string,
  environment: Environment,
): Promise<string[]> {
  const pending = await pendingMigrations(folder, databaseUrl);
  if (pending.length === 0) return [];
  const program = join(repositoryRoot, 'platform', 'bin', 'orderwire-migrate.mjs');
  await new Promise<void>((resolve, reject) => {
    const env = { ...environment, DATABASE_URL: databaseUrl };
    const child = execFile(process.execPath, [program], { cwd: folder, env }, (error, out, err) => {
      if (!error) return resolve();
      reject(
        new UserError(`Migrating the database of ${folder} failed:\n${(err || out).trim()}`, {
          cause: error,
        }),
      );
    });
    child.stdin?.end();
  });
  return pending;
}
