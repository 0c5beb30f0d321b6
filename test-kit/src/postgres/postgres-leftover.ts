import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { commandLineOf, waitForEnd } from '../processes/process-identity.js';

/**
 * Stops a server that still runs on this folder because its parent was killed. Removes the
 * postmaster.pid of a server that was killed itself: its process id may belong to another process
 * by now, which PostgreSQL would take for its own.
 */
export async function stopLeftover(dataDir: string): Promise<void> {
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
