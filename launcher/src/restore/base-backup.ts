import {
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { Client } from 'pg';
import { repositoryRoot } from '../repository.js';
import { UserError } from '../user-error.js';
import { copyFile, hashOf, requireSpace, stampOf, syncFolder, writeSynced } from './synced-files.js';

/** What a backup contains. Written last: a folder without it is no backup. */
export interface BackupManifest {
  /** Major version of PostgreSQL, such as `18`. */
  readonly version: string;
  readonly startedAt: string;
  /** The earliest time that can be restored from it. */
  readonly stoppedAt: string;
  /** The first and last WAL segment that the backup itself needs. */
  readonly firstSegment: string;
  readonly lastSegment: string;
  /** By path: size in bytes and SHA-256. */
  readonly files: Readonly<Record<string, { size: number; sha256: string }>>;
}

export interface Backup extends BackupManifest {
  readonly name: string;
  readonly folder: string;
}

/** Folders below a cluster's: backups, and the archive of its WAL. */
export const backupFolders = (dataDir: string) => ({
  backups: join(dataDir, 'backups'),
  archive: join(dataDir, 'wal-archive'),
});

/** Content that a server creates again, by PostgreSQL's documentation of base backups. */
const emptied =
  /^(pg_wal|pg_replslot|pg_dynshmem|pg_notify|pg_serial|pg_snapshots|pg_stat_tmp|pg_subtrans)\//;
const skipped = /^(postmaster\.(pid|opts)|.*pgsql_tmp.*|pg_internal\.init)$/;
/** Settings of PostgreSQL that archive its WAL. Before the first backup the archive does not exist. */
export const archiveSettings = (dataDir: string): Record<string, string> => ({
  archive_mode: 'on',
  archive_command: `sh "${join(repositoryRoot, 'deploy/postgres/archive-wal.sh')}" "${backupFolders(dataDir).archive}" "%p" "%f"`,
  // The most work that a lost disk can cost.
  archive_timeout: '5min',
});

const MANIFEST = 'manifest.json';

/** The size of a backup without its WAL. */
export const bytesOf = ({ files }: Pick<Backup, 'files'>): number =>
  Object.values(files).reduce((sum, { size }) => sum + size, 0);

/** The complete backups, oldest first. */
export function listBackups(dataDir: string): Backup[] {
  const { backups } = backupFolders(dataDir);
  if (!existsSync(backups)) return [];
  return readdirSync(backups)
    .toSorted()
    .flatMap((name) => {
      const folder = join(backups, name);
      const file = join(folder, MANIFEST);
      if (name.endsWith('.part') || !existsSync(file)) return [];
      return [{ ...(JSON.parse(readFileSync(file, 'utf8')) as BackupManifest), name, folder }];
    });
}

/**
 * Copies the files of a running cluster between pg_backup_start and pg_backup_stop. Everything is
 * synced to disk before the backup gets its name. `cluster`: its folder; `progress` receives the
 * copied and the total bytes.
 */
export async function makeBackup(
  { dataDir, cluster, adminUrl }: { dataDir: string; cluster: string; adminUrl: string },
  progress: (copied: number, total: number) => void,
): Promise<Backup> {
  const { backups, archive } = backupFolders(dataDir);
  const owner = statSync(cluster);
  for (const folder of [backups, archive]) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    chownSync(folder, owner.uid, owner.gid);
  }
  const paths = filesBelow(cluster);
  const total = paths.reduce((sum, path) => sum + sizeOf(join(cluster, path)), 0);
  requireSpace(backups, total);
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  const start = new Date();
  const folder = join(backups, `${stampOf(start)}.part`);
  try {
    const { rows: settings } = await client.query<{ mode: string }>(
      `SELECT current_setting('archive_mode') AS mode`,
    );
    if (settings[0]?.mode !== 'on')
      throw new UserError(
        'PostgreSQL archives no WAL (archive_mode is off): restart the system with this version.',
      );
    const { rows: begun } = await client.query<{ segment: string }>(
      `SELECT pg_walfile_name(pg_backup_start('orderwire', true)) AS segment`,
    );
    const files: Record<string, { size: number; sha256: string }> = {};
    let copied = 0;
    for (const path of filesBelow(cluster)) {
      const file = await copyFile(join(cluster, path), join(folder, path));
      if (!file) continue;
      files[path] = file;
      copied += file.size;
      progress(copied, Math.max(copied, total));
    }
    // Waits until the last segment that the backup needs is in the archive.
    const { rows: stop } = await client.query<{ label: string; spaces: string; segment: string }>(
      `SELECT labelfile AS label, spcmapfile AS spaces, pg_walfile_name(lsn) AS segment FROM pg_backup_stop(true)`,
    );
    const [begin, end] = [begun[0], stop[0]];
    if (!begin || !end) throw new Error('PostgreSQL reported no end of the backup');
    if (end.spaces.trim())
      throw new UserError('The cluster has tablespaces outside of its folder, which no backup contains.');
    files['backup_label'] = writeSynced(join(folder, 'backup_label'), end.label);
    const manifest: BackupManifest = {
      version: readFileSync(join(cluster, 'PG_VERSION'), 'utf8').trim(),
      startedAt: start.toISOString(),
      stoppedAt: new Date().toISOString(),
      firstSegment: begin.segment,
      lastSegment: end.segment,
      files,
    };
    writeSynced(join(folder, MANIFEST), JSON.stringify(manifest));
    const complete = folder.replace(/\.part$/, '');
    renameSync(folder, complete);
    syncFolder(backups);
    return { ...manifest, folder: complete, name: relative(backups, complete) };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  } finally {
    await client.end();
  }
}

/** Reads the whole backup. Throws a UserError that names the first damaged or missing file. */
export async function verifyBackup(
  { folder, name, files, firstSegment, lastSegment }: Backup,
  archive: string,
): Promise<void> {
  for (const [path, { sha256 }] of Object.entries(files)) {
    const file = join(folder, path);
    if (!existsSync(file))
      throw new UserError(`The backup ${name} is incomplete: ${path} is missing. Use another backup.`);
    if ((await hashOf(file)) !== sha256)
      throw new UserError(`The backup ${name} is damaged: ${path} has changed. Use another backup.`);
  }
  for (const segment of [firstSegment, lastSegment])
    if (!existsSync(join(archive, segment)))
      throw new UserError(
        `The WAL segment ${segment}, which the backup ${name} needs, is not in ${archive}. Use another backup.`,
      );
}

/** Copies a backup to `target` as a cluster that the owner of `like` can start. */
export async function unpackBackup(
  backup: Backup,
  target: string,
  like: string,
  progress: (copied: number, total: number) => void,
): Promise<void> {
  const { folder, files } = backup;
  const { uid, gid } = statSync(like);
  const total = bytesOf(backup);
  requireSpace(dirname(target), total);
  const give = (path: string) => chownSync(path, uid, gid);
  let copied = 0;
  const directories = new Set<string>();
  const makeDirectory = (path: string) => {
    for (const part of parentsOf(path, target))
      if (!directories.has(part)) {
        mkdirSync(part, { recursive: true, mode: 0o700 });
        give(part);
        directories.add(part);
      }
  };
  for (const name of [
    'pg_wal/archive_status',
    'pg_replslot',
    'pg_dynshmem',
    'pg_notify',
    'pg_serial',
    'pg_snapshots',
    'pg_stat_tmp',
    'pg_subtrans',
    'pg_tblspc',
    'pg_stat',
    'pg_twophase',
    'pg_commit_ts',
    'pg_logical/snapshots',
    'pg_logical/mappings',
  ])
    makeDirectory(join(target, name));
  for (const [path, { sha256 }] of Object.entries(files)) {
    makeDirectory(dirname(join(target, path)));
    const file = await copyFile(join(folder, path), join(target, path));
    if (file?.sha256 !== sha256)
      throw new UserError(`The backup ${backup.name} is damaged: ${path} has changed. Use another backup.`);
    give(join(target, path));
    copied += file.size;
    progress(copied, total);
  }
}

/** Deletes all backups but the newest `keep`, and WAL that no backup needs any more. */
export function pruneBackups(dataDir: string, keep: number): string[] {
  const all = listBackups(dataDir);
  const old = all.slice(0, Math.max(0, all.length - keep));
  for (const { folder } of old) rmSync(folder, { recursive: true, force: true });
  const [oldest] = all.slice(old.length);
  const { archive } = backupFolders(dataDir);
  // A segment's name is its timeline (8 digits) and its position.
  if (oldest && existsSync(archive))
    for (const name of readdirSync(archive))
      if (/^[\dA-F]{24}$/.test(name) && name.slice(8) < oldest.firstSegment.slice(8))
        rmSync(join(archive, name));
  return old.map(({ name }) => name);
}

function filesBelow(cluster: string): string[] {
  return readdirSync(cluster, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !skipped.test(entry.name))
    .map((entry) => relative(cluster, join(entry.parentPath, entry.name)))
    .filter((path) => !emptied.test(path));
}

function* parentsOf(path: string, root: string): Generator<string> {
  yield root;
  const parts = relative(root, path).split('/').filter(Boolean);
  for (let depth = 1; depth <= parts.length; depth++) yield join(root, ...parts.slice(0, depth));
}

const sizeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;
