import { UserError } from './user-error.js';
import { bench } from './commands/bench.js';
import { chaos } from './commands/chaos.js';
import { deadLetters } from './commands/dead-letters.js';
import { demo } from './commands/demo.js';
import { doctor } from './commands/doctor.js';
import { launcher } from './commands/launcher.js';
import { reconcile } from './commands/reconcile.js';
import { replay } from './commands/replay.js';
import { reset } from './commands/reset.js';
import { start } from './commands/start.js';
import { test } from './commands/test.js';

const commands: Record<string, (args: string[]) => Promise<number>> = {
  start,
  demo,
  doctor,
  reset,
  bench,
  chaos,
  test,
  'dead-letters': deadLetters,
  replay,
  reconcile,
  launcher,
};

/** Runs one command of the launcher and sets the process's exit code. */
export async function run([name = '', ...args]: string[]): Promise<void> {
  const command = commands[name];
  try {
    if (!command) throw new UserError(`There is no command "${name}".`);
    process.exitCode = await command(args);
  } catch (error) {
    if (!isForUser(error)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}

/** Complaints about arguments come from Node's own parser, and are written for people too. */
function isForUser(error: unknown): error is Error {
  const code = (error as { code?: string }).code ?? '';
  return error instanceof UserError || code.startsWith('ERR_PARSE_ARGS');
}
