import { parseArgs } from 'node:util';
import { defaultDataDir } from '../repository.js';
import {
  backupFolders,
  bytesOf,
  listBackups,
  makeBackup,
  pruneBackups,
  verifyBackup,
} from '../restore/base-backup.js';
import { everyTwoSeconds } from '../restore/synced-files.js';
import { runningSystem } from '../system/running-system.js';
import { filesIn } from '../system/state-file.js';
import { UserError } from '../user-error.js';

const usage = `npm run backup -- make [--keep 7]    copies the databases of the running system; deletes older backups
npm run backup -- list               the backups, oldest first
npm run backup -- verify [name]      reads a backup (default: the newest) and compares its checksums`;

/**
 * `npm run backup`: base backups of the PostgreSQL of `npm start`. From the first one on, PostgreSQL
 * also archives its WAL, so that any later time can be restored.
 */
export async function backup(args: string[], dataDir = defaultDataDir): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { keep: { type: 'string', default: '7' } },
  });
  const [command, name] = positionals;
  if (command === 'make' && !name) return make(dataDir, parseKeep(values.keep));
  if (command === 'list' && !name) return list(dataDir);
  if (command === 'verify') return verify(dataDir, name);
  throw new UserError(`Say what to do:\n${usage}`);
}

async function make(dataDir: string, keep: number): Promise<number> {
  const { state } = runningSystem(dataDir);
  const made = await makeBackup(
    { dataDir, cluster: filesIn(dataDir).postgres, adminUrl: state.urls.postgres },
    everyTwoSeconds((copied, total) => console.log(`copied ${megabytes(copied)} of ${megabytes(total)} MB`)),
  );
  console.log(
    `${made.name}: ${Object.keys(made.files).length} files, ${megabytes(bytesOf(made))} MB in ${made.folder}`,
  );
  for (const old of pruneBackups(dataDir, keep)) console.log(`${old}: deleted`);
  return 0;
}

function list(dataDir: string): number {
  const all = listBackups(dataDir);
  for (const one of all)
    console.log(`${one.name}  restores times from ${one.stoppedAt}  ${megabytes(bytesOf(one))} MB`);
  if (all.length === 0) console.log('There are no backups. npm run backup -- make creates one.');
  return 0;
}

async function verify(dataDir: string, name: string | undefined): Promise<number> {
  const all = listBackups(dataDir);
  const chosen = name ? all.find((one) => one.name === name) : all.at(-1);
  if (!chosen)
    throw new UserError(
      `There is no complete backup${name ? ` ${name}` : ''}. npm run backup -- list shows all.`,
    );
  await verifyBackup(chosen, backupFolders(dataDir).archive);
  console.log(`${chosen.name}: ${Object.keys(chosen.files).length} files are complete and unchanged`);
  return 0;
}

function parseKeep(text: string): number {
  if (/^[1-9]\d{0,2}$/.test(text)) return Number(text);
  throw new UserError(`--keep: "${text}" is not a number of backups from 1 to 999.`);
}

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);
