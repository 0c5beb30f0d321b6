import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { commandLineOf, waitForEnd } from './process-identity.js';

/**
 * After a kill -9 of its starter, a server may still run on this folder: end it. After its own kill -9, its
 * postmaster.pid may name a process that is somebody else by now, which PostgreSQL would take for itself: remove it.
 */
export async function endLeftover(dataDir: string): Promise<void> {
  const pidFile = join(dataDir, 'postmaster.pid');
  if (!existsSync(pidFile)) return;
  const pid = Number(readFileSync(pidFile, 'utf8').split('\n')[0]);
  const ours = pid > 1 && (commandLineOf(pid)?.includes(dataDir) ?? false);
  if (ours) {
    process.kill(pid, 'SIGINT');
    if (!(await waitForEnd(pid, 15_000))) process.kill(pid, 'SIGKILL');
    await waitForEnd(pid, 5_000);
  }
  rmSync(pidFile, { force: true });
}
