import { UserError } from '../user-error.js';
import { askGit, git, gitLines, GitFailed } from './git.js';
import { readHistory } from './history.js';
import type { Lineage } from './lineage.js';
import { readModules } from './modules.js';
import { Objects } from './objects.js';
import { RemoteBase } from './remote-base.js';
import { rewrite, submodulesOf } from './rewrite.js';
import { readTags, tagIn, type Tag } from './tags.js';

/** One repository to be pushed. */
interface Push {
  name: string;
  url: string;
  /** New commits on the branch. */
  commits: number;
  /** `<object>:<ref>`; none is a force. */
  refspecs: string[];
  /** Tags that the repository has with another meaning, which stay as they are. */
  keptTags: string[];
}

/**
 * Makes one repository per workspace and a launcher repository with submodules of them, from the monorepo's history; a
 * later run adds what is new. Everything is looked at before the first push; the launcher is pushed last, so that it
 * never points at a commit that is not there yet. Nothing is ever forced.
 */
export async function split(root: string, base: string, say: (line: string) => void): Promise<void> {
  const branch = await readyBranch(root);
  const remote = RemoteBase.of(base);
  const objects = await Objects.of(root);
  say('reading the history');
  const history = await readHistory(root, objects);
  const head = history.at(-1);
  const modules = head ? submodulesOf(head) : [];
  if (!head || modules.length === 0)
    throw new UserError('package.json on this branch names no workspace that is a folder of its own.');
  const { workspaces, launcher } = rewrite(history, objects);
  const tags = await readTags(root, objects);
  const launcherName = await launcherNameOf(root);
  await objects.write();

  const pushes: Push[] = [];
  const lineages = modules.map((name) => [name, workspaces.get(name)] as const);
  for (const [name, lineage] of [...lineages, [launcherName, launcher] as const]) {
    if (!lineage) continue;
    const tip = lineage.counterpart(head.id) ?? '';
    pushes.push(await plan(name, tip, branch, lineage, tags, remote, objects));
  }
  await objects.write(); // the tags
  for (const push of pushes) {
    await remote.prepare(push.name, branch);
    await send(root, push, say);
  }
  say(`\nClone all of it with:\n  git clone --recurse-submodules ${remote.urlOf(launcherName)}`);
}

/** The current branch of a clean and complete monorepo. */
async function readyBranch(root: string): Promise<string> {
  if ((await readModules(root)).length > 0)
    throw new UserError('This is a launcher repository already: split is for the monorepo.');
  const dirty = await gitLines(root, ['status', '--porcelain']);
  if (dirty.length > 0) {
    const some = dirty.slice(0, 5).map((line) => `  ${line}`);
    const more = dirty.length > 5 ? [`  … and ${dirty.length - 5} more`] : [];
    throw new UserError(
      ['Not everything is committed; commit or stash it first:', ...some, ...more].join('\n'),
    );
  }
  if ((await git(root, ['rev-parse', '--is-shallow-repository'])) === 'true') {
    throw new UserError(
      'This clone is shallow, and other histories would come out of it: git fetch --unshallow',
    );
  }
  const branch = await askGit(root, ['symbolic-ref', '--short', 'HEAD']);
  if (!branch) throw new UserError('No branch is checked out, so there is none to push: git switch main');
  return branch;
}

async function launcherNameOf(root: string): Promise<string> {
  const { name } = JSON.parse(await git(root, ['show', 'HEAD:package.json'])) as { name?: string };
  return name ?? 'launcher';
}

async function plan(
  name: string,
  tip: string,
  branch: string,
  lineage: Lineage,
  tags: Tag[],
  remote: RemoteBase,
  objects: Objects,
): Promise<Push> {
  const url = remote.urlOf(name);
  const refs = await remote.refs(name);
  const there = refs.get(`refs/heads/${branch}`);
  const commits = lineage.countSince(there, tip);
  if (commits === undefined) {
    throw new UserError(
      `${url} has commits on ${branch} that did not come from this monorepo (${there?.slice(0, 9)}).\n` +
        'Nothing was pushed: split goes one way and never overwrites. Work in a clone of that repository from now on, ' +
        'or split to another base.',
    );
  }
  const wanted = tags.flatMap((tag) => {
    const id = tagIn(lineage, tag, objects);
    return id ? [{ ref: tag.ref, id }] : [];
  });
  const fresh = wanted.filter(({ ref }) => !refs.has(ref));
  const other = wanted.filter(({ ref, id }) => refs.has(ref) && refs.get(ref) !== id);
  return {
    name,
    url,
    commits,
    refspecs: [
      ...(commits > 0 ? [`${tip}:refs/heads/${branch}`] : []),
      ...fresh.map(({ ref, id }) => `${id}:${ref}`),
    ],
    keptTags: other.map(({ ref }) => ref.replace('refs/tags/', '')),
  };
}

async function send(root: string, push: Push, say: (line: string) => void): Promise<void> {
  const { name, url, commits, refspecs, keptTags } = push;
  const label = name.padEnd(16);
  if (keptTags.length > 0) say(`${label} keeps its own ${keptTags.join(', ')}`);
  if (refspecs.length === 0) return say(`${label} is up to date`);
  const tags = refspecs.length - (commits > 0 ? 1 : 0);
  const news = [count(commits, 'new commit'), count(tags, 'new tag')].filter(Boolean).join(', ');
  try {
    await git(root, ['push', '--quiet', '--no-verify', url, ...refspecs]);
  } catch (error) {
    if (!(error instanceof GitFailed)) throw error;
    throw new UserError(
      `${url} did not take the push; what was pushed before it is fine, run split again:\n${error.said}`,
    );
  }
  say(`${label} ${news}`);
}

const count = (number: number, what: string) => (number ? `${number} ${what}${number === 1 ? '' : 's'}` : '');
