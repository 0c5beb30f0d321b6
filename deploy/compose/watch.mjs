/**
 * compose.dev.yaml: takes over source files that change, compiles them, and starts the service again. What does not compile
 * is reported, and the process that runs goes on running. Yours are mounted under /sources, read only; the copies and what
 * is generated and compiled from them stay in the container.
 */
import { spawn } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, mkdirSync, rmSync, watch } from 'node:fs';
import { dirname, join } from 'node:path';

const { SERVICE: service = '' } = process.env;
/** In the order in which they need each other: a change of one is a change for all after it. */
const workspaces = ['contracts', 'platform', service];
const isSource = (file) => !/(^|\/)generated(\/|$)|\.spec\.ts$/.test(file);
let child;
/** Where the next compilation begins, and where the last one failed: what failed is owed until it compiles. */
let stale = 0;
let owed = workspaces.length;
let timer;
let busy = false;

for (const [index, workspace] of workspaces.entries()) {
  const [yours, copy] = [`/sources/${workspace}`, `/app/${workspace}/src`];
  cpSync(yours, copy, { recursive: true, filter: isSource });
  watch(yours, { recursive: true }, (_event, file) => {
    if (!file?.endsWith('.ts') || !isSource(file)) return;
    take(join(yours, file), join(copy, file));
    stale = Math.min(stale, index, owed);
    clearTimeout(timer);
    // An editor writes several files, or one file several times.
    timer = setTimeout(() => void build(), 200);
  });
}
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    if (!isRunning()) process.exit(0);
    child.removeAllListeners('exit');
    child.once('exit', (code) => process.exit(code ?? 0));
    child.kill(signal);
  });
}
await build();

function take(yours, copy) {
  if (!existsSync(yours)) return rmSync(copy, { force: true });
  mkdirSync(dirname(copy), { recursive: true });
  copyFileSync(yours, copy);
}

async function build() {
  if (busy) return;
  busy = true;
  const changed = workspaces.slice(stale);
  stale = workspaces.length;
  console.log(`compiling ${changed.join(', ')}`);
  const good = await compile(changed);
  owed = good ? workspaces.length : workspaces.indexOf(changed[0]);
  busy = false;
  // More came while the compiler was at work.
  if (stale < workspaces.length) return build();
  if (good) start();
  else console.error('does not compile; mend it and save');
}

async function compile(changed) {
  for (const workspace of changed) {
    const args = ['-p', `/app/${workspace}/tsconfig.build.json`];
    const code = await new Promise((resolve) =>
      spawn('/app/node_modules/.bin/tsc', args, { stdio: 'inherit' }).on('exit', resolve),
    );
    if (code !== 0) return false;
  }
  return true;
}

function start() {
  if (isRunning()) {
    child.removeAllListeners('exit');
    child.once('exit', () => launch());
    child.kill('SIGTERM');
  } else launch();
}

function launch() {
  child = spawn(process.execPath, ['--enable-source-maps', 'dist/main.js'], { stdio: 'inherit' });
  child.once('exit', (code) =>
    console.error(`${service} ended with ${code}; it starts again when a file changes`),
  );
}

function isRunning() {
  return child !== undefined && child.exitCode === null && child.signalCode === null;
}
