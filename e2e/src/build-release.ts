import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { repositoryRoot, topology, UserError } from '@orderwire/launcher/system';

/** Of one step: the installation of all packages takes the longest. */
const WITHIN_MS = 15 * 60_000;

const execute = promisify(execFile);
const run = (file: string, args: string[], cwd: string) =>
  execute(file, args, { cwd, maxBuffer: 2 ** 26, timeout: WITHIN_MS }).then(({ stdout }) => stdout.trim());

/** What a running system needs of a release, in the order of the builds. */
const WORKSPACES = ['contracts', 'platform', ...topology.map(({ name }) => name)];

/** The newest tag of this repository. Throws a UserError when it has none. */
export async function latestTag(): Promise<string> {
  const tag = await run('git', ['describe', '--tags', '--abbrev=0'], repositoryRoot).catch(() => '');
  if (tag) return tag;
  throw new UserError(
    'The repository has no tag: name the commit of the earlier release with --from <commit>.',
  );
}

/**
 * Checks out a commit in `folder` and builds its services. Installed packages are linked when its
 * package-lock.json is the same, and installed otherwise. Throws a UserError for an unknown commit; rejects
 * at the end of a step when `signal` was aborted: a program that is killed leaves others that still write.
 */
export async function buildRelease(
  commit: string,
  folder: string,
  log: (line: string) => void,
  signal?: AbortSignal,
): Promise<void> {
  const name = await run('git', ['rev-parse', '--verify', `${commit}^{commit}`], repositoryRoot).catch(() => {
    throw new UserError(`"${commit}" is no commit of this repository.`);
  });
  await run('git', ['clone', '--quiet', '--shared', '--no-checkout', repositoryRoot, folder], repositoryRoot);
  await run('git', ['checkout', '--quiet', name], folder);
  if (lockOf(folder) === lockOf(repositoryRoot)) linkPackages(folder);
  else {
    log('installing the packages of the earlier release');
    await run('npm', ['ci', '--no-audit', '--no-fund'], folder);
  }
  log(`building ${name.slice(0, 8)}`);
  for (const workspace of WORKSPACES) {
    signal?.throwIfAborted();
    await run('npm', ['run', 'build', '-w', workspace], folder);
  }
}

const lockOf = (folder: string): string => readFileSync(join(folder, 'package-lock.json'), 'utf8');

/**
 * Links the installed packages of this checkout into a clone, except for build stamps and what leads to
 * workspaces, which is copied: relative links lead into the clone.
 */
export function linkPackages(clone: string): void {
  for (const workspace of ['.', ...readdirSync(clone)]) {
    const [from, to] = [repositoryRoot, clone].map((root) => join(root, workspace, 'node_modules'));
    if (!from || !to || !existsSync(from) || !existsSync(join(clone, workspace, 'package.json'))) continue;
    mkdirSync(to);
    for (const entry of readdirSync(from)) {
      const [source, target] = [join(from, entry), join(to, entry)];
      if (['.orderwire-build.json', '.cache'].includes(entry)) continue;
      if (['@orderwire', '.bin', '.package-lock.json'].includes(entry))
        cpSync(source, target, { recursive: true, verbatimSymlinks: true });
      else symlinkSync(source, target);
    }
  }
}
