import { commandLineOf, isAlive } from '@orderwire/test-kit';
import { chmodSync, existsSync, lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { isRunning } from '../bootstrap/process-identity.mjs';
import { kill, readRegister } from './system/process-register.js';

/** Names of the folders of test runs. The process id of the run follows. */
const prefixes = ['orderwire-test-', 'orderwire-e2e-'] as const;

/** Creates a temporary folder, open to PostgreSQL's account, for all files of a test run. */
export function makeRunFolder(prefix: (typeof prefixes)[number]): string {
  const folder = mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`));
  chmodSync(folder, 0o755);
  return folder;
}

/** Kills the processes in the folder and removes it, with KEEP_E2E=1 at the next run. */
export function removeRunFolder(folder: string): void {
  killProcessesIn(folder);
  if (process.env.KEEP_E2E) console.log(`KEEP_E2E: all files are kept in ${folder} until the next run`);
  else rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
}

/** Removes what the same user's killed runs left. A failure does not prevent the tests. */
export function removeAbandonedFolders(parent = tmpdir()): void {
  const pattern = new RegExp(`^(?:${prefixes.join('|')})(\\d+)-`);
  for (const name of readdirSync(parent)) {
    const pid = Number(pattern.exec(name)?.[1]);
    const folder = join(parent, name);
    if (!pid || isAlive(pid) || !isOwnFolder(folder)) continue;
    try {
      killProcessesIn(folder);
      rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    } catch (error) {
      console.error(`${folder} of an earlier test run could not be removed: ${String(error)}`);
    }
  }
}

/** Other users can create such folders in the temporary directory; their content is not trusted. */
function isOwnFolder(folder: string): boolean {
  const found = lstatSync(folder, { throwIfNoEntry: false });
  return found?.isDirectory() === true && found.uid === (process.getuid?.() ?? found.uid);
}

/** Kills registered processes, and servers whose files are in the folder. */
function killProcessesIn(folder: string): void {
  for (const file of processFiles(folder)) {
    if (basename(file) === 'processes.json') {
      const { launcher, processes } = readRegister(file) ?? { processes: [] };
      // The launcher first, because it would restart its processes.
      if (launcher && launcher.pid !== process.pid && isRunning(launcher)) kill(launcher.pid, 'SIGKILL');
      for (const { name, pid } of processes.filter(isRunning))
        kill(pid, name === 'postgres' ? 'SIGQUIT' : 'SIGKILL');
      continue;
    }
    const pid = attempt(0, () => Number(readFileSync(file, 'utf8').split('\n')[0]));
    if (pid > 1 && commandLineOf(pid)?.includes(folder)) kill(pid, 'SIGQUIT');
  }
}

const fileNames = ['processes.json', 'postmaster.pid', 'nats.pid'];

function processFiles(folder: string, depth = 0): string[] {
  if (depth > 5) return [];
  const files = fileNames.map((name) => join(folder, name)).filter((file) => existsSync(file));
  // The folders of a cluster contain no such files.
  if (existsSync(join(folder, 'PG_VERSION'))) return files;
  const folders = attempt([], () => readdirSync(folder, { withFileTypes: true })).filter(
    (entry) => entry.isDirectory() && !['node_modules', '.git'].includes(entry.name),
  );
  return [...files, ...folders.flatMap(({ name }) => processFiles(join(folder, name), depth + 1))];
}

/** Files can disappear at any time, because ending processes remove them. */
function attempt<T>(fallback: T, read: () => T): T {
  try {
    return read();
  } catch {
    return fallback;
  }
}
