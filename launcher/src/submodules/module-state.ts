import { join } from 'node:path';
import { askGit, git, GitFailed, gitLines } from './git.js';
import { isInitialised, type Module } from './modules.js';

/** How one submodule stands: on this machine, against its remote, against the launcher. */
export interface ModuleState {
  path: string;
  initialised: boolean;
  /** The branch checked out; missing on a detached HEAD. */
  branch?: string;
  /** The commit checked out. */
  head?: string;
  /** The commit that the launcher's last commit points at. */
  recorded?: string;
  /** The launcher's last commit points at what is checked out. */
  pointsHere: boolean;
  /** Files that are changed or not committed. */
  dirty: number;
  /** The remote branch it is compared with, such as `origin/main`. */
  upstream?: string;
  /** Commits that the remote branch lacks, and that are missing here. */
  ahead: number;
  behind: number;
  /** Some branch of the remote has the commit checked out. */
  pushed: boolean;
  /** What the remote said when it could not be asked: all of this is older than that. */
  unreachable?: string;
}

/** Asks nobody else: as of the last fetch. */
export async function stateOf(root: string, module: Module): Promise<ModuleState> {
  const { path } = module;
  const recorded = await recordedCommit(root, path);
  if (!isInitialised(root, module)) {
    const nothing = { initialised: false, pointsHere: false, dirty: 0, ahead: 0, behind: 0, pushed: false };
    return { path, ...nothing, ...(recorded ? { recorded } : {}) };
  }
  const folder = join(root, path);
  const [head, branch, dirty, upstream] = await Promise.all([
    askGit(folder, ['rev-parse', '--verify', '--quiet', 'HEAD']),
    askGit(folder, ['symbolic-ref', '--short', '--quiet', 'HEAD']),
    gitLines(folder, ['status', '--porcelain']),
    upstreamOf(folder, module),
  ]);
  const counts = upstream
    ? await askGit(folder, ['rev-list', '--left-right', '--count', `HEAD...${upstream}`])
    : undefined;
  const [ahead = 0, behind = 0] = counts?.split(/\s+/).map(Number) ?? [];
  return {
    path,
    initialised: true,
    ...(branch ? { branch } : {}),
    ...(head ? { head } : {}),
    ...(recorded ? { recorded } : {}),
    pointsHere: head !== undefined && head === recorded,
    dirty: dirty.length,
    ...(upstream ? { upstream } : {}),
    ahead,
    behind,
    pushed: head !== undefined && (await remoteBranchesWith(folder, head)).length > 0,
  };
}

/** What the launcher's commit points at; `commit` is HEAD unless said. */
export async function recordedCommit(
  root: string,
  path: string,
  commit = 'HEAD',
): Promise<string | undefined> {
  const line = await askGit(root, ['ls-tree', commit, '--', path]);
  return /^160000 commit (\w+)/.exec(line ?? '')?.[1];
}

/** The remote branches (`origin/main`) that have this commit, as of the last fetch. */
export async function remoteBranchesWith(folder: string, commit: string): Promise<string[]> {
  const args = ['branch', '-r', '--contains', commit, '--format=%(refname:short) %(symref)'];
  const lines = await askGit(folder, args);
  return (lines ?? '').split('\n').flatMap((line) => {
    const [name, symref] = line.split(' ');
    return name && !symref ? [name] : []; // origin/HEAD is another name of one of them
  });
}

/** The branch that the submodule follows: what `.gitmodules` says, or the remote's own default. */
export async function followedBranch(folder: string, module: Module): Promise<string> {
  if (module.branch) return module.branch;
  const remote = await remoteOf(folder);
  const head = await askGit(folder, ['symbolic-ref', '--short', `refs/remotes/${remote}/HEAD`]);
  return head?.slice(remote.length + 1) ?? 'main';
}

/** `origin`, where there is one. */
export async function remoteOf(folder: string): Promise<string> {
  const remotes = await gitLines(folder, ['remote']);
  return remotes.includes('origin') ? 'origin' : (remotes[0] ?? 'origin');
}

/** Brings in all branches of the submodule's remote, also where a clone was told to follow one only. */
export async function fetchAll(folder: string): Promise<void> {
  const remote = await remoteOf(folder);
  await git(folder, [
    'fetch',
    '--quiet',
    '--prune',
    '--no-recurse-submodules',
    remote,
    `+refs/heads/*:refs/remotes/${remote}/*`,
  ]);
}

/** As {@link fetchAll}; gives git's last words when the remote cannot be asked. */
export async function tryFetch(folder: string): Promise<string | undefined> {
  try {
    await fetchAll(folder);
    return undefined;
  } catch (error) {
    if (!(error instanceof GitFailed)) throw error;
    return error.lastWords;
  }
}

async function upstreamOf(folder: string, module: Module): Promise<string | undefined> {
  const own = await askGit(folder, ['rev-parse', '--abbrev-ref', '--symbolic-full-name', '@{upstream}']);
  if (own) return own;
  const followed = `${await remoteOf(folder)}/${await followedBranch(folder, module)}`;
  const exists = await askGit(folder, ['rev-parse', '--verify', '--quiet', `refs/remotes/${followed}`]);
  return exists ? followed : undefined;
}
