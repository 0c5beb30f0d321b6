/**
 * compose.dev.yaml: compiles the service and the two libraries when a source file changes, then starts it again.
 * A change that does not compile is reported, and the process that runs goes on running.
 */
import { spawn } from 'node:child_process';
import { watch } from 'node:fs';

const { SERVICE: service = '' } = process.env;
/** In the order in which they need each other: a change of one is a change for all after it. */
const workspaces = ['contracts', 'platform', service];
let child = start();
let changed = workspaces.length;
let timer;
let busy = false;

for (const [index, workspace] of workspaces.entries()) {
  watch(`/app/${workspace}/src`, { recursive: true }, (_event, file) => {
    if (!file?.endsWith('.ts') || file.includes('generated')) return;
    changed = Math.min(changed, index);
    clearTimeout(timer);
    // An editor writes several files, or one file several times.
    timer = setTimeout(() => void build(), 200);
  });
}
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    child.removeAllListeners('exit');
    child.on('exit', (code) => process.exit(code ?? 0));
    if (!child.kill(signal)) process.exit(0);
  });
}
console.log(`watching ${workspaces.map((name) => `${name}/src`).join(', ')}`);

async function build() {
  if (busy) return;
  busy = true;
  const stale = workspaces.slice(changed);
  changed = workspaces.length;
  console.log(`compiling ${stale.join(', ')}`);
  let good = true;
  for (const workspace of stale)
    good = good && (await run('/app/node_modules/.bin/tsc', ['-p', `/app/${workspace}/tsconfig.build.json`]));
  busy = false;
  if (changed < workspaces.length) return void build();
  if (good) restart();
  else console.error('does not compile: the process that runs is the one from before');
}

function restart() {
  const old = child;
  old.removeAllListeners('exit');
  const next = () => (child = start());
  if (old.exitCode !== null || old.signalCode !== null) next();
  else old.once('exit', next).kill('SIGTERM');
}

function start() {
  const process_ = spawn(process.execPath, ['--enable-source-maps', 'dist/main.js'], { stdio: 'inherit' });
  return process_.once('exit', (code) =>
    console.error(`ended with ${code}; starts again when a file changes`),
  );
}

function run(file, args) {
  return new Promise((resolve) =>
    spawn(file, args, { stdio: 'inherit' }).on('exit', (code) => resolve(code === 0)),
  );
}
