/**
 * For compose.dev.yaml: copies changed source files, compiles them and restarts the service. After
 * a compile error the running process keeps running. The sources are mounted read-only below
 * /sources; copies and build output stay in the container. Changes are found by polling, since
 * Docker Desktop's mounts deliver no inotify events.
 *
 * node watch.mjs [folder of the mounted sources] [folder of the copies]
 */
import { spawn } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const { SERVICE: service = '', POLL_MS = '1000' } = process.env;
const [sources = '/sources', app = '/app'] = process.argv.slice(2);
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

const seen = workspaces.map((workspace) => {
  const versions = versionsOf(workspace);
  cpSync(join(sources, workspace), join(app, workspace, 'src'), { recursive: true, filter: isSource });
  return versions;
});
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    if (!isRunning()) process.exit(0);
    child.removeAllListeners('exit');
    child.once('exit', (code) => process.exit(code ?? 0));
    child.kill(signal);
  });
}
await build();
setTimeout(poll, Number(POLL_MS));

/** What tells that a file has another content, by path. */
function versionsOf(workspace) {
  const folder = join(sources, workspace);
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && entry.name.endsWith('.ts'),
  );
  const versions = files.flatMap(({ parentPath, name }) => {
    const file = relative(folder, join(parentPath, name));
    const found = isSource(file) && statSync(join(folder, file), { throwIfNoEntry: false });
    return found ? [[file, `${found.mtimeMs} ${found.ctimeMs} ${found.size} ${found.ino}`]] : [];
  });
  return new Map(versions);
}

function poll() {
  try {
    look();
  } catch (error) {
    // A file or folder disappeared meanwhile, as in a checkout: the next pass sees what is left.
    if (error.code !== 'ENOENT') throw error;
  }
  setTimeout(poll, Number(POLL_MS));
}

function look() {
  for (const [index, workspace] of workspaces.entries()) {
    const [before, now] = [seen[index], versionsOf(workspace)];
    const changed = [...new Set([...before.keys(), ...now.keys()])].filter(
      (file) => before.get(file) !== now.get(file),
    );
    if (changed.length === 0) continue;
    for (const file of changed) update(join(sources, workspace, file), join(app, workspace, 'src', file));
    seen[index] = now;
    stale = Math.min(stale, index, failed);
    clearTimeout(timer);
    // Editors write several files, or one file several times.
    timer = setTimeout(() => void build(), 200);
  }
}

function update(mounted, copy) {
  if (!statSync(mounted, { throwIfNoEntry: false })) return rmSync(copy, { force: true });
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
    const args = ['-p', join(app, workspace, 'tsconfig.build.json')];
    const code = await new Promise((resolve) =>
      spawn(join(app, 'node_modules', '.bin', 'tsc'), args, { stdio: 'inherit' }).on('exit', resolve),
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
