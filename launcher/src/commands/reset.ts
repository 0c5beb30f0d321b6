import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { defaultDataDir } from '../repository.js';
import { AlreadyRunning, ownerOf, ProcessRegister } from '../system/process-register.js';
import { filesIn } from '../system/state-file.js';
import { UserError } from '../user-error.js';

/** The downloaded nats-server, and the lock and register files, are kept. */
const kept = /^(bin|bootstrap\.lock.*|processes\.json.*)$/;

/** `npm run reset [-- --yes]`: deletes the data of the embedded system after confirmation. */
export async function reset(args: string[], dataDir = defaultDataDir, ask = confirm): Promise<number> {
  const { values } = parseArgs({ args, options: { yes: { type: 'boolean', short: 'y', default: false } } });
  const { register } = filesIn(dataDir);
  const owner = ownerOf(register);
  if (owner) throw stillRunning(owner.pid);
  const names = existsSync(dataDir) ? readdirSync(dataDir).filter((name) => !kept.test(name)) : [];
  if (names.length === 0) {
    console.log('There is no data to delete.');
    return 0;
  }
  if (!values.yes && !(await ask(dataDir))) {
    console.log('Nothing was deleted.');
    return 1;
  }
  // The system may have been started meanwhile. The claim prevents a start during the deletion.
  const claimed = await ProcessRegister.claim(register).catch((error: unknown) => {
    throw error instanceof AlreadyRunning ? stillRunning(error.pid) : error;
  });
  try {
    for (const name of names) rmSync(join(dataDir, name), { recursive: true, force: true });
  } finally {
    claimed.release();
  }
  console.log('Deleted. "npm start" creates a new system.');
  return 0;
}

const stillRunning = (pid: number) =>
  new UserError(`The system is running (process ${pid}): stop it first with Ctrl-C in its terminal.`);

async function confirm(dataDir: string): Promise<boolean> {
  if (!process.stdin.isTTY) {
    throw new UserError(
      'There is no terminal for a confirmation: use --yes to delete all orders, products and streams.',
    );
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    const answer = await terminal.question(
      `Delete all orders, products, payments and logs in ${dataDir}? [y/N] `,
    );
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    terminal.close();
  }
}
