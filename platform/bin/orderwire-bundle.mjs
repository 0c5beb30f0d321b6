#!/usr/bin/env node
/**
 * `orderwire-bundle [program…]` writes dist/bundle.js of the service in the current folder:
 * dist/main.js with the modules it imports. And it replaces dist/<program>.js, which the service has
 * beside it, by the same. A process reads one file instead of 2,000 and starts in half the CPU time.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { rolldown } from 'rolldown';

/**
 * Packages that load files of their own at run time: WebAssembly, threads, native code. And scripts
 * that are not compiled: a change of theirs needs no build.
 */
const external = [
  /^@prisma\/client(\/|$)/,
  'piscina',
  '@node-rs/argon2',
  'pdfkit',
  'fontkit',
  'dejavu-fonts-ttf',
  'playwright-core',
  /^@aws-sdk\//,
  /^\.\..*\/(bootstrap|deploy)\/.*\.mjs$/,
];

const dist = resolve('dist');

/** `import.meta.url` is that of the module, not of the bundle. */
const ownUrls = {
  name: 'own-urls',
  transform: {
    filter: { id: { exclude: /\0/ }, code: 'import.meta.url' },
    handler(code, id) {
      const own = JSON.stringify(relative(dist, id));
      return code.replaceAll('import.meta.url', `new URL(${own}, import.meta.url).href`);
    },
  },
};

/** tsc leaves a program alone that did not change, so dist has the last bundle of it. */
const fromSource = (program, entry) => ({
  name: 'from-source',
  resolveId: (id) => (id === entry ? id : undefined),
  load(id) {
    if (id !== entry) return undefined;
    return { code: readFileSync(resolve('src', `${program}.ts`), 'utf8'), moduleType: 'ts' };
  },
});

/**
 * Escapes all characters beyond ASCII, which stand in strings and patterns only: V8 keeps a source of
 * ASCII in half the memory.
 */
const inAscii = (code) =>
  code.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

async function write(program, file) {
  const entry = resolve(dist, `${program}.js`);
  const bundle = await rolldown({
    input: entry,
    platform: 'node',
    external,
    plugins: [fromSource(program, entry), ownUrls],
    logLevel: 'silent',
  });
  // Names stay: Nest and class-validator report classes by them. Modules run in the order of their
  // imports: decorators need reflect-metadata first.
  const format = {
    format: 'esm',
    keepNames: true,
    codeSplitting: false,
    comments: false,
    strictExecutionOrder: true,
  };
  const [{ code }] = (await bundle.generate(format)).output;
  mkdirSync(dist, { recursive: true });
  writeFileSync(resolve(dist, file), inAscii(code));
  await bundle.close();
}

await write('main', 'bundle.js');
for (const program of process.argv.slice(2)) await write(program, `${program}.js`);
