/**
 * For the image of one service: deletes every installed package that the service does not reach through dependencies, and
 * files that only describe or debug. npm keeps optional peers (the Prisma CLI, TypeScript) which weigh more than all the rest.
 *
 *   node prune.mjs <service>      in the folder that holds node_modules
 */
import { existsSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';

const root = process.cwd();
const service = process.argv[2] ?? '';
const wanted = new Set();
reach(join(root, service));
const parts = [...wanted].map((folder) => folder.slice(root.length + 1));

for (const folder of installed(root))
  if (!wanted.has(folder)) rmSync(folder, { recursive: true, force: true });
for (const { name } of readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory())) {
  if (name !== 'node_modules' && !parts.includes(name)) rmSync(join(root, name), { recursive: true });
}
for (const name of readdirSync(join(root, 'node_modules'))) {
  if (name.startsWith('.')) rmSync(join(root, 'node_modules', name), { recursive: true });
}
const superfluous = /\.(map|md|markdown|ts|mts|cts|flow)$|^(tests?|__tests__|benchmarks?|examples?)$/i;
// Prisma's client carries a query compiler for every database it knows, and each for a CommonJS and another world.
const otherDatabases = /^query_compiler_(small_.*|.*\.(mysql|sqlite|sqlserver|cockroachdb)\..*|.*\.js)$/;
for (const entry of readdirSync(join(root, 'node_modules'), { recursive: true, withFileTypes: true })) {
  const prisma = entry.parentPath.endsWith('@prisma/client/runtime') && otherDatabases.test(entry.name);
  const unread = entry.isFile() && superfluous.test(entry.name);
  if (prisma || unread) rmSync(join(entry.parentPath, entry.name), { recursive: true, force: true });
}
console.log(`${service}: ${wanted.size} packages kept`);

/** A package and all that it depends on, where Node would find it from there. */
function reach(folder) {
  if (wanted.has(folder)) return;
  wanted.add(folder);
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const {
    dependencies = {},
    optionalDependencies = {},
    peerDependencies = {},
    peerDependenciesMeta = {},
  } = manifest;
  const peers = Object.keys(peerDependencies).filter((name) => !peerDependenciesMeta[name]?.optional);
  for (const name of [...Object.keys({ ...dependencies, ...optionalDependencies }), ...peers]) {
    const found = find(name, folder);
    if (found) reach(found);
  }
}

function find(name, from) {
  // Our own packages are links into the workspace folders.
  if (name.startsWith('@orderwire/')) return join(root, name.slice('@orderwire/'.length));
  for (let folder = from; folder.startsWith(root); folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name);
    if (existsSync(join(candidate, 'package.json'))) return candidate;
  }
  return undefined;
}

/** Folders of all packages under a node_modules, nested ones too. */
function installed(folder) {
  const modules = join(folder, 'node_modules');
  if (!existsSync(modules)) return [];
  const names = readdirSync(modules).flatMap((name) =>
    name.startsWith('@') ? readdirSync(join(modules, name)).map((inner) => `${name}/${inner}`) : [name],
  );
  return names
    .filter((name) => !name.startsWith('.'))
    .map((name) => {
      const own = name.startsWith('@orderwire/') && name.slice('@orderwire/'.length);
      return own && parts.includes(own) ? join(root, own) : join(modules, name);
    })
    .flatMap((path) => [path, ...(wanted.has(path) ? installed(path) : [])]);
}
