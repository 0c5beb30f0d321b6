import { join } from 'node:path';
import { askGit, git, GitFailed } from './git.js';
import { fetchAll, remoteBranchesWith, remoteOf } from './module-state.js';
import { isInitialised, type Module } from './modules.js';
import type { Pointer } from './pushed-refs.js';

/** A pointer that nobody else could follow, or of which that cannot be told, and what to do. */
export interface BadPointer extends Pointer {
  problem: string;
  /** Shell commands to paste in the launcher repository. */
  mend: string[];
}

/**
 * Those of the pointers that lead to a commit which no branch of the submodule's remote has. The remotes are asked, each
 * once; one that does not answer proves nothing, so its pointers are bad too.
 */
export async function badPointers(
  root: string,
  modules: Module[],
  pointers: Pointer[],
): Promise<BadPointer[]> {
  const paths = [...new Set(pointers.map(({ path }) => path))];
  const found = await Promise.all(
    paths.map((path) =>
      checkModule(
        root,
        modules.find((module) => module.path === path) ?? { name: path, path, url: '' },
        pointers.filter((pointer) => pointer.path === path),
      ),
    ),
  );
  return found.flat();
}

async function checkModule(root: string, module: Module, pointers: Pointer[]): Promise<BadPointer[]> {
  const { path } = module;
  const all = (problem: string, mend: string[]) => pointers.map((pointer) => ({ ...pointer, problem, mend }));
  if (!isInitialised(root, module)) {
    return all('is not initialised here, so nothing can be told of it', [
      `git submodule update --init -- ${path}`,
    ]);
  }
  const folder = join(root, path);
  try {
    await fetchAll(folder);
  } catch (error) {
    if (!(error instanceof GitFailed)) throw error;
    return all(`cannot ask its remote: ${error.said.trim().split('\n').at(-1)}`, [
      `git -C ${path} fetch ${await remoteOf(folder)}`,
    ]);
  }
  const bad: BadPointer[] = [];
  for (const pointer of pointers) {
    if (await isPublished(folder, pointer.target)) continue;
    bad.push({ ...pointer, ...(await explain(folder, pointer)) });
  }
  return bad;
}

/** A shallow clone may have the commit and not the way to it: then it fetches the rest, once. */
async function isPublished(folder: string, target: string): Promise<boolean> {
  if ((await remoteBranchesWith(folder, target)).length > 0) return true;
  if ((await askGit(folder, ['rev-parse', '--is-shallow-repository'])) !== 'true') return false;
  const remote = await remoteOf(folder);
  await askGit(folder, ['fetch', '--quiet', '--unshallow', remote, `+refs/heads/*:refs/remotes/${remote}/*`]);
  return (await remoteBranchesWith(folder, target)).length > 0;
}

async function explain(folder: string, { path, target }: Pointer): Promise<Omit<BadPointer, keyof Pointer>> {
  const short = target.slice(0, 9);
  const remote = await remoteOf(folder);
  if ((await askGit(folder, ['cat-file', '-e', `${target}^{commit}`])) === undefined) {
    return {
      problem: `points at ${short}, which is neither here nor on a branch of its remote`,
      mend: [
        `git -C ${path} switch main && git -C ${path} pull --ff-only`,
        `git add ${path} && git commit --amend --no-edit`,
      ],
    };
  }
  const subject = await git(folder, ['log', '-1', '--format=%s', target]);
  const branches = await git(folder, ['branch', '--contains', target, '--format=%(refname:short)']);
  const names = branches.split('\n').filter((name) => name && !name.startsWith('('));
  const current = await askGit(folder, ['symbolic-ref', '--short', '--quiet', 'HEAD']);
  const branch = current && names.includes(current) ? current : names[0];
  return {
    problem: `points at ${short} ("${subject}"), which was never pushed`,
    mend: branch
      ? [`git -C ${path} push ${remote} ${branch}`]
      : [`git -C ${path} branch keep-${short} ${target}`, `git -C ${path} push ${remote} keep-${short}`],
  };
}
