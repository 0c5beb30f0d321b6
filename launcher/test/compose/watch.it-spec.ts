import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { repositoryRoot } from '../../src/repository.js';

/** Stops inotify from telling anything, as on a mount of Docker Desktop. */
const silent = `import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
fs.watch = () => ({ close() {}, on() {} });
syncBuiltinESMExports();`;

let root: string;
let watcher: ChildProcess;
let output: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'orderwire-watch-'));
  for (const workspace of ['contracts', 'platform', 'orders-ms']) write(`sources/${workspace}/a.ts`, 'first');
  // A compiler that refuses "broken", and a service that shows the compiled source.
  write('app/node_modules/.bin/tsc', '#!/bin/sh\n! grep -rq broken "$(dirname "$2")/src"', 0o755);
  const show = `require('node:fs').readFileSync('../platform/src/a.ts', 'utf8')`;
  write('app/orders-ms/dist/main.js', `console.log('running', ${show}); setInterval(() => {}, 1e6)`);
  const script = join(repositoryRoot, 'deploy', 'compose', 'watch.mjs');
  const preload = `data:text/javascript,${encodeURIComponent(silent)}`;
  output = '';
  watcher = spawn(process.execPath, ['--import', preload, script, join(root, 'sources'), join(root, 'app')], {
    cwd: join(root, 'app', 'orders-ms'),
    env: { PATH: process.env.PATH, SERVICE: 'orders-ms', POLL_MS: '20' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [watcher.stdout, watcher.stderr])
    stream?.on('data', (text) => (output += String(text)));
});
afterEach(async () => {
  watcher.kill('SIGTERM');
  if (watcher.exitCode === null && watcher.signalCode === null) await once(watcher, 'exit');
  rmSync(root, { recursive: true });
});

function write(path: string, content: string, mode = 0o644): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content, { mode });
}

async function shows(text: string): Promise<void> {
  while (!output.includes(text)) {
    if (watcher.exitCode !== null) throw new Error(output);
    await Promise.race([once(watcher.stdout!, 'data'), once(watcher.stderr!, 'data'), once(watcher, 'exit')]);
  }
}

it('a saved file is compiled and restarts the service without a file system event', async () => {
  await shows('running first');
  write('sources/platform/a.ts', 'second');
  write('sources/orders-ms/new/b.ts', 'new');
  await shows('running second');
  expect(readFileSync(join(root, 'app/orders-ms/src/new/b.ts'), 'utf8')).toBe('new');
  expect(output).toContain('compiling platform, orders-ms');
  rmSync(join(root, 'sources/orders-ms/new/b.ts'));
  output = '';
  await shows('running second');
  expect(existsSync(join(root, 'app/orders-ms/src/new/b.ts'))).toBe(false);
  expect(output).not.toContain('platform');
});

it('a compile error keeps the running process, and its correction restarts it', async () => {
  await shows('running first');
  write('sources/platform/a.ts', 'broken');
  await shows('the service keeps running the previous build');
  write('sources/platform/a.ts', 'corrected');
  await shows('running corrected');
  expect(output).not.toContain('running broken');
});
