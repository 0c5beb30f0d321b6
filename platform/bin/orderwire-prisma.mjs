#!/usr/bin/env node
/**
 * The Prisma CLI of the service in the current folder, with Prisma's schema engine in WebAssembly
 * instead of the native engine that the CLI would download. `generate` and `migrate` work offline.
 * An existing `PRISMA_SCHEMA_ENGINE_BINARY` takes precedence.
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
    // No version check and no advertising.
    CHECKPOINT_DISABLE: '1',
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
    ...process.env,
  },
});
// The terminal sends Ctrl-C to both processes. This one exits with Prisma's exit code.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(signal ? 128 + constants.signals[signal] : code));
