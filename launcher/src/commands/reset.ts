import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { defaultDataDir } from '../repository.js';
import { AlreadyRunning, ownerOf, ProcessRegister } from '../system/process-register.js';
import { filesIn } from '../system/state-file.js';
import { UserError } from '../user-error.js';

/** What survives: the nats-server that was obtained once, which holds no data, and what says who is at work here. */
const kept = /^(bin|bootstrap\.lock.*|processes\.json.*)$/;

/** `npm run reset [-- --yes]`: deletes the data of the embedded system, after asking. */
export async function reset(args: string[], dataDir = defaultDataDir, ask = confirmed): Promise<number> {
  const { values } = parseArgs({ args, options: { yes: { type: 'boolean', short: 'y', default: false } } });
  const { register } = filesIn(dataDir);
  const owner = ownerOf(register);
  if (owner) throw isRunning(owner.pid);
  const names = existsSync(dataDir) ? readdirSync(dataDir).filter((name) => !kept.test(name)) : [];
  if (names.length === 0) {
    console.log('There is no data to delete.');
    return 0;
  }
  if (!values.yes && !(await ask(dataDir))) {
    console.log('Nothing was deleted.');
    return 1;
  }
  // The system may have been started while nobody had answered. Who owns the folder keeps it from starting now.
  const claimed = await ProcessRegister.claim(register).catch((error: unknown) => {
    throw error instanceof AlreadyRunning ? isRunning(error.pid) : error;
  });
  try {
    for (const name of names) rmSync(join(dataDir, name), { recursive: true, force: true });
  } finally {
    claimed.release();
  }
  console.log('Deleted. "npm start" begins with a fresh system.');
  return 0;
}

const isRunning = (pid: number) =>
  new UserError(`The system is running (process ${pid}): stop it first, with Ctrl-C there.`);

async function confirmed(dataDir: string): Promise<boolean> {
  if (!process.stdin.isTTY) {
    throw new UserError('Nobody is there to ask: give --yes to delete all orders, products and streams.');
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
