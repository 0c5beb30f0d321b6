import { Client, type ClientConfig, escapeIdentifier, type PoolClient } from 'pg';
import { tlsRemedy } from '../context/network.js';

/** Milliseconds. Shorter than any caller's timeout, and a lock is waited for shorter still. */
const limits = { lock_timeout: 3_000, statement_timeout: 5_000, idle_in_transaction_session_timeout: 15_000 };

const limitNames = Object.keys(limits);

/** Parameters of a connection string that `pg` applies. */
const applied = new Set([
  ...limitNames,
  ...['options', 'host', 'port', 'application_name', 'fallback_application_name', 'channel_binding'],
  ...['ssl', 'sslmode', 'sslcert', 'sslkey', 'sslrootcert', 'sslnegotiation', 'uselibpqcompat'],
]);

/** What to do instead, for parameters of other drivers that have no effect here. */
const remedies: Readonly<Record<string, string>> = {
  connection_limit: 'set DATABASE_POOL instead',
  pool_timeout: 'remove it: a statement waits 4 s for a connection',
  connect_timeout: 'remove it: a connection attempt takes at most 4 s',
  socket_timeout: 'use statement_timeout (milliseconds)',
  sslaccept: 'use sslmode=verify-full, or sslmode=no-verify for accept_invalid_certs',
  user: 'write it before the @',
  password: 'write it before the @',
};

const sslModes = ['disable', 'no-verify', 'require', 'verify-ca', 'verify-full'];

/**
 * What is wrong with the parameters of a connection string, by name; empty when all have their
 * effect. A parameter that the driver would ignore silently is refused.
 */
export function problemsOf(url: string): string[] {
  // A text that is no URL is refused elsewhere.
  const searchParams = URL.canParse(url) ? new URL(url).searchParams : [];
  const names = new Map(searchParams);
  return [...names].flatMap(([name, value]) => {
    if (name === 'schema')
      return value === 'public'
        ? []
        : ['schema: only "public" works; give the service a database of its own and remove schema'];
    if (name === 'pgbouncer')
      return /^(true|false)$/.test(value) ? [] : ['pgbouncer: must be true (no named statements) or false'];
    if (name === 'sslmode' && names.get('uselibpqcompat') !== 'true' && !sslModes.includes(value))
      return [`sslmode: must be ${sslModes.join(', ')}; there is no fallback to an unencrypted connection`];
    return applied.has(name) ? [] : [`${name}: is not supported; ${remedies[name] ?? 'remove it'}`];
  });
}

/**
 * The settings of `pg` for a connection string. Throws an error that names each unsupported
 * parameter. Time-outs in the connection string take precedence over the default ones; `for
 * migrations` there are none, since a migration may take long.
 */
export function connectionConfig(url: string, use: 'queries' | 'migrations'): ClientConfig {
  const problems = problemsOf(url);
  if (problems.length > 0) throw new Error(`DATABASE_URL has unsupported parameters: ${problems.join('; ')}`);
  const target = new URL(url);
  const { searchParams } = target;
  const isUnnamed = searchParams.get('pgbouncer') === 'true';
  const enableChannelBinding = /^(prefer|require)$/.test(searchParams.get('channel_binding') ?? '');
  const own = searchParams.get('options') ?? '';
  const none = limitNames.map((name) => `-c ${name}=0`).join(' ');
  const ours = Object.entries(limits).map(([name, limit]) => `-c ${name}=${limit}`);
  // PostgreSQL applies the last of several values, and parameters of their own after `options`.
  searchParams.set('options', use === 'queries' ? `${ours.join(' ')} ${own}` : `${own} ${none}`);
  if (use === 'migrations') for (const name of limitNames) searchParams.delete(name);
  // The driver verifies the server with all three, and warns of the first two on standard error.
  if (
    /^(require|verify-ca)$/.test(searchParams.get('sslmode') ?? '') &&
    searchParams.get('uselibpqcompat') !== 'true'
  )
    searchParams.set('sslmode', 'verify-full');
  for (const name of ['schema', 'pgbouncer', 'channel_binding']) searchParams.delete(name);
  return {
    connectionString: target.href,
    keepAlive: true,
    // The server must offer it. With a verified server it adds nothing that "require" could miss.
    enableChannelBinding,
    ...(isUnnamed && { Client: UnnamedClient }),
  };
}

/** Sends every statement without a name, for a pooler that does not keep prepared statements. */
class UnnamedClient extends Client {
  override query = ((config: unknown, ...rest: unknown[]) => {
    const isNamed = Boolean(Object(config).name) && Object.getPrototypeOf(config) === Object.prototype;
    const sent = isNamed ? { ...(config as object), name: undefined } : config;
    return (super.query as (...args: unknown[]) => unknown)(sent, ...rest);
  }) as Client['query'];
}

/** What a connection has, whatever was asked for. */
interface Settings {
  schema: string | null;
  /** Milliseconds by name; 0: none. */
  limits: Record<string, number>;
  /** The server's process; a pooler tells its clients another number. */
  pid: number;
}

async function settingsOf(client: Pick<Client, 'query'>): Promise<Settings> {
  const { rows } = await client.query<Settings>(
    `SELECT current_schema() AS schema, pg_backend_pid() AS pid,
       (SELECT json_object_agg(name, setting::int) FROM pg_settings WHERE name = ANY($1)) AS limits`,
    [limitNames],
  );
  return rows[0] as Settings;
}

/** Throws when the tables of a service would be created or looked for in another schema. */
function requirePublicSchema({ schema }: Settings): void {
  if (schema === 'public') return;
  throw new Error(
    `the database's search_path leads to the schema ${schema ?? '(none)'}, and the tables are in "public": ` +
      'remove search_path from DATABASE_URL or from the role (ALTER ROLE … RESET search_path)',
  );
}

/**
 * Checks a new connection of the pool: throws where a time-out did not arrive, since a pooler may
 * drop settings silently. Resolves with true behind a pooler.
 */
export async function checkConnection(client: PoolClient, url: string): Promise<boolean> {
  const settings = await settingsOf(client);
  requirePublicSchema(settings);
  const missing = limitNames.filter((name) => !settings.limits[name]);
  if (missing.length > 0) {
    const role = escapeIdentifier(decodeURIComponent(new URL(url).username));
    const statements = Object.entries(limits)
      .filter(([name]) => missing.includes(name))
      .map(([name, limit]) => `ALTER ROLE ${role} SET ${name} = ${limit};`);
    throw new Error(
      `the connection has no ${missing.join(', ')}: a pooler drops the settings of its clients, or DATABASE_URL sets 0. ` +
        `Set them for the role, then let the pooler reconnect: ${statements.join(' ')}`,
    );
  }
  return settings.pid !== (client as unknown as { processID: number }).processID;
}

/**
 * Checks a connection for migrations. Returns the statement that a migration's transaction needs
 * first: none, or one that lifts the time-outs of the role where a pooler dropped our settings.
 */
export async function prepareMigrations(client: Client): Promise<string> {
  const settings = await settingsOf(client);
  requirePublicSchema(settings);
  const left = limitNames.filter((name) => settings.limits[name]);
  return left.map((name) => `SET LOCAL ${name} = 0; `).join('');
}

/** SQLSTATE of a prepared statement that is unknown, or known already. */
const foreignStatement = new Set(['26000', '42P05']);

/**
 * Throws where a pooler gives the connections of its server to several clients and does not keep
 * their prepared statements: each statement would then fail at random.
 */
export async function checkNamedStatements(first: PoolClient, second: PoolClient): Promise<void> {
  const probe = { name: 'orderwire.pooler_probe', text: 'SELECT 1' };
  try {
    await first.query(probe);
    await second.query(probe);
    // An open transaction keeps its connection, so that the first client gets another one.
    await second.query('BEGIN');
    await first.query(probe);
    await second.query('COMMIT');
  } catch (error) {
    if (!foreignStatement.has(String(Object(error).code))) throw error;
    throw new Error(
      'the pooler in front of the database does not keep prepared statements: with PgBouncer 1.21 or newer set ' +
        'max_prepared_statements = 200; otherwise add pgbouncer=true to DATABASE_URL (statements without names, ' +
        'more CPU), or use pool_mode = session',
      { cause: error },
    );
  }
}

/** Why waiting does not help, with the remedy; undefined for other errors. */
export function permanentReason(error: unknown, url: string): string | undefined {
  const message = error instanceof Error ? error.message : '';
  if (/unsupported startup parameter/i.test(message))
    return (
      `the pooler at ${new URL(url).host} refuses the connection (${message}): set ` +
      'ignore_startup_parameters = options, and the time-outs for the role: ' +
      Object.entries(limits)
        .map(([name, limit]) => `ALTER ROLE … SET ${name} = ${limit};`)
        .join(' ')
    );
  const remedy = tlsRemedy(error, new URL(url).host);
  return remedy && `${message}: ${remedy}`;
}
