/**
 * For compose.dev.yaml: copies changed source files, compiles them and restarts the service. After
 * a compile error the running process keeps running. The sources are mounted read-only below
 * /sources; copies and build output stay in the container.
 */
import { spawn } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, mkdirSync, rmSync, watch } from 'node:fs';
import { dirname, join } from 'node:path';

const { SERVICE: service = '' } = process.env;
/** In dependency order: a change in one workspace affects all workspaces after it. */
const workspaces = ['contracts', 'platform', service];
const isSource = (file) => !/(^|\/)generated(\/|$)|\.spec\.ts$/.test(file);
let child;
/**
 * Index of the first workspace to compile next, and of the workspace whose compilation failed last.
 */
let stale = 0;
let failed = workspaces.length;
let timer;
let busy = false;

for (const [index, workspace] of workspaces.entries()) {
  const [mounted, copy] = [`/sources/${workspace}`, `/app/${workspace}/src`];
  cpSync(mounted, copy, { recursive: true, filter: isSource });
  watch(mounted, { recursive: true }, (_event, file) => {
    if (!file?.endsWith('.ts') || !isSource(file)) return;
    update(join(mounted, file), join(copy, file));
    stale = Math.min(stale, index, failed);
    clearTimeout(timer);
    // Editors write several files, or one file several times.
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

function update(mounted, copy) {
  if (!existsSync(mounted)) return rmSync(copy, { force: true });
  mkdirSync(dirname(copy), { recursive: true });
  copyFileSync(mounted, copy);
}

async function build() {
  if (busy) return;
  busy = true;
  const changed = workspaces.slice(stale);
  stale = workspaces.length;
  console.log(`compiling ${changed.join(', ')}`);
  const compiled = await compile(changed);
  failed = compiled ? workspaces.length : workspaces.indexOf(changed[0]);
  busy = false;
  // More files changed during the compilation.
  if (stale < workspaces.length) return build();
  if (compiled) start();
  else console.error('compilation failed; the service keeps running the previous build');
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
    console.error(`${service} exited with code ${code}; it restarts when a file changes`),
  );
}

function isRunning() {
  return child !== undefined && child.exitCode === null && child.signalCode === null;
}
