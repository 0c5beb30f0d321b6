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

/** Checks Node.js, npm, the disk, and the programs of the two servers. */
export async function checkMachine(dataDir: string): Promise<Finding[]> {
  return [checkNode(), await checkNpm(), ...checkDisk(dataDir), await checkPostgres(), await checkNats()];
}

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
    return problem('npm cannot be started', 'it is part of Node.js: check that its folder is on PATH');
  }
}

function checkDisk(dataDir: string): Finding[] {
  const folder = existsSync(dataDir) ? dataDir : dirname(dataDir);
  const { bavail, bsize } = statfsSync(folder);
  const free = (bavail * bsize) / gigabyte;
  const text = `${free.toFixed(1)} GB free on the disk of ${folder}`;
  const writable = isWritable(folder)
    ? []
    : [problem(`${folder} is not writable`, `become its owner: chown -R "$(whoami)" ${folder}`)];
  if (free < 0.5)
    return [problem(text, 'free some space: the databases and streams need 0.5 GB'), ...writable];
  return [
    free < 2 ? warning(text, 'the databases and streams grow; 2 GB are recommended') : fine(text),
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
    return problem(`PostgreSQL cannot be started: ${reason}`, 'install the packages again: npm ci');
  }
}

async function checkNats(): Promise<Finding> {
  const configured = process.env.NATS_SERVER_BIN;
  if (configured) {
    const version = await natsVersion(configured);
    if (version && isNewEnough(version)) return fine(`nats-server ${version} (NATS_SERVER_BIN)`);
    const state = version ? `is version ${version}` : 'cannot be started';
    return problem(`NATS_SERVER_BIN=${configured} ${state}`, `set it to ${oldestNats} or newer, or unset it`);
  }
  try {
    const file = await locateNatsServer({ sources: [] });
    return fine(`nats-server ${await natsVersion(file)} (${file})`);
  } catch {
    return warning(
      `nats-server ${oldestNats} or newer is not installed yet`,
      'the next "npm start" downloads it; if that fails, install it or set NATS_SERVER_BIN',
    );
  }
}
