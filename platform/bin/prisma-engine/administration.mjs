import pg from 'pg';
import { asPrismaError } from './errors.mjs';
import { log } from './log.mjs';

/**
 * The commands that the CLI runs before RPC: check the database and create it.
 *
 * @param {string} command
 * @param {string | undefined} url
 * @returns {Promise<number>} the exit code
 */
export async function administer(command, url) {
  try {
    if (!url) throw new Error('The datasource has no URL: set DATABASE_URL.');
    if (command === 'can-connect-to-database') {
      await execute(url);
      log('INFO', 'Connection successful');
    } else if (command === 'create-database') {
      const name = decodeURIComponent(new URL(url).pathname.slice(1));
      const maintenance = new URL(url);
      maintenance.pathname = '/postgres';
      await execute(maintenance.href, `CREATE DATABASE ${pg.escapeIdentifier(name)}`);
      log('INFO', `Successfully created ${name}`);
    } else {
      throw new Error(`This engine has no command ${command}.`);
    }
    return 0;
  } catch (error) {
    const { code, message } = asPrismaError(error, url);
    log('ERROR', message, code);
    return 1;
  }
}

async function execute(url, sql) {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    if (sql) await client.query(sql);
  } finally {
    await client.end();
  }
}
