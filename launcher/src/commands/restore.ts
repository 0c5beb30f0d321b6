import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { locateNatsServer, type Postgres, startNats, startPostgres } from '@orderwire/test-kit';
import { Client } from 'pg';
import { defaultDataDir } from '../repository.js';
import { copyDatabase } from '../restore/copy-database.js';
import { recordRestore } from '../restore/record-restore.js';
import { recoverCluster } from '../restore/recover-cluster.js';
import { stampOf } from '../restore/synced-files.js';
import { readSecrets, type Secrets } from '../secrets.js';
import { AlreadyRunning, ProcessRegister } from '../system/process-register.js';
import { filesIn } from '../system/state-file.js';
import { topology } from '../topology.js';
import { UserError } from '../user-error.js';

const databases = topology.flatMap(({ name, database }) =>
  database ? [{ service: name, ...database }] : [],
);

const usage = `npm run restore -- --database ${databases.map(({ name }) => name).join('|')}|all --at 2026-01-31T10:00:00Z [--backup <name>]
The system must be stopped. What was there before is kept under another name, which the command prints.`;

/** What `npm run restore` restores. */
interface RestoreArguments {
  /** Of the topology: one or all. */
  chosen: typeof databases;
  at: Date;
  backup?: string;
}

/**
 * `npm run restore`: brings one database, or all, back to a time after a backup. The services
 * recover at their next start.
 */
export async function restore(args: string[], dataDir = defaultDataDir): Promise<number> {
  const { chosen, at, backup } = parseRestoreArguments(args);
  const files = filesIn(dataDir);
  const secrets = readSecrets(files.secrets);
  if (!secrets || !existsSync(files.postgres))
    throw new UserError(`There is no system in ${dataDir}: npm start creates one.`);
  const claimed = await ProcessRegister.claim(files.register).catch((error: unknown) => {
    if (!(error instanceof AlreadyRunning)) throw error;
    throw new UserError(
      `The system is running (process ${error.pid}): stop it first with Ctrl-C in its terminal.`,
    );
  });
  mkdirSync(files.logs, { recursive: true, mode: 0o700 });
  const target = `${files.postgres}.recovered`;
  const recovery = {
    dataDir,
    cluster: files.postgres,
    target,
    at,
    logFile: join(files.logs, 'restore.log'),
    password: secrets.postgres,
    ...(backup && { backup }),
  };
  let recovered: Postgres | undefined;
  try {
    recovered = await recoverCluster(recovery, (line) => console.log(line));
    const all = chosen.length === databases.length;
    const kept = all
      ? await replaceCluster(recovered, dataDir, target, at, secrets)
      : await replaceDatabase(recovered, dataDir, chosen, at, secrets);
    console.log(`Restored ${chosen.map(({ name }) => name).join(', ')} to ${at.toISOString()}. ${kept}`);
    console.log(
      'Start the system: its services recover what the others and Stripe know, and say so in their logs.',
    );
    return 0;
  } finally {
    await recovered?.stop();
    rmSync(target, { recursive: true, force: true });
    claimed.release();
  }
}

/** Throws a UserError for invalid arguments. */
export function parseRestoreArguments(args: string[], now = new Date()): RestoreArguments {
  const { values } = parseArgs({
    args,
    options: { database: { type: 'string' }, at: { type: 'string' }, backup: { type: 'string' } },
  });
  const { database, at: text = '', backup } = values;
  const chosen = databases.filter(({ name }) => database === 'all' || database === name);
  if (chosen.length === 0) throw new UserError(`Say which database:\n${usage}`);
  const at = new Date(text);
  if (!/^\d{4}-\d{2}-\d{2}T[\d:.]+(Z|[+-]\d{2}:\d{2})$/.test(text) || Number.isNaN(at.getTime()))
    throw new UserError(`--at: "${text}" is not a time with its offset; use the form 2026-01-31T10:00:00Z.`);
  if (at > now) throw new UserError(`--at: ${text} is in the future.`);
  return { chosen, at, ...(backup && { backup }) };
}

/** Exchanges the folders of the clusters. */
async function replaceCluster(
  recovered: Postgres,
  dataDir: string,
  target: string,
  at: Date,
  secrets: Secrets,
): Promise<string> {
  await record(recovered, dataDir, databases, at, secrets);
  await recovered.stop();
  const { postgres } = filesIn(dataDir);
  const before = `${postgres}.before-${stamp()}`;
  renameSync(postgres, before);
  renameSync(target, postgres);
  return `The databases as they were are in ${before}; delete it when you no longer need it.`;
}

/** Copies one database from the recovered cluster into the cluster that runs normally. */
async function replaceDatabase(
  recovered: Postgres,
  dataDir: string,
  chosen: typeof databases,
  at: Date,
  secrets: Secrets,
): Promise<string> {
  const { postgres: folder, logs } = filesIn(dataDir);
  const current = await startPostgres({
    dataDir: folder,
    password: secrets.postgres,
    logFile: join(logs, 'postgres.log'),
  });
  const admin = new Client({ connectionString: current.adminUrl });
  try {
    await admin.connect();
    const kept: string[] = [];
    for (const { name, role } of chosen) {
      const [copy, before] = [`${name}_restored`, `${name}_before_${stamp()}`];
      await admin.query(`DROP DATABASE IF EXISTS ${copy}`);
      await admin.query(`CREATE DATABASE ${copy} TEMPLATE ${name} OWNER ${role}`);
      await admin.query(`REVOKE CONNECT ON DATABASE ${copy} FROM PUBLIC`);
      await copyDatabase(recovered.url(name), current.url(copy), (table, rows) =>
        console.log(`${table}: ${rows} rows`),
      );
      await admin.query(`ALTER DATABASE ${name} RENAME TO ${before}`);
      await admin.query(`ALTER DATABASE ${copy} RENAME TO ${name}`);
      kept.push(before);
    }
    await record(current, dataDir, chosen, at, secrets);
    return `What was there before is the database ${kept.join(', ')}; drop it when you no longer need it.`;
  } finally {
    await admin.end();
    await current.stop();
  }
}

/** Records the restore in all databases; NATS runs meanwhile, since its stream has later events. */
async function record(
  postgres: Postgres,
  dataDir: string,
  restored: typeof databases,
  at: Date,
  secrets: Secrets,
): Promise<void> {
  const credentials = { user: 'orderwire', password: secrets.nats };
  const nats = await startNats({
    ...credentials,
    storeDir: filesIn(dataDir).nats,
    logFile: join(filesIn(dataDir).logs, 'nats.log'),
    binary: await locateNatsServer(),
  });
  try {
    await recordRestore({
      databases: Object.fromEntries(databases.map(({ service, name }) => [service, postgres.url(name)])),
      natsUrl: nats.url,
      restored: restored.map(({ service }) => service),
      recoveredTo: at,
    });
  } finally {
    await nats.stop();
  }
}

/** Names of databases without quotes are lower case. */
const stamp = (): string => stampOf(new Date()).toLowerCase();
