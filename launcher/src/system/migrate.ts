import { migrateService } from '@orderwire/platform';
import { UserError } from '../user-error.js';

/** Applies the migrations that the service's database lacks; resolves with their names. */
export function migrate(folder: string, databaseUrl: string): Promise<string[]> {
  return migrateService(folder, databaseUrl).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(`Migrating the database of ${folder} failed: ${reason}`, { cause: error });
  });
}
