import { Client } from 'pg';

/** A service's database and the role that owns it. */
export interface DatabaseSpec {
  name: string;
  role: string;
  password: string;
}

/**
 * Makes what is missing of the databases and roles. Every role can connect to its own database only. Running it again
 * changes nothing but a password that has changed.
 */
export async function prepareDatabases(adminUrl: string, databases: DatabaseSpec[]): Promise<void> {
  const admin = new Client({ connectionString: adminUrl });
  await admin.connect();
  try {
    await admin.query('CREATE EXTENSION IF NOT EXISTS pg_stat_statements');
    await admin.query('REVOKE CONNECT ON DATABASE postgres, template1 FROM PUBLIC');
    for (const { name, role, password } of databases) {
      const [database, owner] = [admin.escapeIdentifier(name), admin.escapeIdentifier(role)];
      const login = `${owner} LOGIN PASSWORD ${admin.escapeLiteral(password)}`;
      await admin.query(
        `${(await exists(admin, 'pg_roles', 'rolname', role)) ? 'ALTER' : 'CREATE'} ROLE ${login}`,
      );
      if (!(await exists(admin, 'pg_database', 'datname', name))) {
        await admin.query(`CREATE DATABASE ${database} OWNER ${owner}`);
      }
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
