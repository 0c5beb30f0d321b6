import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { identityOf } from '../src/system/process-identity.js';
import { AlreadyRunning, ownerOf, ProcessRegister, readRegister } from '../src/system/process-register.js';

let folder: string;
let file: string;
let child: ChildProcess;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'orderwire register '));
  file = join(folder, 'processes.json');
  child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000); console.log("up")']);
  if (child.stdout) await once(child.stdout, 'data');
});
afterEach(() => {
  child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

const dead = { pid: 999_999_999, startedAt: 'long ago' };
const left = (processes: unknown[], launcher: unknown = dead) =>
  writeFileSync(file, JSON.stringify({ launcher, processes }));

describe('ProcessRegister', () => {
  it('ends what a launcher that was killed has left running', async () => {
    left([{ name: 'shelf', ...identityOf(child.pid ?? 0) }]);
    const ended = once(child, 'exit');
    const names: string[] = [];
    await ProcessRegister.claim(file, (name) => names.push(name));
    expect(await ended).toEqual([null, 'SIGTERM']);
    expect(names).toEqual(['shelf']);
  });

  it('forgets none of them before it has ended', async () => {
    left([{ name: 'shelf', ...identityOf(child.pid ?? 0) }]);
    const written: unknown[] = [];
    await ProcessRegister.claim(file, () => written.push(readRegister(file)?.processes));
    expect(written).toMatchObject([[{ name: 'shelf', pid: child.pid }]]);
    expect(readRegister(file)?.processes).toEqual([]);
  });

  it('leaves a process alone that only has the same id', async () => {
    left([{ name: 'shelf', pid: child.pid, startedAt: 'another time' }]);
    await ProcessRegister.claim(file);
    expect(identityOf(child.pid ?? 0)).toBeDefined();
  });

  it('refuses a folder whose launcher is alive', async () => {
    left([], identityOf(child.pid ?? 0));
    await expect(ProcessRegister.claim(file)).rejects.toThrow(AlreadyRunning);
    expect(ownerOf(file)?.pid).toBe(child.pid);
  });

  it('survives a file that was cut off', async () => {
    writeFileSync(file, '{"launcher":{"pid":');
    const register = await ProcessRegister.claim(file);
    expect(ownerOf(file)?.pid).toBe(process.pid);
    register.release();
    expect(ownerOf(file)).toBeUndefined();
  });
});
