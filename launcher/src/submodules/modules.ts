import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { submodulePaths } from '../../bootstrap/submodules.mjs';
import { UserError } from '../user-error.js';
import { git, GitError, gitLines, tryGit } from './git.js';

/** The state of one submodule: its working tree, its remote and the launcher's pointer. */
export interface ModuleState {
  path: string;
  /** Whether it was cloned. */
  initialised: boolean;
  /** The branch checked out; undefined on a detached HEAD. */
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
}

/** The submodules with these paths, by default all. Throws a UserError in the monorepo. */
export function selectModules(root: string, verb: string, paths: string[] = []): string[] {
  const known = submodulePaths(root);
  if (known.length === 0)
    throw new UserError(
      `This is the monorepo: its workspaces are plain folders, so there are no submodules to ${verb}; ` +
        '"npm run launcher -- split --remote <base>" makes a repository of each.',
    );
  const selected = new Set(paths.map((path) => path.replace(/\/+$/, '')));
  for (const path of selected)
    if (!known.includes(path))
      throw new UserError(`There is no submodule "${path}"; there are ${known.join(', ')}.`);
  return selected.size > 0 ? [...selected] : known;
}

/** Whether it was cloned. Git in an empty folder would answer for the launcher repository. */
export const isInitialised = (root: string, path: string): boolean => existsSync(join(root, path, '.git'));

/** The state as of the last fetch. */
export async function stateOf(root: string, path: string): Promise<ModuleState> {
  const recorded = await recordedCommit(root, path);
  const empty = { path, recorded, pointsHere: false, dirty: 0, ahead: 0, behind: 0, pushed: false };
  if (!isInitialised(root, path)) return { ...empty, initialised: false };
  const folder = join(root, path);
  // Git prints the last line only when the upstream branch exists.
  const lines = await gitLines(folder, ['status', '--porcelain=v2', '--branch']);
  const header = (name: string) =>
    lines.find((line) => line.startsWith(`# branch.${name} `))?.slice(`# branch.${name} `.length);
  const [oid, branch] = [header('oid'), header('head')];
  const head = oid === '(initial)' ? undefined : oid;
  const upstream = header('ab') ? header('upstream') : await followedUpstream(root, path);
  const range = ['rev-list', '--left-right', '--count', `HEAD...${upstream}`];
  const distance = header('ab') ?? (upstream && (await tryGit(folder, range)));
  const [ahead = 0, behind = 0] = distance?.match(/\d+/g)?.map(Number) ?? [];
  return {
    ...{ path, initialised: true, head, recorded, upstream, ahead, behind },
    branch: branch === '(detached)' ? undefined : branch,
    pointsHere: head !== undefined && head === recorded,
    dirty: lines.filter((line) => !line.startsWith('#')).length,
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

/**
 * The branch that the submodule follows: named in `.gitmodules`, in a section with the name of its
 * path as git and split write it, or the default branch of the remote.
 */
export async function followedBranch(root: string, path: string): Promise<string> {
  const named = await tryGit(root, ['config', '-f', '.gitmodules', `submodule.${path}.branch`]);
  if (named) return named;
  const remote = await remoteOf(join(root, path));
  const head = await tryGit(join(root, path), ['symbolic-ref', '--short', `refs/remotes/${remote}/HEAD`]);
  return head?.slice(remote.length + 1) ?? 'main';
}

/** `origin`, or the first remote where there is no `origin`. */
export async function remoteOf(folder: string): Promise<string> {
  const remotes = await gitLines(folder, ['remote']);
  return remotes.includes('origin') ? 'origin' : (remotes[0] ?? 'origin');
}

/** Fetches all branches, also in a single-branch clone. Returns why the remote is unreachable. */
export async function fetchModule(folder: string, flag = '--prune'): Promise<string | undefined> {
  const remote = await remoteOf(folder);
  const refspec = `+refs/heads/*:refs/remotes/${remote}/*`;
  try {
    await git(folder, ['fetch', '--quiet', '--no-recurse-submodules', flag, remote, refspec]);
    return undefined;
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    return error.reason;
  }
}

/** The remote branch that the submodule follows, where the remote has it. */
async function followedUpstream(root: string, path: string): Promise<string | undefined> {
  const folder = join(root, path);
  const followed = `${await remoteOf(folder)}/${await followedBranch(root, path)}`;
  const exists = await tryGit(folder, ['rev-parse', '--verify', '--quiet', `refs/remotes/${followed}`]);
  return exists && followed;
}
