import { runCommand } from '@orderwire/launcher/system';
import { bench } from './bench/command.js';
import { chaos } from './chaos/command.js';

/** Runs `chaos` or `bench` with its arguments, and sets the exit code of the process. */
export const run = (args: string[]): Promise<void> => runCommand({ bench, chaos }, args);
