import {
  isNewEnough,
  locateNatsServer,
  natsVersion,
  oldestNats,
  postgresBinaries,
} from '@orderwire/test-kit';
import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { fine, problem, warning, type Finding } from './finding.js';

const gigabyte = 1024 ** 3;

/** Node, npm, disk, and the programs of the two servers. */
export async function checkMachine(dataDir: string): Promise<Finding[]> {
  return [checkNode(), await checkNpm(), ...checkDisk(dataDir), await checkPostgres(), await checkNats()];
}

/** `version` as in process.versions.node. */
export function checkNode(version = process.versions.node): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return fine(`Node.js ${version}`);
  return problem(`Node.js ${version} is too old`, 'install 20.19 or newer from https://nodejs.org');
}

async function checkNpm(): Promise<Finding> {
  try {
    const cli = process.env.npm_execpath;
    const [file, head] = cli?.endsWith('.js') ? [process.execPath, [cli]] : ['npm', []];
    const { stdout } = await promisify(execFile)(file, [...head, '--version'], { timeout: 15_000 });
    return fine(`npm ${stdout.trim()}`);
  } catch {
    return problem('npm does not run', 'it comes with Node.js: is its folder on PATH?');
  }
}

function checkDisk(dataDir: string): Finding[] {
  const folder = existsSync(dataDir) ? dataDir : dirname(dataDir);
  const { bavail, bsize } = statfsSync(folder);
  const free = (bavail * bsize) / gigabyte;
  const text = `${free.toFixed(1)} GB free on the disk of ${folder}`;
  const writable = isWritable(folder)
    ? []
    : [problem(`${folder} cannot be written to`, `give yourself the right: chown -R "$(whoami)" ${folder}`)];
  if (free < 0.5)
    return [problem(text, 'free some space: the databases and streams need 0.5 GB'), ...writable];
  return [
    free < 2 ? warning(text, 'the databases and streams grow; 2 GB are comfortable') : fine(text),
    ...writable,
  ];
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

async function checkPostgres(): Promise<Finding> {
  try {
    const { postgres } = await postgresBinaries();
    const { stdout } = await promisify(execFile)(postgres, ['--version'], { timeout: 10_000 });
    return fine(stdout.trim());
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    return problem(`PostgreSQL does not run: ${reason}`, 'install the packages again: npm ci');
  }
}

async function checkNats(): Promise<Finding> {
  const chosen = process.env.NATS_SERVER_BIN;
  if (chosen) {
    const version = await natsVersion(chosen);
    if (version && isNewEnough(version)) return fine(`nats-server ${version} (NATS_SERVER_BIN)`);
    const what = version ? `is version ${version}` : 'does not run';
    return problem(`NATS_SERVER_BIN=${chosen} ${what}`, `point it at ${oldestNats} or newer, or unset it`);
  }
  try {
    const file = await locateNatsServer({ sources: [] });
    return fine(`nats-server ${await natsVersion(file)} (${file})`);
  } catch {
    return warning(
      `no nats-server ${oldestNats} or newer on this machine yet`,
      'the next "npm start" gets one; where that fails, install it or set NATS_SERVER_BIN',
    );
  }
}
