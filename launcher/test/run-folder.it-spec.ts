import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { identityOf } from '../src/system/process-identity.js';
import { sweepAbandoned } from '../src/run-folder.js';

/** As in a folder that a run made which is no more. */
const abandoned = 'orderwire-test-999999999-abc';

describe('sweeping what killed test runs left', () => {
  let where: string;
  let child: ChildProcessWithoutNullStreams;
  /** Asks it: whoever was sent SIGKILL may be seen among the running for a moment, and does not answer. */
  const isUp = async () => {
    const answered = once(child.stdout, 'data').then(() => true);
    const ended = once(child, 'exit').then(() => false);
    child.stdin.on('error', () => undefined).write('?');
    return Promise.race([answered, ended]);
  };
  /** A folder whose register names our child. */
  const makeFolder = (name: string): string => {
    const folder = join(where, name);
    mkdirSync(join(folder, 'shared'), { recursive: true });
    const launcher = { pid: 999_999_999, startedAt: 'long ago' };
    const processes = [{ name: 'shelf', ...identityOf(child.pid ?? 0) }];
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

  it('ends what runs there, and removes the folder', async () => {
    const folder = makeFolder(abandoned);
    const ended = once(child, 'exit');
    sweepAbandoned(where);
    expect(await ended).toEqual([null, 'SIGKILL']);
    expect(existsSync(folder)).toBe(false);
  });

  it.each([`orderwire-test-${process.pid}-abc`, 'orderwire-e2e-abc', 'orderwire-demo-999999999-abc'])(
    'leaves %s alone: its run goes on, or it is no run’s',
    async (name) => {
      const folder = makeFolder(name);
      sweepAbandoned(where);
      expect(existsSync(folder)).toBe(true);
      expect(await isUp()).toBe(true);
    },
  );

  it('follows no link to somewhere else', async () => {
    const folder = makeFolder('elsewhere');
    symlinkSync(folder, join(where, abandoned));
    sweepAbandoned(where);
    expect(existsSync(join(folder, 'shared', 'processes.json'))).toBe(true);
    expect(await isUp()).toBe(true);
  });

  const asRoot = process.getuid?.() === 0 ? it : it.skip;
  asRoot('takes no other user’s word for whom to kill', async () => {
    const folder = makeFolder(abandoned);
    chownSync(folder, 12_345, 12_345);
    sweepAbandoned(where);
    expect(existsSync(folder)).toBe(true);
    expect(await isUp()).toBe(true);
  });
});
