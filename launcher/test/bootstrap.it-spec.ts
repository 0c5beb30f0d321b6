import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { buildAll } from '../bootstrap/build.mjs';
import { firstDifference, installIfNeeded } from '../bootstrap/install.mjs';
import { withLock } from '../bootstrap/lock.mjs';
import { unsupportedReason } from '../bootstrap/platform.mjs';
import { silentProgress } from '../bootstrap/progress.mjs';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'orderwire bootstrap '));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function put(path: string, content: unknown): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), typeof content === 'string' ? content : JSON.stringify(content));
}

describe('firstDifference', () => {
  const install = (packages: object) => {
    put('node_modules/.package-lock.json', { packages });
    for (const path of Object.keys(packages)) put(`${path}/package.json`, {});
  };
  beforeEach(() => {
    put('package-lock.json', {
      packages: {
        '': { name: 'root' },
        alpha: { version: '1.0.0' },
        'node_modules/alpha': { link: true },
        'node_modules/pg': { version: '8.0.0' },
        'node_modules/for-macs': { version: '1.0.0', optional: true },
      },
    });
  });

  it('is undefined when only packages for other platforms are missing', () => {
    install({ 'node_modules/alpha': { link: true }, 'node_modules/pg': { version: '8.0.0' } });
    expect(firstDifference(root)).toBeUndefined();
  });

  it('finds another version, a missing package and a missing folder', () => {
    expect(firstDifference(root)).toBe('the first time takes one or two minutes');
    install({ 'node_modules/alpha': { link: true }, 'node_modules/pg': { version: '7.0.0' } });
    expect(firstDifference(root)).toBe('pg has changed');
    install({ 'node_modules/alpha': { link: true } });
    expect(firstDifference(root)).toBe('pg has changed');
    install({ 'node_modules/alpha': { link: true }, 'node_modules/pg': { version: '8.0.0' } });
    rmSync(join(root, 'node_modules', 'pg'), { recursive: true });
    expect(firstDifference(root)).toBe('pg has changed');
  });
});

describe('the platform check', () => {
  const linux = { platform: 'linux', arch: 'x64', kernel: '6.1.0-18-amd64', glibc: '2.36' };

  it.each([
    ['Linux', linux],
    ['Linux on ARM', { ...linux, arch: 'arm64', glibc: '2.27' }],
    ['macOS', { platform: 'darwin', arch: 'arm64', kernel: '24.1.0' }],
    ['WSL2', { ...linux, kernel: '5.15.167.4-microsoft-standard-WSL2' }],
  ])('accepts %s', (_name, machine) => {
    expect(unsupportedReason(machine)).toBeUndefined();
  });

  it.each([
    ['Windows itself', { platform: 'win32', arch: 'x64', kernel: '10.0.22631' }, /on Windows itself.*WSL2/],
    ['WSL1', { ...linux, kernel: '4.4.0-19041-Microsoft' }, /on WSL1.*wsl --set-version/],
    ['musl', { ...linux, glibc: undefined }, /Alpine.*docker compose up/],
    ['an old glibc', { ...linux, glibc: '2.17' }, /glibc 2\.17.*needs 2\.27/],
    ['other processors', { ...linux, arch: 'riscv64' }, /on linux riscv64.*docker compose up/],
    ['other systems', { ...linux, platform: 'freebsd' }, /on freebsd.*docker compose up/],
  ])('refuses %s, with the remedy', (_name, machine, reason) => {
    expect(unsupportedReason(machine)).toMatch(reason);
  });

  it.each(['start', 'test', 'chaos'])('ends "npm run %s" before it installs anything', (command) => {
    const elsewhere = 'data:text/javascript,Object.defineProperty(process,"platform",{value:"win32"})';
    const bootstrap = join(import.meta.dirname, '..', 'bootstrap.mjs');
    const child = spawnSync(process.execPath, ['--import', elsewhere, bootstrap, command], {
      encoding: 'utf8',
      timeout: 30_000,
    });
    expect(child).toMatchObject({
      status: 1,
      stdout: '',
      stderr: expect.stringContaining('on Windows itself'),
    });
  });
});

describe('installIfNeeded', () => {
  const before = ['npm_execpath', 'npm_config_registry'].map((name) => [name, process.env[name]] as const);
  afterEach(() => {
    for (const [name, value] of before)
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
  });

  it('names the missing packages and the registry when npm exits with 0 and installed nothing', async () => {
    put('package-lock.json', { packages: { '': {}, 'node_modules/pg': { version: '8.0.0' } } });
    put('npm.js', 'console.log("Exit handler never called!")');
    process.env['npm_execpath'] = join(root, 'npm.js');
    process.env['npm_config_registry'] = 'https://user:hunter2@registry.example/npm/';
    const failure = await installIfNeeded(root, silentProgress).catch((error: Error) => error.message);
    expect(failure).toMatch(
      /1 packages are not installed \(pg[^]*never called[^]*https:\/\/registry\.example[^]*npm ping/,
    );
    expect(failure).not.toContain('hunter2');
  });
});

describe('withLock', () => {
  it('runs one work at a time and calls onWait for the second', async () => {
    const steps: string[] = [];
    const file = join(root, 'lock');
    let finish = () => undefined as void;
    const first = withLock(file, fail, async () => {
      steps.push('first begins');
      await new Promise<void>((resolve) => (finish = resolve));
      steps.push('first ends');
    });
    const onWait = () => {
      steps.push('second waits');
      finish();
      return { done: () => undefined };
    };
    await Promise.all([first, withLock(file, onWait, async () => steps.push('second'))]);
    expect(steps).toEqual(['first begins', 'second waits', 'first ends', 'second']);
  });

  it('takes over the lock of a dead process', async () => {
    put('lock', { pid: 999_999_999, startedAt: 'earlier' });
    expect(await withLock(join(root, 'lock'), fail, async () => 'done')).toBe('done');
    expect(existsSync(join(root, 'lock'))).toBe(false);
  });

  it('takes over the lock when the process id has been reused', async () => {
    put('lock', { pid: process.pid, startedAt: 'earlier' });
    expect(await withLock(join(root, 'lock'), fail, async () => 'done')).toBe('done');
  });

  it('takes over an empty lock of an interrupted process', async () => {
    put('lock', '');
    expect(await withLock(join(root, 'lock'), fail, async () => 'done')).toBe('done');
  });

  it('has one holder at a time, also when several processes find the lock of a dead one', async () => {
    const program = `
      import { readFileSync, writeFileSync } from 'node:fs';
      import { withLock } from ${JSON.stringify(new URL('../bootstrap/lock.mjs', import.meta.url).href)};
      const wait = () => ({ done() {} });
      for (let round = 1; round <= 4; round++)
        await withLock('lock', wait, async () => {
          const count = Number(readFileSync('count', 'utf8'));
          await new Promise((resolve) => setTimeout(resolve, 5));
          writeFileSync('count', String(count + 1));
          if (round === 4) process.kill(process.pid, 'SIGKILL');
        });`;
    put('count', '0');
    put('lock', { pid: 999_999_999, startedAt: 'earlier' });
    const children = Array.from({ length: 5 }, () =>
      spawn(process.execPath, ['--input-type=module', '-e', program], { cwd: root, stdio: 'inherit' }),
    );
    const ends = await Promise.all(children.map((child) => once(child, 'exit')));
    expect(ends).toEqual(children.map(() => [null, 'SIGKILL']));
    expect(readFileSync(join(root, 'count'), 'utf8')).toBe('20');
    expect(await withLock(join(root, 'lock'), fail, async () => 'done')).toBe('done');
    expect(readdirSync(root).sort()).toEqual(['count']);
  });

  function fail(): never {
    throw new Error('unexpected wait');
  }
});

describe('buildAll', () => {
  const silent = {
    step: () => ({ update: () => undefined, done: () => undefined }),
    note: () => undefined,
    close: () => undefined,
  };
  const workspace = (name: string, requires: string[], command: string) => {
    const dependencies = Object.fromEntries(requires.map((required) => [required, '1.0.0']));
    put(`${name}/package.json`, { name, version: '1.0.0', dependencies, scripts: { build: command } });
    put(`${name}/src/index.ts`, '1');
  };
  const log = () =>
    existsSync(join(root, 'log')) ? readFileSync(join(root, 'log'), 'utf8').split('\n') : [];
  const logging = (name: string) =>
    `node -e "const fs = require('fs'); fs.mkdirSync('dist', { recursive: true }); fs.appendFileSync('../log', '${name}\\n')"`;
  beforeEach(() => {
    put('package.json', { name: 'root', private: true, workspaces: ['shop', 'library', 'island'] });
    put('package-lock.json', {});
    workspace('shop', ['library'], logging('shop'));
    workspace('library', [], logging('library'));
    workspace('island', [], logging('island'));
  });

  it('builds libraries before their dependents, and only changed workspaces', async () => {
    await buildAll(root, silent);
    const first = log();
    expect([...first].sort()).toEqual(['', 'island', 'library', 'shop']);
    expect(first.indexOf('library')).toBeLessThan(first.indexOf('shop'));

    await buildAll(root, silent);
    expect(log()).toEqual(first);

    put('library/src/index.ts', '2');
    await buildAll(root, silent);
    expect(log().slice(first.length - 1)).toEqual(['library', 'shop', '']);
  });

  it('shows the output of a failed build and repeats the build the next time', async () => {
    workspace('library', [], `node -e "console.log('library is broken'); process.exit(3)"`);
    await expect(buildAll(root, silent)).rejects.toThrow(/Building library failed[^]*library is broken/);
    await expect(buildAll(root, silent)).rejects.toThrow(/library is broken/);
    expect(log()).not.toContain('shop');
  });
});
