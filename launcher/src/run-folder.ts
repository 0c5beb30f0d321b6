import { commandLineOf, isAlive } from '@orderwire/test-kit';
import { chmodSync, existsSync, lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { isRunning } from './system/process-identity.js';
import { readRegister } from './system/process-register.js';

/** Folders of test runs in the temporary directory bear one of these names, then the id of the process that made them. */
const prefixes = ['orderwire-test-', 'orderwire-e2e-'] as const;

/** A temporary directory for everything that one test run writes. As root, PostgreSQL gets another account, which may enter. */
export function makeRunFolder(prefix: (typeof prefixes)[number]): string {
  const folder = mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`));
  chmodSync(folder, 0o755);
  return folder;
}

/** Ends what still runs in the folder, at once, and removes it. With KEEP_E2E=1 it stays until the next run, for its logs. */
export function removeRunFolder(folder: string): void {
  endEverythingIn(folder);
  if (process.env.KEEP_E2E) console.log(`KEEP_E2E: everything is kept in ${folder}, until the next run`);
  else rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
}

/**
 * Ends and removes what runs of the same user left behind that were killed before they could. What cannot be removed is no reason not
 * to test.
 */
export function sweepAbandoned(where = tmpdir()): void {
  const owner = new RegExp(`^(?:${prefixes.join('|')})(\\d+)-`);
  for (const name of readdirSync(where)) {
    const pid = Number(owner.exec(name)?.[1]);
    const folder = join(where, name);
    if (!pid || isAlive(pid) || !isOurs(folder)) continue;
    try {
      endEverythingIn(folder);
      rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    } catch (error) {
      console.error(`${folder} of an earlier test run could not be removed: ${String(error)}`);
    }
  }
}

/** Others may write into the temporary directory, under any name: what they left must not tell us whom to kill. */
function isOurs(folder: string): boolean {
  const found = lstatSync(folder, { throwIfNoEntry: false });
  return found?.isDirectory() === true && found.uid === (process.getuid?.() ?? found.uid);
}

/** SIGKILL to every process that a launcher registered below this folder, and to servers whose files lie there. */
function endEverythingIn(folder: string): void {
  for (const file of processFiles(folder)) {
    if (basename(file) === 'processes.json') {
      const { launcher, processes } = readRegister(file) ?? { processes: [] };
      // Before its processes: it would start them again.
      if (launcher && launcher.pid !== process.pid && isRunning(launcher)) send(launcher.pid, 'SIGKILL');
      for (const one of processes.filter(isRunning))
        send(one.pid, one.name === 'postgres' ? 'SIGQUIT' : 'SIGKILL');
      continue;
    }
    const pid = orElse(0, () => Number(readFileSync(file, 'utf8').split('\n')[0]));
    if (pid > 1 && commandLineOf(pid)?.includes(folder)) send(pid, 'SIGQUIT');
  }
}

const kinds = ['processes.json', 'postmaster.pid', 'nats.pid'];

function processFiles(folder: string, depth = 0): string[] {
  if (depth > 5) return [];
  const here = kinds.map((name) => join(folder, name)).filter((file) => existsSync(file));
  // What lies below a cluster is PostgreSQL's own.
  if (existsSync(join(folder, 'PG_VERSION'))) return here;
  const folders = orElse([], () => readdirSync(folder, { withFileTypes: true })).filter(
    (entry) => entry.isDirectory() && !['node_modules', '.git'].includes(entry.name),
  );
  return [...here, ...folders.flatMap(({ name }) => processFiles(join(folder, name), depth + 1))];
}

/** What is looked at here may go at any moment: processes that end remove their files. */
function orElse<T>(otherwise: T, look: () => T): T {
  try {
    return look();
  } catch {
    return otherwise;
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended already.
  }
}
