import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { buildAll } from './build.mjs';
import { installIfNeeded } from './install.mjs';
import { withLock } from './lock.mjs';
import { createProgress } from './progress.mjs';
import { CommandFailed } from './run.mjs';
import { complainOfEmptySubmodules, initialiseSubmodules } from './submodules.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** What each command needs before it can run, and what it is for. */
const commands = {
  start: 'bring the whole system up',
  test: 'check and test everything',
  demo: 'place an order on the running system, pay it, follow it until PAID',
  doctor: 'find out what keeps the system from running',
  reset: 'delete the data of the embedded system',
  bench: 'measure the running system',
  chaos: 'kill, lose and corrupt while shoppers order, then audit every book',
  'dead-letters': 'list, show, requeue or discard events that consumers gave up on',
  reconcile: 'compare payments with Stripe and resolve differences',
  replay: 'publish events again, by order, subject or time',
  launcher: 'split, status, check, update, bump: git submodules',
};

/** Commands of the workspace e2e; all others are the launcher's. */
const inEndToEnd = new Set(['bench', 'chaos']);

/**
 * Installs and builds what is missing or out of date, then hands over to the launcher proper, in this process: so
 * there is one process that gets Ctrl-C.
 */
export async function main([command, ...args]) {
  if (!Object.hasOwn(commands, command ?? '')) {
    const list = Object.entries(commands).map(([name, purpose]) => `  ${name.padEnd(14)}${purpose}`);
    const complaint =
      command && !/^(-h|--help|help)$/.test(command) ? `There is no command "${command}".\n` : '';
    console.error(`${complaint}Usage: node launcher/bootstrap.mjs <command>\n${list.join('\n')}`);
    process.exitCode = complaint || !command ? 2 : 0;
    return;
  }
  const workspace = inEndToEnd.has(command) ? 'e2e' : 'launcher';
  const entry = join(root, workspace, 'dist', 'main.js');
  const progress = createProgress();
  const waitStep = (holder) =>
    progress.step(`waiting for another command (process ${holder}) that installs or builds`);
  try {
    await withLock(join(root, '.orderwire', 'bootstrap.lock'), waitStep, async () => {
      // The doctor only looks.
      if (command === 'doctor') complainOfEmptySubmodules(root);
      else await initialiseSubmodules(root, progress);
      await installIfNeeded(root, progress);
      await buildAll(root, progress);
    });
  } catch (error) {
    progress.close();
    if (!(error instanceof CommandFailed)) throw error;
    console.error(`\n${error.message}`);
    // Code that does not compile must not keep anybody from looking after the submodules.
    if (command !== 'launcher' || !existsSync(entry)) {
      process.exitCode = 1;
      return;
    }
    console.error('Going on with what was built before.\n');
  }
  process.setSourceMapsEnabled(true);
  if (!existsSync(entry)) {
    console.error(`${entry} is missing: run "npm run build --workspace ${workspace}" to see why.`);
    process.exitCode = 1;
    return;
  }
  const { run } = await import(pathToFileURL(entry).href);
  await run([command, ...args]);
}
