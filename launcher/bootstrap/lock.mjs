import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { identityOf, isRunning } from './process-identity.mjs';

let count = 0;

/**
 * Runs `work` while no other process of this machine runs work under the same lock file. A dead
 * process's lock is taken over.
 */
export async function withLock(file, onWait, work) {
  mkdirSync(dirname(file), { recursive: true });
  let wait;
  for (let holder = acquire(file); holder; holder = acquire(file)) {
    wait ??= onWait?.(holder.pid);
    await new Promise((resolve) => setTimeout(resolve, 100));
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

/** Acquires the lock, or returns its live holder. */
function acquire(file) {
  for (;;) {
    if (create(file)) return undefined;
    const holder = read(file);
    if (!holder) continue;
    if (isRunning(holder)) return holder;
    // Only one process may remove a dead holder's lock, and only while it is still that holder's.
    const remover = acquire(`${file}.takeover`);
    if (remover) return remover;
    if (read(file)?.text === holder.text) rmSync(file, { force: true });
    rmSync(`${file}.takeover`, { force: true });
  }
}

/** Creates the file with its content, so that none is incomplete. Returns false if it exists. */
function create(file) {
  const temporary = `${file}.${process.pid}.${++count}`;
  writeFileSync(temporary, JSON.stringify({ ...identityOf(process.pid), count }));
  try {
    linkSync(temporary, file);
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    return false;
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** The holder in the lock file, if it exists. Unreadable content counts as a dead holder. */
function read(file) {
  let text;
  try {
    text = readFileSync(file, 'utf8');
    return { ...JSON.parse(text), text };
  } catch {
    return text === undefined ? undefined : { text };
  }
}
