import { migrateService } from '@orderwire/platform';
import { Client } from 'pg';
import type { ServiceDefinition, SystemContext } from '../topology.js';
import { UserError } from '../user-error.js';
import { adminUrl } from './plan.js';
import { runRelease } from './release.js';
import type { ServerSettings } from './server-process.js';

/** A service's database and the role that owns it. */
type Database = NonNullable<ServiceDefinition['database']> & { password: string };

/** Creates the databases and roles of all services and applies pending migrations. */
export async function migrateDatabases(
  { plan, secrets, progress, release }: ServerSettings,
  { databaseUrls }: SystemContext,
): Promise<void> {
  const step = progress.step('preparing the databases');
  const databases = plan.services.flatMap(({ definition: { database } }) =>
    database ? [{ ...database, password: secrets.databases[database.role] ?? '' }] : [],
  );
  await createDatabases(adminUrl(plan, secrets), databases);
  const applied = await Promise.all(
    plan.services.map(async ({ definition, folder }) => {
      const url = databaseUrls[definition.name];
      if (url && release) return migrateTo(release, folder, url);
      return url ? migrate(folder, url, (reason) => progress.note(`  ${definition.name}: ${reason}`)) : [];
    }),
  );
  const count = applied.flat().length;
  step.done(count ? `databases ready (${count} migrations applied)` : 'databases ready');
}

/**
 * Creates missing databases and roles. A role can connect to its own database only. A second run
 * changes nothing but passwords that have changed.
 */
async function createDatabases(adminUrl: string, databases: Database[]): Promise<void> {
  const admin = new Client({ connectionString: adminUrl });
  await admin.connect();
  try {
    await admin.query('CREATE EXTENSION IF NOT EXISTS pg_stat_statements');
    await admin.query('REVOKE CONNECT ON DATABASE postgres, template1 FROM PUBLIC');
    for (const { name, role, password } of databases) {
      const [database, owner] = [admin.escapeIdentifier(name), admin.escapeIdentifier(role)];
      const verb = (await exists(admin, 'pg_roles', 'rolname', role)) ? 'ALTER' : 'CREATE';
      await admin.query(`${verb} ROLE ${owner} LOGIN PASSWORD ${admin.escapeLiteral(password)}`);
      if (!(await exists(admin, 'pg_database', 'datname', name)))
        await admin.query(`CREATE DATABASE ${database} OWNER ${owner}`);
      await admin.query(`REVOKE CONNECT ON DATABASE ${database} FROM PUBLIC`);
    }
  } finally {
    await admin.end();
  }
}

async function exists(admin: Client, catalogue: string, column: string, name: string): Promise<boolean> {
  const { rowCount } = await admin.query(`SELECT 1 FROM ${catalogue} WHERE ${column} = $1`, [name]);
  return rowCount === 1;
}

/** Applies pending migrations with the program of a release; resolves with what it prints. */
export const migrateTo = async (release: string, folder: string, url: string): Promise<string[]> => [
  await runRelease(release, 'orderwire-migrate', { folder, environment: { DATABASE_URL: url } }),
];

/** Applies pending migrations; resolves with their names. */
function migrate(folder: string, url: string, onWait: (reason: string) => void): Promise<string[]> {
  return migrateService(folder, url, undefined, onWait).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(`Migrating the database of ${folder} failed: ${reason}`, { cause: error });
  });
}
