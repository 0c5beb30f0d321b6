import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { UserError } from '../user-error.js';

/** Throws a UserError when the report could not be written there: found out before the run, not after it. */
export function assertReportFile(file: string): void {
  try {
    if (existsSync(file) && statSync(file).isDirectory()) throw new Error('it is a folder');
    if (!statSync(dirname(file)).isDirectory()) throw new Error('it would lie in a file');
    accessSync(existsSync(file) ? file : dirname(file), constants.W_OK);
  } catch (error) {
    throw new UserError(`--json: nothing can be written to ${file}: ${(error as Error).message}`);
  }
}
