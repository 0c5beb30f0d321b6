import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs, styleText } from 'node:util';
import { repositoryRoot } from '../repository.js';
import { UserError } from '../user-error.js';
import { git, GitError, gitLines, tryGit } from './git.js';
import {
  fetchModule,
  followedBranch,
  hasCommit,
  isInitialised,
  remoteBranchesWith,
  remoteOf,
  selectModules,
  stateOf,
} from './modules.js';

/**
 * `npm run launcher -- update [submodule …]`: checks out the commits that the launcher points at,
 * on a branch where that loses no work. Exit code 1 when a submodule was left alone.
 */
export async function update(args: string[], root = repositoryRoot): Promise<number> {
  const { positionals } = parseArgs({ args, options: {}, allowPositionals: true });
  let failed = false;
  // One after the other: cloning writes the launcher's git configuration, which git locks.
  for (const path of selectModules(root, 'update', positionals)) {
    const label = path.padEnd(16);
    try {
      console.log(`${styleText('green', '✔')} ${label} ${await updateModule(root, path)}`);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      console.log(
        `${styleText('red', '✖')} ${label} ${error instanceof GitError ? error.reason : error.message}`,
      );
      failed = true;
    }
  }
  return failed ? 1 : 0;
}

/** Returns a description. Throws a UserError when the submodule must be left alone. */
async function updateModule(root: string, path: string): Promise<string> {
  if (!isInitialised(root, path))
    await git(root, ['submodule', '--quiet', 'update', '--init', '--recursive', '--', path]);
  const folder = join(root, path);
  const { head, recorded, branch, dirty } = await stateOf(root, path);
  if (!recorded) throw new UserError("the launcher's last commit does not point at it: commit it first");
  const short = recorded.slice(0, 9);
  if (head === recorded && branch) return `${short} on ${branch}`;
  if (head !== recorded && dirty > 0)
    throw new UserError(`${dirty} uncommitted: commit them, or git -C ${path} stash --include-untracked`);
  if (!(await hasCommit(folder, recorded))) {
    const unreachable = await fetchModule(folder);
    const remote = await remoteOf(folder);
    if (unreachable) throw new UserError(`${short} cannot be fetched from ${remote}: ${unreachable}`);
    if (!(await hasCommit(folder, recorded)))
      throw new UserError(
        `the launcher points at ${short}, which ${remote} does not have: its author must push it`,
      );
  }
  if (!branch && head && head !== recorded && (await countLost(folder, head, '--branches', '--remotes')) > 0)
    throw new UserError(
      `commits on no branch would be lost: git -C ${path} switch -c my-work, then update again`,
    );
  const text = await checkOut(root, path, recorded);
  if (existsSync(join(folder, '.gitmodules')))
    await git(folder, ['submodule', '--quiet', 'update', '--init', '--recursive']);
  return text;
}

/**
 * Checks the commit out in a clean submodule: on a branch when a remote branch has the commit and
 * the local one no unpushed work, otherwise on a detached HEAD. Returns a description.
 */
export async function checkOut(root: string, path: string, target: string): Promise<string> {
  const folder = join(root, path);
  const remote = await remoteOf(folder);
  const short = target.slice(0, 9);
  // A remote branch that has the commit: the current branch, else the followed one, else any.
  const names = (await remoteBranchesWith(folder, target)).flatMap((name) =>
    name.startsWith(`${remote}/`) ? [name.slice(remote.length + 1)] : [],
  );
  const [current] = await gitLines(folder, ['branch', '--show-current']);
  const preferred = [current, await followedBranch(root, path), names[0]];
  const branch = preferred.find((name) => name !== undefined && names.includes(name));
  const unpushed = branch ? await countLost(folder, branch, '--remotes') : 0;
  const reset = unpushed === 0 || (await tryGit(folder, ['rev-parse', `refs/heads/${branch}`])) === target;
  if (branch && reset) {
    await git(folder, ['checkout', '--quiet', '--no-track', '-B', branch, target]);
    await git(folder, ['branch', '--quiet', `--set-upstream-to=${remote}/${branch}`]);
    return `${short} on ${branch}`;
  }
  await git(folder, ['checkout', '--quiet', '--detach', target]);
  return branch
    ? `${short} (detached: your ${branch} has ${unpushed} unpushed, kept: git -C ${path} switch ${branch})`
    : `${short} (detached: no branch of ${remote} has it)`;
}

/** Commits of a branch or commit that none of these refs has. */
async function countLost(folder: string, name: string, ...refs: string[]): Promise<number> {
  return Number((await tryGit(folder, ['rev-list', '--count', name, '--not', ...refs])) ?? 0);
}
