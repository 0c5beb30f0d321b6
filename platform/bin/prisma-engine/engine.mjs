import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg';
import { MigrationAdapterFactory } from './adapter.mjs';
import { offlineAdapterFactory } from './offline-adapter.mjs';

/**
 * Prisma's schema engine for this database. It connects at the first call.
 *
 * @param {{datamodels: string[], url?: string, shadowUrl?: string}} options paths of the schema's
 * files; the URLs
 * @returns an object with the engine's methods, and `reasonOf`, which finds the cause of an error
 */
export async function openEngine({ datamodels, url, shadowUrl }) {
  if (shadowUrl) {
    throw new Error(
      'This engine creates its own shadow database: remove shadowDatabaseUrl from prisma.config.ts.',
    );
  }
  await loadWebAssembly();
  const schema = datamodels.map((file) => [file, readFileSync(file, 'utf8')]);
  const factory = bindMigrationAwareSqlAdapterFactory(
    url ? new MigrationAdapterFactory(url) : offlineAdapterFactory,
  );
  const options = { datamodels: schema.length ? schema : undefined };
  const engine = await bindings.SchemaEngine.new(options, () => undefined, factory);
  engine.reasonOf = (error) => {
    // The engine replaces an error that the adapter cannot map with a number.
    const number = /^External error id#(\d+)/.exec(error?.message ?? '')?.[1];
    return (number && factory.errorRegistry.consumeError(Number(number))?.error) || error;
  };
  return engine;
}

/** Receives the engine's panic message before the WebAssembly trap, which has none. */
let panic;
globalThis.PRISMA_WASM_PANIC_REGISTRY = { set_message: (message) => (panic = message) };

/** The message of the engine's last panic. */
export const lastPanic = () => panic;

/** The package expects a bundler to load its module; Node can import it only behind a flag. */
async function loadWebAssembly() {
  const entry = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg');
  const module = readFileSync(join(dirname(entry), 'schema_engine_bg.wasm'));
  const { instance } = await WebAssembly.instantiate(module, { './schema_engine_bg.js': bindings });
  bindings.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
}
