#!/usr/bin/env node
/**
 * Prisma's schema engine as the program that the Prisma CLI expects to find: the same arguments,
 * the same JSON-RPC on standard input and output, the same log lines on standard error; inside,
 * Prisma's own engine in WebAssembly. PostgreSQL only.
 */
import { administer } from './administration.mjs';
import { readArguments } from './arguments.mjs';
import { openEngine } from './engine.mjs';
import { log } from './log.mjs';
import { serve } from './rpc.mjs';

const { command, datamodels, url, shadowUrl, version } = readArguments(process.argv.slice(2));
if (version) {
  console.log('schema-engine-cli (WebAssembly)');
} else if (command) {
  // The CLI discards the first line.
  log('INFO', 'Starting schema engine CLI');
  process.exitCode = await administer(command, url);
} else {
  await serve(() => openEngine({ datamodels, url, shadowUrl }));
}
