import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { bareEnvironment, type Environment } from '../config.js';
import { UserError } from '../user-error.js';

/** Of a program. A migration of large tables takes the longest. */
const WITHIN_MS = 10 * 60_000;

/** How a program of a release is started. */
interface ReleaseProgram {
  args?: readonly string[];
  /** Working folder. Default: that of the release. */
  folder?: string;
  environment: Environment;
}

/** Runs a program of the platform of a release that is built. Resolves with its output. */
export async function runRelease(
  release: string,
  program: string,
  { args = [], folder = release, environment }: ReleaseProgram,
): Promise<string> {
  const file = join(release, 'platform', 'bin', `${program}.mjs`);
  const options = { cwd: folder, env: { ...bareEnvironment(), ...environment }, timeout: WITHIN_MS };
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [file, ...args], options);
    return stdout.trim();
  } catch (error) {
    const { stderr = '', message } = error as Error & { stderr?: string };
    throw new UserError(`${program} failed: ${stderr.trim() || message}`, { cause: error });
  }
}
