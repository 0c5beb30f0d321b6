import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg';
import { MigrationAdapterFactory } from './adapter.mjs';

/**
 * Prisma's schema engine on this database. Nothing is asked of the database before the first call.
 *
 * @param {{datamodels: string[], url?: string, shadowUrl?: string}} options paths of the schema's files; the URLs
 */
export async function openEngine({ datamodels, url, shadowUrl }) {
  if (shadowUrl) {
    throw new Error('This engine makes its shadow database itself: leave shadowDatabaseUrl out of prisma.config.ts.');
  }
  await loadWebAssembly();
  const schema = datamodels.map((file) => [file, readFileSync(file, 'utf8')]);
  // Without a URL, commands that only read schemas still work; any other gets a connection that is refused.
  const factory = new MigrationAdapterFactory(url ?? 'postgresql://127.0.0.1:1/none');
  return bindings.SchemaEngine.new(
    { datamodels: schema.length ? schema : undefined },
    () => undefined,
    bindMigrationAwareSqlAdapterFactory(factory),
  );
}

/** Where the engine writes why it panicked, before the WebAssembly trap that says nothing. */
let panic;
globalThis.PRISMA_WASM_PANIC_REGISTRY = { set_message: (message) => { panic = message; console.error(message); } };

/** The engine's own words of its last panic. */
export const lastPanic = () => panic;

/** The package leaves it to a bundler to load its module; Node can import it only behind a flag. */
async function loadWebAssembly() {
  const entry = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg');
  const module = readFileSync(join(dirname(entry), 'schema_engine_bg.wasm'));
  const { instance } = await WebAssembly.instantiate(module, { './schema_engine_bg.js': bindings });
  bindings.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
}
