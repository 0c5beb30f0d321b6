import { backup } from './commands/backup.js';
import { deadLetters } from './commands/dead-letters.js';
import { demo } from './commands/demo.js';
import { doctor } from './commands/doctor.js';
import { insights } from './commands/insights.js';
import { keys } from './commands/keys.js';
import { launcher } from './commands/launcher.js';
import { reconcile } from './commands/reconcile.js';
import { replay } from './commands/replay.js';
import { reset } from './commands/reset.js';
import { restore } from './commands/restore.js';
import { start } from './commands/start.js';
import { test } from './commands/test.js';
import { type Commands, runCommand } from './run-command.js';

const commands: Commands = {
  start,
  demo,
  doctor,
  reset,
  test,
  'dead-letters': deadLetters,
  replay,
  reconcile,
  insights,
  keys,
  backup,
  restore,
  launcher,
};

/** Runs a command with its arguments, and sets the exit code of the process. */
export const run = (args: string[]): Promise<void> => runCommand(commands, args);
