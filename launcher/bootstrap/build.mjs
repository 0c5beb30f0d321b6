import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { npmScript } from './run.mjs';

/**
 * Builds in parallel the workspaces that changed, or whose dependencies changed, since then; not those of
 * `except`.
 */
export async function buildAll(root, progress, except = []) {
  const stampFile = join(root, 'node_modules', '.orderwire-build.json');
  const stamps = existsSync(stampFile) ? JSON.parse(readFileSync(stampFile, 'utf8')) : {};
  const workspaces = readWorkspaces(root);
  const keys = buildKeys(root, workspaces);
  const pending = workspaces.filter(
    ({ folder }) =>
      !except.includes(folder) &&
      (stamps[folder] !== keys.get(folder) || !existsSync(join(root, folder, 'dist'))),
  );
  if (pending.length === 0) return;

  const step = progress.step('building');
  const running = new Map();
  const unbuilt = new Set(pending.map(({ name }) => name));
  const total = pending.length;
  try {
    while (pending.length || running.size) {
      for (const workspace of [...pending]) {
        const blocked = workspace.dependencies.some((name) => unbuilt.has(name));
        if (blocked || running.size >= Math.max(2, availableParallelism())) continue;
        pending.splice(pending.indexOf(workspace), 1);
        running.set(
          workspace.name,
          build(root, workspace.folder).then(() => workspace),
        );
      }
      step.update(`building ${total - unbuilt.size}/${total}: ${[...running.keys()].map(short).join(', ')}`);
      const { name, folder } = await Promise.race(running.values());
      running.delete(name);
      unbuilt.delete(name);
      stamps[folder] = keys.get(folder);
      mkdirSync(dirname(stampFile), { recursive: true });
      writeFileSync(stampFile, JSON.stringify(stamps));
    }
  } finally {
    await Promise.allSettled(running.values());
  }
  step.done(`${total} of ${workspaces.length} workspaces built`);
}

function build(root, folder) {
  return npmScript(root, folder, 'build', { title: `Building ${folder}` });
}

/** Every workspace with the names of the workspaces that it depends on. */
function readWorkspaces(root) {
  const { workspaces } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const manifests = workspaces.map((folder) => ({
    folder,
    manifest: JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')),
  }));
  const names = new Set(manifests.map(({ manifest }) => manifest.name));
  return manifests.map(({ folder, manifest }) => ({
    folder,
    name: manifest.name,
    // Builds do not need devDependencies, which only tests import.
    dependencies: Object.keys(manifest.dependencies ?? {}).filter((name) => names.has(name)),
  }));
}

/** A hash by folder over its sources, the lock file and the hashes of its dependencies. */
function buildKeys(root, workspaces) {
  const keys = new Map();
  const lock = readFileSync(join(root, 'package-lock.json'));
  const keyOf = ({ folder, dependencies }) => {
    if (keys.has(folder)) return keys.get(folder);
    const hash = createHash('sha256').update(lock);
    for (const dependency of dependencies)
      hash.update(keyOf(workspaces.find(({ name }) => name === dependency)));
    for (const file of sourcesOf(join(root, folder)))
      hash.update(`${relative(root, file)}\0`).update(readFileSync(file));
    keys.set(folder, hash.digest('hex'));
    return keys.get(folder);
  };
  for (const workspace of workspaces) keyOf(workspace);
  return keys;
}

/** Files that a build reads; not generated ones. */
function sourcesOf(folder) {
  const configs = ['tsconfig.json', 'tsconfig.build.json', 'prisma.config.ts', 'vite.config.ts'];
  const files = ['package.json', ...configs, 'index.html', 'console.html'];
  const folders = ['src', 'prisma', 'bin', 'migrations', 'public'].filter((name) =>
    existsSync(join(folder, name)),
  );
  const nested = folders
    .flatMap((name) => readdirSync(join(folder, name), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && !/[\\/]generated([\\/]|$)/.test(entry.parentPath))
    .map(({ parentPath, name }) => join(parentPath, name));
  return [...files.map((name) => join(folder, name)).filter((file) => existsSync(file)), ...nested].sort();
}

const short = (name) => name.replace('@orderwire/', '');
