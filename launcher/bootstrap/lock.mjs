import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { startTimeOf } from './process-identity.mjs';

let count = 0;

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
  for (let holder = take(file); holder; holder = take(file)) {
    wait ??= onWait(holder.pid);
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

/** Takes the lock; or gives who has it. */
function take(file) {
  for (;;) {
    if (created(file)) return undefined;
    const holder = read(file);
    if (!holder) continue;
    if (isAlive(holder)) return holder;
    // Of all who find a dead holder's lock one may remove it, and only while it is still that one: by now it may be another's.
    const remover = take(`${file}.takeover`);
    if (remover) return remover;
    if (read(file)?.text === holder.text) rmSync(file, { force: true });
    rmSync(`${file}.takeover`, { force: true });
  }
}

/** Whether the file is ours now. It appears with its content, so that nobody takes a lock being written for an empty one. */
function created(file) {
  const fresh = `${file}.${process.pid}.${++count}`;
  const content = JSON.stringify({ pid: process.pid, startedAt: startTimeOf(process.pid), count });
  writeFileSync(fresh, content);
  try {
    linkSync(fresh, file);
    return true;
  } catch (error) {
    return error.code !== 'EEXIST' && createdWithoutLink(file, content);
  } finally {
    rmSync(fresh, { force: true });
  }
}

/** For file systems that know no hard links. */
function createdWithoutLink(file, content) {
  try {
    writeFileSync(file, content, { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    return false;
  }
}

/** Who has the lock; undefined when nobody has it any more. What cannot be read belongs to nobody alive. */
function read(file) {
  let text;
  try {
    text = readFileSync(file, 'utf8');
    const content = JSON.parse(text);
    // An earlier version wrote the id alone.
    return typeof content === 'object' ? { ...content, text } : { pid: content, text };
  } catch {
    return text === undefined ? undefined : { pid: 0, text };
  }
}

/** Whether exactly this process runs: ids are given again. */
function isAlive({ pid, startedAt }) {
  if (!pid) return false;
  const begun = startTimeOf(pid);
  return begun !== undefined && (startedAt === undefined || begun === startedAt);
}
