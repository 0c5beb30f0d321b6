import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';

interface Chunk {
  readonly file: string;
  readonly imports?: readonly string[];
  readonly dynamicImports?: readonly string[];
}

const dist = join(import.meta.dirname, '..', 'dist');
const manifestFile = join(dist, '.vite', 'manifest.json');

/** Of the scripts of the shop's first page, gzipped. */
const LIMIT_BYTES = 200_000;

function readManifest(): Record<string, Chunk> {
  if (!existsSync(manifestFile)) throw new Error('build the pages first: npm run build -w storefront');
  return JSON.parse(readFileSync(manifestFile, 'utf8')) as Record<string, Chunk>;
}

/** The chunks that a page loads with these modules. */
function loadedWith(manifest: Record<string, Chunk>, modules: readonly string[]): Set<string> {
  const loaded = new Set<string>();
  const add = (module: string): void => {
    if (loaded.has(module)) return;
    loaded.add(module);
    manifest[module]?.imports?.forEach(add);
  };
  modules.forEach(add);
  return loaded;
}

describe('the first page of the shop', () => {
  const manifest = readManifest();
  // The entry, and what it imports on demand before the first page is shown.
  const modules = [
    'index.html',
    'src/shop/messages/en.ts',
    'src/shop/router.tsx',
    'src/shop/pages/products.tsx',
  ];

  it('is made of the modules named here', () => {
    expect(modules.filter((module) => !manifest[module])).toEqual([]);
  });

  it('loads less than 200 kB of scripts, gzipped', () => {
    const files = [...loadedWith(manifest, modules)].map((module) => manifest[module]?.file ?? '');
    const sizes = files.map((file) => gzipSync(readFileSync(join(dist, file))).length);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(LIMIT_BYTES);
  });

  it('loads nothing of the console, not even on demand', () => {
    const reachable = new Set<string>();
    const visit = (module: string): void => {
      if (reachable.has(module)) return;
      reachable.add(module);
      const { imports = [], dynamicImports = [] } = manifest[module] ?? {};
      [...imports, ...dynamicImports].forEach(visit);
    };
    visit('index.html');
    expect([...reachable].filter((module) => module.includes('console'))).toEqual([]);
  });
});
