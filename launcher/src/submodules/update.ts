import { join } from 'node:path';
import { askGit, git, GitFailed } from './git.js';
import { remoteOf, stateOf, tryFetch } from './module-state.js';
import { isInitialised, type Module } from './modules.js';
import { moveTo, unpushedOn } from './move.js';

/** What became of one submodule. */
export interface Updated {
  path: string;
  done: boolean;
  text: string;
}

/** Brings one submodule to the commit that the launcher's last commit points at. Never loses work: it says what is in the way. */
export async function update(root: string, module: Module): Promise<Updated> {
  const { path } = module;
  const refuse = (text: string): Updated => ({ path, done: false, text });
  if (!isInitialised(root, module)) {
    try {
      await git(root, ['submodule', '--quiet', 'update', '--init', '--recursive', '--', path]);
    } catch (error) {
      if (!(error instanceof GitFailed)) throw error;
      return refuse(`cannot be cloned: ${error.lastWords}`);
    }
  }
  const folder = join(root, path);
  const { head, recorded, branch, dirty } = await stateOf(root, module);
  if (!recorded) return refuse("the launcher's last commit does not point at it: commit it first");
  if (head === recorded && branch) return { path, done: true, text: `${recorded.slice(0, 9)} on ${branch}` };
  if (head !== recorded && dirty > 0) {
    return refuse(`${dirty} uncommitted: commit them, or git -C ${path} stash --include-untracked`);
  }
  if ((await askGit(folder, ['cat-file', '-e', `${recorded}^{commit}`])) === undefined) {
    const unreachable = await tryFetch(folder);
    if (unreachable)
      return refuse(
        `${recorded.slice(0, 9)} cannot be fetched from ${await remoteOf(folder)}: ${unreachable}`,
      );
  }
  if ((await askGit(folder, ['cat-file', '-e', `${recorded}^{commit}`])) === undefined) {
    return refuse(
      `the launcher points at ${recorded.slice(0, 9)}, which ${await remoteOf(folder)} does not have: ` +
        'whoever committed that must push it',
    );
  }
  if (!branch && head && head !== recorded && (await onNoBranch(folder, head))) {
    return refuse(
      `its commits on no branch would be lost: git -C ${path} switch -c my-work, then update again`,
    );
  }
  const text = await moveTo(folder, module, recorded);
  await git(folder, ['submodule', '--quiet', 'update', '--init', '--recursive']);
  return { path, done: true, text };
}

/** Whether only a detached HEAD holds this commit. */
async function onNoBranch(folder: string, head: string): Promise<boolean> {
  if ((await unpushedOn(folder, head)) === 0) return false;
  return (await git(folder, ['branch', '--contains', head, '--format=%(refname)']))
    .split('\n')
    .every((name) => !name.startsWith('refs/heads/'));
}
