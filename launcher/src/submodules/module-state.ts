import { join } from 'node:path';
import { git, GitError, gitLines, tryGit } from './git.js';
import { isInitialised, type Module } from './modules.js';

/** The state of one submodule: its working tree, its remote and the launcher's pointer. */
export interface ModuleState {
  path: string;
  initialised: boolean;
  /** The branch checked out; missing on a detached HEAD. */
  branch?: string;
  /** The commit checked out. */
  head?: string;
  /** The commit that the launcher's last commit points at. */
  recorded?: string;
  /** The launcher's last commit points at the commit checked out. */
  pointsHere: boolean;
  /** Number of uncommitted files. */
  dirty: number;
  /** The remote branch it is compared with, such as `origin/main`. */
  upstream?: string;
  /** Commits that the remote branch lacks, and commits that are missing here. */
  ahead: number;
  behind: number;
  /** Some branch of the remote has the commit checked out. */
  pushed: boolean;
  /** Why the remote could not be fetched. */
  unreachable?: string;
}

/** The state as of the last fetch. */
export async function stateOf(root: string, module: Module): Promise<ModuleState> {
  const { path } = module;
  const recorded = await recordedCommit(root, path);
  const known = { path, ...(recorded && { recorded }) };
  if (!isInitialised(root, module))
    return { ...known, initialised: false, pointsHere: false, dirty: 0, ahead: 0, behind: 0, pushed: false };
  const folder = join(root, path);
  const [head, branch, dirty, upstream] = await Promise.all([
    tryGit(folder, ['rev-parse', '--verify', '--quiet', 'HEAD']),
    tryGit(folder, ['symbolic-ref', '--short', '--quiet', 'HEAD']),
    gitLines(folder, ['status', '--porcelain']),
    upstreamOf(folder, module),
  ]);
  const range = ['rev-list', '--left-right', '--count', `HEAD...${upstream}`];
  const counts = upstream ? await tryGit(folder, range) : undefined;
  const [ahead = 0, behind = 0] = counts?.split(/\s+/).map(Number) ?? [];
  return {
    ...known,
    initialised: true,
    ...(branch && { branch }),
    ...(head && { head }),
    pointsHere: head !== undefined && head === recorded,
    dirty: dirty.length,
    ...(upstream && { upstream }),
    ...{ ahead, behind },
    pushed: head !== undefined && (await remoteBranchesWith(folder, head)).length > 0,
  };
}

/** The commit that the launcher's last commit points at. */
export async function recordedCommit(root: string, path: string): Promise<string | undefined> {
  return /^160000 commit (\w+)/.exec((await tryGit(root, ['ls-tree', 'HEAD', '--', path])) ?? '')?.[1];
}

export const hasCommit = async (folder: string, commit: string): Promise<boolean> =>
  (await tryGit(folder, ['cat-file', '-e', `${commit}^{commit}`])) !== undefined;

/** The remote branches (`origin/main`) that contain this commit, as of the last fetch. */
export async function remoteBranchesWith(folder: string, commit: string): Promise<string[]> {
  const format = '--format=%(refname:short) %(symref)';
  const lines = await tryGit(folder, ['branch', '-r', '--contains', commit, format]);
  // origin/HEAD is a symbolic name of one of the branches.
  return (lines ?? '').split('\n').flatMap((line) => /^(\S+)\s*$/.exec(line)?.[1] ?? []);
}

/** The branch that the submodule follows: named in `.gitmodules`, or the default branch of the remote. */
export async function followedBranch(folder: string, module: Module): Promise<string> {
  if (module.branch) return module.branch;
  const remote = await remoteOf(folder);
  const head = await tryGit(folder, ['symbolic-ref', '--short', `refs/remotes/${remote}/HEAD`]);
  return head?.slice(remote.length + 1) ?? 'main';
}

/** `origin`, or the first remote where there is no `origin`. */
export async function remoteOf(folder: string): Promise<string> {
  const remotes = await gitLines(folder, ['remote']);
  return remotes.includes('origin') ? 'origin' : (remotes[0] ?? 'origin');
}

/** Fetches all branches of the remote, also in a single-branch clone. Returns why the remote could not be fetched. */
export async function fetchModule(folder: string, ...flags: string[]): Promise<string | undefined> {
  const remote = await remoteOf(folder);
  const refspec = `+refs/heads/*:refs/remotes/${remote}/*`;
  try {
    await git(folder, ['fetch', '--quiet', '--no-recurse-submodules', ...flags, remote, refspec]);
    return undefined;
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    return error.reason;
  }
}

async function upstreamOf(folder: string, module: Module): Promise<string | undefined> {
  const own = await tryGit(folder, ['rev-parse', '--abbrev-ref', '--symbolic-full-name', '@{upstream}']);
  if (own) return own;
  const followed = `${await remoteOf(folder)}/${await followedBranch(folder, module)}`;
  const exists = await tryGit(folder, ['rev-parse', '--verify', '--quiet', `refs/remotes/${followed}`]);
  return exists && followed;
}
