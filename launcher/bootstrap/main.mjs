import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { buildAll } from './build.mjs';
import { installIfNeeded } from './install.mjs';
import { withLock } from './lock.mjs';
import { thisMachine, unsupportedReason } from './platform.mjs';
import { createProgress } from './progress.mjs';
import { CommandFailed } from './run.mjs';
import { initialiseSubmodules, requireSubmodules } from './submodules.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** The commands and their purposes. */
const commands = {
  start: 'start the whole system',
  test: 'check and test everything',
  demo: 'place and pay an order on the running system and follow it until PAID',
  doctor: 'find what prevents the system from running',
  reset: 'delete the data of the embedded system',
  bench: 'measure the running system',
  screenshots: 'write pictures of all pages of the running system',
  chaos: 'inject faults while shoppers order, then audit all invariants',
  'dead-letters': 'list, show, requeue or discard events that consumers gave up on',
  reconcile: 'compare payments with Stripe, resolve differences and list the rest',
  replay: 'publish events again, by order, subject or time',
  insights: 'show how old the figures of dashboards are, or build them anew',
  keys: 'list the keys that sign access tokens, or withdraw them after a leak',
  backup: 'copy the databases of the running system; list and verify the copies',
  restore: 'bring one database, or all, back to a time after a backup',
  launcher: 'manage git submodules: split, status, check, update, bump',
};

/** Commands that start PostgreSQL and NATS on this machine. */
const startsServers = ['start', 'test', 'chaos'];

/**
 * Installs and builds what is missing or out of date, then runs the built command in the same
 * process, so one process receives Ctrl-C.
 */
export async function main([command, ...args]) {
  if (!Object.hasOwn(commands, command ?? '')) {
    const list = Object.entries(commands).map(([name, purpose]) => `  ${name.padEnd(14)}${purpose}`);
    const unknown =
      command && !/^(-h|--help|help)$/.test(command) ? `There is no command "${command}".\n` : '';
    console.error(`${unknown}Usage: node launcher/bootstrap.mjs <command>\n${list.join('\n')}`);
    process.exitCode = unknown || !command ? 2 : 0;
    return;
  }
  const reason = startsServers.includes(command) ? unsupportedReason(thisMachine()) : undefined;
  if (reason) {
    console.error(reason);
    process.exitCode = 1;
    return;
  }
  const workspace = ['bench', 'chaos', 'screenshots'].includes(command) ? 'e2e' : 'launcher';
  const entry = join(root, workspace, 'dist', 'bundle.js');
  const progress = createProgress();
  const waitStep = (holder) =>
    progress.step(`waiting for another command (process ${holder}) that installs or builds`);
  try {
    await withLock(join(root, '.orderwire', 'bootstrap.lock'), waitStep, async () => {
      // The doctor changes no submodule.
      if (command === 'doctor') requireSubmodules(root);
      else await initialiseSubmodules(root, progress);
      await installIfNeeded(root, progress);
      // A start needs no tests.
      await buildAll(root, progress, command === 'start' ? ['e2e'] : []);
    });
  } catch (error) {
    progress.close();
    if (!(error instanceof CommandFailed)) throw error;
    console.error(`\n${error.message}`);
    // The submodule commands must work while the code does not compile.
    if (command !== 'launcher' || !existsSync(entry)) {
      process.exitCode = 1;
      return;
    }
    console.error('Continuing with the previous build.\n');
  }
  const { run } = await import(pathToFileURL(entry).href);
  await run([command, ...args]);
}
