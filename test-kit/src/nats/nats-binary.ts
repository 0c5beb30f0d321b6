import { execFile } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder } from '../cache-folder.js';
import { readTestingEnvironment } from '../config.js';
import { natsFromArchive } from './nats-archive.js';
import { natsFromDebian } from './nats-debian.js';
import type { NatsSource } from './nats-source.js';

/** Older versions lack `sync_interval` or have known authorisation vulnerabilities. */
export const oldestNats = '2.12.7';

/** Options of {@link locateNatsServer}. */
export interface LocateOptions {
  /** Called with one line per step that may take seconds. */
  onProgress?: (line: string) => void;
  /** Where a downloaded program is stored. Default: the repository's `.orderwire/bin`. */
  cacheDir?: string;
  /** Download sources, in order of preference, for a machine without a suitable server. */
  sources?: NatsSource[];
}

/**
 * Absolute path of a nats-server that is new enough. Tries `NATS_SERVER_BIN`, PATH, an earlier
 * download, the official release and Debian's newer suite, in this order. Every step has a time
 * limit. Throws with installation instructions.
 */
export async function locateNatsServer(options: LocateOptions = {}): Promise<string> {
  const { onProgress = () => undefined, cacheDir = cacheFolder('bin') } = options;
  const environment = readTestingEnvironment();
  const chosen = environment.natsServerBin;
  if (chosen) {
    const version = await natsVersion(chosen);
    if (version && isNewEnough(version)) return chosen;
    throw new Error(
      `NATS_SERVER_BIN=${chosen} ${version ? `is version ${version}; ${oldestNats} or newer is needed` : 'is not a nats-server that runs here'}.`,
    );
  }
  const program = process.platform === 'win32' ? 'nats-server.exe' : 'nats-server';
  const cached = join(cacheDir, program);
  for (const candidate of [...environment.path.map((folder) => join(folder, program)), cached]) {
    if (await works(candidate)) return candidate;
  }

  mkdirSync(cacheDir, { recursive: true });
  const tried: string[] = [];
  for (const source of options.sources ?? [natsFromArchive(), natsFromDebian()]) {
    onProgress(`downloading nats-server from ${source.name}`);
    try {
      await source.obtain(cached);
      if (await works(cached)) return cached;
      throw new Error('the downloaded program does not run here');
    } catch (error) {
      tried.push(`  ${source.name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  throw new Error(
    [
      `No nats-server ${oldestNats} or newer was found or could be downloaded:`,
      ...tried,
      'Install it (https://docs.nats.io/running-a-nats-service/introduction/installation), so that it is on PATH,',
      'or set NATS_SERVER_BIN to its path.',
    ].join('\n'),
  );
}

/** `2.15.1` of a program that prints `nats-server: v2.15.1`; undefined when it does not run. */
export async function natsVersion(file: string): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)(file, ['--version'], { timeout: 10_000 });
    return /v?(\d+\.\d+\.\d+)/.exec(stdout)?.[1];
  } catch {
    return undefined;
  }
}

/** Whether this `major.minor.patch` is at least {@link oldestNats}. */
export function isNewEnough(version: string): boolean {
  const wanted = oldestNats.split('.').map(Number);
  const given = version.split('.').map(Number);
  const differs = wanted.findIndex((number, index) => number !== given[index]);
  return differs < 0 || (given[differs] ?? 0) > (wanted[differs] ?? 0);
}

async function works(file: string): Promise<boolean> {
  if (!existsSync(file)) return false;
  const version = await natsVersion(file);
  return version !== undefined && isNewEnough(version);
}
