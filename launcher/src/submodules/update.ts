import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { repositoryRoot } from '../repository.js';
import { createStyle } from '../terminal/style.js';
import { git, GitError, gitLines, tryGit } from './git.js';
import {
  fetchModule,
  followedBranch,
  hasCommit,
  remoteBranchesWith,
  remoteOf,
  stateOf,
} from './module-state.js';
import { isInitialised, selectModules, type Module } from './modules.js';

/** Why a submodule was left alone. */
class Refused extends Error {}

/**
 * `npm run launcher -- update [submodule …]`: checks out the commits that the launcher points at, on a branch where
 * that loses no work. Exit code 1 when a submodule was left alone.
 */
export async function update(args: string[], root = repositoryRoot): Promise<number> {
  const { positionals } = parseArgs({ args, options: {}, allowPositionals: true });
  const style = createStyle();
  let failed = false;
  // One after the other: cloning writes the launcher's git configuration, which git locks.
  for (const module of await selectModules(root, 'update', positionals)) {
    const label = module.path.padEnd(16);
    try {
      console.log(`${style.green('✔')} ${label} ${await updateModule(root, module)}`);
    } catch (error) {
      if (!(error instanceof Refused || error instanceof GitError)) throw error;
      console.log(`${style.red('✖')} ${label} ${error instanceof GitError ? error.reason : error.message}`);
      failed = true;
    }
  }
  return failed ? 1 : 0;
}

async function updateModule(root: string, module: Module): Promise<string> {
  const { path } = module;
  if (!isInitialised(root, module))
    await git(root, ['submodule', '--quiet', 'update', '--init', '--recursive', '--', path]);
  const folder = join(root, path);
  const { head, recorded, branch, dirty } = await stateOf(root, module);
  if (!recorded) throw new Refused("the launcher's last commit does not point at it: commit it first");
  const short = recorded.slice(0, 9);
  if (head === recorded && branch) return `${short} on ${branch}`;
  if (head !== recorded && dirty > 0)
    throw new Refused(`${dirty} uncommitted: commit them, or git -C ${path} stash --include-untracked`);
  if (!(await hasCommit(folder, recorded))) {
    const unreachable = await fetchModule(folder, '--prune');
    const remote = await remoteOf(folder);
    if (unreachable) throw new Refused(`${short} cannot be fetched from ${remote}: ${unreachable}`);
    if (!(await hasCommit(folder, recorded)))
      throw new Refused(
        `the launcher points at ${short}, which ${remote} does not have: its author must push it`,
      );
  }
  if (!branch && head && head !== recorded && (await isOnNoBranch(folder, head)))
    throw new Refused(
      `commits on no branch would be lost: git -C ${path} switch -c my-work, then update again`,
    );
  const text = await checkOut(folder, module, recorded);
  await git(folder, ['submodule', '--quiet', 'update', '--init', '--recursive']);
  return text;
}

/**
 * Checks the commit out in a clean submodule: on a branch when a remote branch has the commit and the local branch of
 * that name has no unpushed work, otherwise on a detached HEAD. Returns a description.
 */
export async function checkOut(folder: string, module: Module, target: string): Promise<string> {
  const remote = await remoteOf(folder);
  const branch = await branchFor(folder, module, target, remote);
  const short = target.slice(0, 9);
  const unpushed = branch ? await countUnpushed(folder, branch) : 0;
  const reset = unpushed === 0 || (await tryGit(folder, ['rev-parse', `refs/heads/${branch}`])) === target;
  if (branch && reset) {
    await git(folder, ['checkout', '--quiet', '--no-track', '-B', branch, target]);
    await git(folder, ['branch', '--quiet', `--set-upstream-to=${remote}/${branch}`]);
    return `${short} on ${branch}`;
  }
  await git(folder, ['checkout', '--quiet', '--detach', target]);
  return branch
    ? `${short} (detached: your ${branch} has ${unpushed} unpushed, kept: git -C ${module.path} switch ${branch})`
    : `${short} (detached: no branch of ${remote} has it)`;
}

/** A branch of the remote that has the commit: the current branch, else the followed one, else any. */
async function branchFor(
  folder: string,
  module: Module,
  target: string,
  remote: string,
): Promise<string | undefined> {
  const prefix = `${remote}/`;
  const branches = await remoteBranchesWith(folder, target);
  const names = branches.flatMap((name) => (name.startsWith(prefix) ? [name.slice(prefix.length)] : []));
  const [current] = await gitLines(folder, ['branch', '--show-current']);
  const preferred = [current, await followedBranch(folder, module), names[0]];
  return preferred.find((name) => name !== undefined && names.includes(name));
}

async function isOnNoBranch(folder: string, head: string): Promise<boolean> {
  if ((await countUnpushed(folder, head)) === 0) return false;
  const names = await gitLines(folder, ['branch', '--contains', head, '--format=%(refname)']);
  return names.every((name) => !name.startsWith('refs/heads/'));
}

/** Commits of a branch or commit that no remote branch has. */
async function countUnpushed(folder: string, name: string): Promise<number> {
  return Number((await tryGit(folder, ['rev-list', '--count', name, '--not', '--remotes'])) ?? 0);
}
