/**
 * For the image of one service: deletes every installed package that the service does not depend
 * on, and files that serve documentation or debugging only. npm keeps optional peers (the Prisma
 * CLI, TypeScript), which are larger than the rest.
 *
 * node prune.mjs <service> in the folder that holds node_modules
 */
import { existsSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';

const root = process.cwd();
const service = process.argv[2] ?? '';
const required = new Set();
collect(join(root, service));
const ownFolders = [...required].map((folder) => folder.slice(root.length + 1));

for (const folder of installed(root))
  if (!required.has(folder)) rmSync(folder, { recursive: true, force: true });
for (const { name } of readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory())) {
  if (name !== 'node_modules' && !ownFolders.includes(name)) rmSync(join(root, name), { recursive: true });
}
for (const name of readdirSync(join(root, 'node_modules'))) {
  if (name.startsWith('.')) rmSync(join(root, 'node_modules', name), { recursive: true });
}
const superfluous = /\.(map|md|markdown|ts|mts|cts|flow)$|^(tests?|__tests__|benchmarks?|examples?)$/i;
// Prisma's client contains a query compiler for every database, each as CommonJS and as an ES
// module.
const otherDatabases = /^query_compiler_(small_.*|.*\.(mysql|sqlite|sqlserver|cockroachdb)\..*|.*\.js)$/;
for (const entry of readdirSync(join(root, 'node_modules'), { recursive: true, withFileTypes: true })) {
  const prisma = entry.parentPath.endsWith('@prisma/client/runtime') && otherDatabases.test(entry.name);
  const unused = entry.isFile() && superfluous.test(entry.name);
  if (prisma || unused) rmSync(join(entry.parentPath, entry.name), { recursive: true, force: true });
}
console.log(`${service}: ${required.size} packages kept`);

/** Adds a package and its dependencies, resolved as Node resolves them. */
function collect(folder) {
  if (required.has(folder)) return;
  required.add(folder);
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
    if (found) collect(found);
  }
}

function find(name, from) {
  // Packages of this repository are links to workspace folders.
  if (name.startsWith('@orderwire/')) return join(root, name.slice('@orderwire/'.length));
  for (let folder = from; folder.startsWith(root); folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name);
    if (existsSync(join(candidate, 'package.json'))) return candidate;
  }
  return undefined;
}

/** Folders of all packages below a node_modules folder, including nested ones. */
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
      return own && ownFolders.includes(own) ? join(root, own) : join(modules, name);
    })
    .flatMap((path) => [path, ...(required.has(path) ? installed(path) : [])]);
}
