import { askGit, git, gitLines } from './git.js';
import { followedBranch, remoteBranchesWith, remoteOf } from './module-state.js';
import type { Module } from './modules.js';

/**
 * Checks the commit out in a clean submodule: on a branch, where one of the remote's has the commit and the local one of
 * that name has no work that would be left behind; otherwise on a detached HEAD. Tells in words where it is now.
 */
export async function moveTo(folder: string, module: Module, target: string): Promise<string> {
  const remote = await remoteOf(folder);
  const branch = await branchFor(folder, module, target, remote);
  const short = target.slice(0, 9);
  if (!branch) {
    await git(folder, ['checkout', '--quiet', '--detach', target]);
    return `${short} (detached: no branch of ${remote} has it)`;
  }
  const unpushed = await unpushedOn(folder, branch);
  if (unpushed > 0 && (await askGit(folder, ['rev-parse', `refs/heads/${branch}`])) !== target) {
    await git(folder, ['checkout', '--quiet', '--detach', target]);
    return `${short} (detached: your ${branch} has ${unpushed} unpushed, kept: git -C ${module.path} switch ${branch})`;
  }
  await git(folder, ['checkout', '--quiet', '--no-track', '-B', branch, target]);
  await git(folder, ['branch', '--quiet', `--set-upstream-to=${remote}/${branch}`]);
  return `${short} on ${branch}`;
}

/** Commits that this commit or branch has and no remote branch: what would be lost without it. */
export async function unpushedOn(folder: string, name: string): Promise<number> {
  const count = await askGit(folder, ['rev-list', '--count', name, '--not', '--remotes']);
  return Number(count ?? 0);
}

/** The branch to be on: the current one if it may have the commit, then the followed one, then any. */
async function branchFor(
  folder: string,
  module: Module,
  target: string,
  remote: string,
): Promise<string | undefined> {
  const prefix = `${remote}/`;
  const having = await remoteBranchesWith(folder, target);
  const names = having.flatMap((name) => (name.startsWith(prefix) ? [name.slice(prefix.length)] : []));
  const [current] = await gitLines(folder, ['branch', '--show-current']);
  const wished = [current, await followedBranch(folder, module), names[0]];
  return wished.find((name) => name !== undefined && names.includes(name));
}
