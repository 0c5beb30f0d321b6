#!/usr/bin/env node
/**
 * The ordinary Prisma CLI of the service in the current folder, with Prisma's schema engine in WebAssembly instead of
 * the native program that the CLI would download first. So `generate` and `migrate` work without that download's
 * host. A `PRISMA_SCHEMA_ENGINE_BINARY` that is already set is left as it is.
 */
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const engine = fileURLToPath(new URL('prisma-engine/main.mjs', import.meta.url));

function prismaCli() {
  try {
    const manifest = createRequire(join(process.cwd(), 'package.json')).resolve('prisma/package.json');
    return join(dirname(manifest), 'build', 'index.js');
  } catch {
    console.error(`orderwire-prisma: the package "prisma" is not installed for ${process.cwd()}.`);
    console.error('Run it in a service folder, after npm install.');
    process.exit(1);
  }
}

const child = spawn(process.execPath, [prismaCli(), ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: {
    PRISMA_SCHEMA_ENGINE_BINARY: engine,
    // Neither belongs in a start-up: a look for newer versions, and advertising.
    CHECKPOINT_DISABLE: '1',
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
    ...process.env,
  },
});
// The terminal sends Ctrl-C to both: Prisma ends by itself, and its end is ours.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(signal ? 128 + constants.signals[signal] : code));
