import { runCommand } from '@orderwire/launcher/system';
import { bench } from './bench/command.js';
import { chaos } from './chaos/command.js';
import { screenshots } from './screenshots/command.js';

/** Runs `bench`, `chaos` or `screenshots` with its arguments, and sets the exit code of the process. */
export const run = (args: string[]): Promise<void> => runCommand({ bench, chaos, screenshots }, args);
