import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Environment } from '../config.js';
import { UserError } from '../user-error.js';
import type { DemoAccounts } from '../system/state-file.js';

/** Makes the demo accounts that are missing, through the program that their service keeps for it; returns them all. */
export async function seedAccounts(
  folder: string,
  entry: string,
  environment: Environment,
): Promise<DemoAccounts> {
  try {
    const run = promisify(execFile);
    const { stdout } = await run(process.execPath, [entry], { cwd: folder, env: environment });
    return JSON.parse(stdout) as DemoAccounts;
  } catch (error) {
    const { stderr = '', message } = error as Error & { stderr?: string };
    throw new UserError(`The demo accounts could not be made: ${stderr.trim() || message}`, { cause: error });
  }
}
