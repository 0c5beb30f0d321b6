import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
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
import { firstDifference } from '../bootstrap/install.mjs';
import { withLock } from '../bootstrap/lock.mjs';

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
  const present = (packages: object) => {
    put('node_modules/.package-lock.json', { packages });
    for (const path of Object.keys(packages)) put(`${path}/package.json`, {});
  };
  beforeEach(() => {
    put('package-lock.json', {
      packages: {
        '': { name: 'root' },
        shelf: { version: '1.0.0' },
        'node_modules/shelf': { link: true },
        'node_modules/pg': { version: '8.0.0' },
        'node_modules/for-macs': { version: '1.0.0', optional: true },
      },
    });
  });

  it('is content with everything but packages for other machines', () => {
    present({ 'node_modules/shelf': { link: true }, 'node_modules/pg': { version: '8.0.0' } });
    expect(firstDifference(root)).toBeUndefined();
  });

  it('sees another version, a missing package, and a folder that was never filled', () => {
    expect(firstDifference(root)).toBe('the first time takes a minute or two');
    present({ 'node_modules/shelf': { link: true }, 'node_modules/pg': { version: '7.0.0' } });
    expect(firstDifference(root)).toBe('pg has changed');
    present({ 'node_modules/shelf': { link: true } });
    expect(firstDifference(root)).toBe('pg has changed');
    present({ 'node_modules/shelf': { link: true }, 'node_modules/pg': { version: '8.0.0' } });
    rmSync(join(root, 'node_modules', 'pg'), { recursive: true });
    expect(firstDifference(root)).toBe('pg has changed');
  });
});

describe('withLock', () => {
  it('lets one work after the other, and tells the second that it waits', async () => {
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

  it('takes over from a holder that is dead', async () => {
    put('lock', '999999999');
    expect(await withLock(join(root, 'lock'), fail, async () => 'done')).toBe('done');
    expect(existsSync(join(root, 'lock'))).toBe(false);
  });

  it('takes over from a holder whose id is another process by now', async () => {
    put('lock', { pid: process.pid, startedAt: 'long ago' });
    expect(await withLock(join(root, 'lock'), fail, async () => 'done')).toBe('done');
  });

  it('takes over from what an interrupted writer left', async () => {
    put('lock', '');
    expect(await withLock(join(root, 'lock'), fail, async () => 'done')).toBe('done');
  });

  it('is held by one at a time, also where many find the lock of one who died', async () => {
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
    put('lock', { pid: 999_999_999, startedAt: 'long ago' });
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
    throw new Error('nobody was expected to wait');
  }
});

describe('buildAll', () => {
  const silent = {
    step: () => ({ update: () => undefined, done: () => undefined, fail: () => undefined }),
    note: () => undefined,
    close: () => undefined,
  };
  const workspace = (name: string, needs: string[], command: string) => {
    const dependencies = Object.fromEntries(needs.map((need) => [need, '1.0.0']));
    put(`${name}/package.json`, { name, version: '1.0.0', dependencies, scripts: { build: command } });
    put(`${name}/src/index.ts`, '1');
  };
  const log = () =>
    existsSync(join(root, 'log')) ? readFileSync(join(root, 'log'), 'utf8').split('\n') : [];
  const noting = (name: string) =>
    `node -e "const fs = require('fs'); fs.mkdirSync('dist', { recursive: true }); fs.appendFileSync('../log', '${name}\\n')"`;
  beforeEach(() => {
    put('package.json', { name: 'root', private: true, workspaces: ['shop', 'library', 'island'] });
    put('package-lock.json', {});
    workspace('shop', ['library'], noting('shop'));
    workspace('library', [], noting('library'));
    workspace('island', [], noting('island'));
  });

  it('builds libraries before those who need them, and only what has changed', async () => {
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

  it('shows what the build said when it fails, and builds it again the next time', async () => {
    workspace('library', [], `node -e "console.log('library is broken'); process.exit(3)"`);
    await expect(buildAll(root, silent)).rejects.toThrow(/Building library failed[^]*library is broken/);
    await expect(buildAll(root, silent)).rejects.toThrow(/library is broken/);
    expect(log()).not.toContain('shop');
  });
});
