import { chownSync, existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Postgres, startPostgres } from '@orderwire/test-kit';
import { Client } from 'pg';
import { UserError } from '../user-error.js';
import { type Backup, backupFolders, listBackups, unpackBackup, verifyBackup } from './base-backup.js';
import { everyTwoSeconds } from './synced-files.js';

/** What to recover: from which data folder, to which time, with the superuser's password. */
export interface Recovery {
  readonly dataDir: string;
  /** The cluster that runs normally; its newest WAL may not be in the archive yet. */
  readonly cluster: string;
  /** The recovered cluster is created here. */
  readonly target: string;
  readonly at: Date;
  /** Of the recovered cluster; written anew. */
  readonly logFile: string;
  /** Default: the newest backup before `at`. */
  readonly backup?: string;
  readonly password: string;
}

/** Throws a UserError when there is no suitable backup. */
export function chooseBackup({ dataDir, cluster, at, backup: name }: Recovery): Backup {
  const all = listBackups(dataDir);
  const chosen = name
    ? all.find((one) => one.name === name)
    : all.findLast(({ stoppedAt }) => new Date(stoppedAt) <= at);
  if (!chosen)
    throw new UserError(
      `There is no complete backup ${name ?? `before ${at.toISOString()}`}. npm run backup -- list shows all.`,
    );
  if (new Date(chosen.stoppedAt) > at)
    throw new UserError(`The backup ${chosen.name} ended at ${chosen.stoppedAt}, after the time to restore.`);
  const version = readFileSync(join(cluster, 'PG_VERSION'), 'utf8').trim();
  if (chosen.version !== version)
    throw new UserError(
      `The backup ${chosen.name} is of PostgreSQL ${chosen.version}, and this is ${version}. Restore it with that version.`,
    );
  return chosen;
}

/**
 * Copies a backup, applies the WAL up to the time and starts the cluster on a free port. Throws a
 * UserError when the WAL ends before; nothing is left then.
 */
export async function recoverCluster(
  recovery: Recovery,
  progress: (line: string) => void,
): Promise<Postgres> {
  const { dataDir, cluster, target, at, password, logFile } = recovery;
  const backup = chooseBackup(recovery);
  const { archive } = backupFolders(dataDir);
  progress(`checking the backup ${backup.name}`);
  await verifyBackup(backup, archive);
  rmSync(target, { recursive: true, force: true });
  rmSync(logFile, { force: true });
  try {
    const percent = (copied: number, total: number) =>
      progress(`copying the backup: ${Math.round((100 * copied) / total)} %`);
    await unpackBackup(backup, target, cluster, everyTwoSeconds(percent));
    const signal = join(target, 'recovery.signal');
    writeFileSync(signal, '', { mode: 0o600 });
    chownSync(signal, statSync(cluster).uid, statSync(cluster).gid);
    progress(`applying changes up to ${at.toISOString()}`);
    const from = (folder: string) => `cp "${folder}/%f" "%p"`;
    const postgres = await startPostgres({
      dataDir: target,
      password,
      logFile,
      settings: {
        archive_mode: 'off',
        restore_command: `${from(archive)} || ${from(join(cluster, 'pg_wal'))}`,
        // PostgreSQL does not know the name Z of a time zone here.
        recovery_target_time: at.toISOString().replace('Z', '+00'),
        recovery_target_action: 'promote',
      },
    });
    await promoted(postgres);
    return postgres;
  } catch (error) {
    const log = existsSync(logFile) ? readFileSync(logFile, 'utf8') : '';
    rmSync(target, { recursive: true, force: true });
    if (/recovery ended before configured recovery target was reached/.test(log))
      throw new UserError(`The WAL ends before ${at.toISOString()}. Choose an earlier time.`, {
        cause: error,
      });
    throw error;
  }
}

/** A server in recovery accepts connections that read. */
async function promoted(postgres: Postgres): Promise<void> {
  const client = new Client({ connectionString: postgres.adminUrl });
  client.on('error', () => undefined);
  try {
    await client.connect();
    for (;;) {
      const { rows } = await client.query<{ recovering: boolean }>(
        'SELECT pg_is_in_recovery() AS recovering',
      );
      if (!rows[0]?.recovering) return;
      await sleep(100);
    }
  } finally {
    await client.end().catch(() => undefined);
  }
}
