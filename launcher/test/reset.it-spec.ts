import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reset } from '../src/commands/reset.js';
import { identityOf } from '../bootstrap/process-identity.mjs';
import { ProcessRegister } from '../src/system/process-register.js';
import { filesIn } from '../src/system/state-file.js';

let dataDir: string;
let other: ChildProcess | undefined;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'orderwire reset '));
  for (const name of ['bin', 'postgres', 'logs']) mkdirSync(join(dataDir, name));
  writeFileSync(join(dataDir, 'secrets.json'), '{}');
});
afterEach(() => {
  other?.kill('SIGKILL');
  rmSync(dataDir, { recursive: true, force: true });
});

it('deletes the data and keeps downloaded programs', async () => {
  expect(await reset(['--yes'], dataDir)).toBe(0);
  expect(readdirSync(dataDir)).toEqual(['bin']);
});

it('requires --yes without a terminal', async () => {
  await expect(reset([], dataDir)).rejects.toThrow(/use --yes/);
  expect(readdirSync(dataDir)).toContain('postgres');
});

it('fails while the system is running', async () => {
  const register = await ProcessRegister.claim(filesIn(dataDir).register);
  await expect(reset(['--yes'], dataDir)).rejects.toThrow(/is running/);
  register.release();
  expect(readdirSync(dataDir)).toContain('postgres');
});

it('fails when the system was started before the confirmation', async () => {
  const child = (other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000); console.log("up")']));
  await once(child.stdout, 'data');
  const startThenAgree = async () => {
    const started = { launcher: identityOf(child.pid ?? 0), processes: [] };
    writeFileSync(filesIn(dataDir).register, JSON.stringify(started));
    return true;
  };
  await expect(reset([], dataDir, startThenAgree)).rejects.toThrow(`is running (process ${child.pid})`);
  expect(readdirSync(dataDir)).toContain('postgres');
});

it('rejects unknown options', async () => {
  await expect(reset(['--force'], dataDir)).rejects.toThrow(/--force/);
});
