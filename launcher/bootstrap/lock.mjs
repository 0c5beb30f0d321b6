import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Runs `work` while no other process of this machine runs work under the same lock file; waits for it, and says so.
 * A lock whose holder is dead is taken over.
 *
 * @template T
 * @param {string} file
 * @param {(holder: number) => {done(): void}} onWait called once when it has to wait; `done` when the wait is over
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(file, onWait, work) {
  mkdirSync(dirname(file), { recursive: true });
  let wait;
  for (;;) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      const holder = readHolder(file);
      if (holder === undefined || !isAlive(holder)) {
        rmSync(file, { force: true });
        continue;
      }
      wait ??= onWait(holder);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
  wait?.done();
  const release = () => rmSync(file, { force: true });
  process.once('exit', release);
  try {
    return await work();
  } finally {
    process.removeListener('exit', release);
    release();
  }
}

function readHolder(file) {
  try {
    return Number(readFileSync(file, 'utf8')) || undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
