import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { identityOf } from '../bootstrap/process-identity.mjs';
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

const dead = { pid: 999_999_999, startedAt: 'earlier' };
const writeRegister = (processes: unknown[], launcher: unknown = dead) =>
  writeFileSync(file, JSON.stringify({ launcher, processes }));

describe('ProcessRegister', () => {
  it('ends the processes of a killed launcher', async () => {
    writeRegister([{ name: 'alpha', ...identityOf(child.pid ?? 0) }]);
    const ended = once(child, 'exit');
    const names: string[] = [];
    await ProcessRegister.claim(file, (name) => names.push(name));
    expect(await ended).toEqual([null, 'SIGTERM']);
    expect(names).toEqual(['alpha']);
  });

  it('keeps a leftover process registered until it has ended', async () => {
    writeRegister([{ name: 'alpha', ...identityOf(child.pid ?? 0) }]);
    const written: unknown[] = [];
    await ProcessRegister.claim(file, () => written.push(readRegister(file)?.processes));
    expect(written).toMatchObject([[{ name: 'alpha', pid: child.pid }]]);
    expect(readRegister(file)?.processes).toEqual([]);
  });

  it('does not end another process with the same id', async () => {
    writeRegister([{ name: 'alpha', pid: child.pid, startedAt: 'another time' }]);
    await ProcessRegister.claim(file);
    expect(identityOf(child.pid ?? 0)).toBeDefined();
  });

  it('rejects a data folder whose launcher is alive', async () => {
    writeRegister([], identityOf(child.pid ?? 0));
    await expect(ProcessRegister.claim(file)).rejects.toThrow(AlreadyRunning);
    expect(ownerOf(file)?.pid).toBe(child.pid);
  });

  it('ignores a truncated file', async () => {
    writeFileSync(file, '{"launcher":{"pid":');
    const register = await ProcessRegister.claim(file);
    expect(ownerOf(file)?.pid).toBe(process.pid);
    register.release();
    expect(ownerOf(file)).toBeUndefined();
  });
});
