import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { identityOf } from '../bootstrap/process-identity.mjs';
import { removeAbandonedFolders } from '../src/run-folder.js';

/** The name of the folder of a process that does not exist. */
const abandoned = 'orderwire-test-999999999-abc';

describe('removeAbandonedFolders', () => {
  let where: string;
  let child: ChildProcessWithoutNullStreams;
  /** Sends a request, because a killed process can stay visible for a moment. */
  const isUp = async () => {
    const replied = once(child.stdout, 'data').then(() => true);
    const ended = once(child, 'exit').then(() => false);
    child.stdin.on('error', () => undefined).write('?');
    return Promise.race([replied, ended]);
  };
  /** A folder whose register names the child process. */
  const makeFolder = (name: string): string => {
    const folder = join(where, name);
    mkdirSync(join(folder, 'shared'), { recursive: true });
    const launcher = { pid: 999_999_999, startedAt: 'earlier' };
    const processes = [{ name: 'alpha', ...identityOf(child.pid ?? 0) }];
    writeFileSync(join(folder, 'shared', 'processes.json'), JSON.stringify({ launcher, processes }));
    return folder;
  };

  beforeEach(async () => {
    where = mkdtempSync(join(tmpdir(), 'orderwire-sweep-'));
    child = spawn(process.execPath, ['-e', 'console.log("up"); process.stdin.pipe(process.stdout)']);
    await once(child.stdout, 'data');
  });
  afterEach(() => {
    child.kill('SIGKILL');
    rmSync(where, { recursive: true, force: true });
  });

  it('kills the processes and removes the folder', async () => {
    const folder = makeFolder(abandoned);
    const ended = once(child, 'exit');
    removeAbandonedFolders(where);
    expect(await ended).toEqual([null, 'SIGKILL']);
    expect(existsSync(folder)).toBe(false);
  });

  it.each([`orderwire-test-${process.pid}-abc`, 'orderwire-e2e-abc', 'orderwire-demo-999999999-abc'])(
    'keeps %s, whose run is alive or which belongs to no run',
    async (name) => {
      const folder = makeFolder(name);
      removeAbandonedFolders(where);
      expect(existsSync(folder)).toBe(true);
      expect(await isUp()).toBe(true);
    },
  );

  it('follows no symbolic link', async () => {
    const folder = makeFolder('elsewhere');
    symlinkSync(folder, join(where, abandoned));
    removeAbandonedFolders(where);
    expect(existsSync(join(folder, 'shared', 'processes.json'))).toBe(true);
    expect(await isUp()).toBe(true);
  });

  const asRoot = process.getuid?.() === 0 ? it : it.skip;
  asRoot('ignores folders of other users', async () => {
    const folder = makeFolder(abandoned);
    chownSync(folder, 12_345, 12_345);
    removeAbandonedFolders(where);
    expect(existsSync(folder)).toBe(true);
    expect(await isUp()).toBe(true);
  });
});
