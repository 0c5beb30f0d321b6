import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { repositoryRoot } from '../repository.js';
import { UserError } from '../user-error.js';
import { git, GitError, gitLines, tryGit } from './git.js';
import { readModules } from './modules.js';
import { splitHistory, type SplitRepository } from './split-history.js';

/** What is to be pushed to one repository. */
interface Push {
  name: string;
  url: string;
  /** New commits on the branch. */
  commits: number;
  /** `<object>:<ref>`, never forced. */
  refspecs: string[];
  /** Tags that the repository already has for another object. They stay as they are. */
  keptTags: string[];
}

interface Tag {
  /** `refs/tags/…` */
  ref: string;
  /** The commit of the monorepo that it names. */
  commit: string;
  /** The tag object of an annotated tag. */
  body?: string;
}

/** `npm run launcher -- split --remote <base>`: pushes the monorepo as one repository per workspace and a launcher. */
export async function splitCommand(args: string[], root = repositoryRoot): Promise<number> {
  const { values } = parseArgs({ args, options: { remote: { type: 'string' } } });
  if (!values.remote)
    throw new UserError('split needs --remote <base>: a folder or an address such as git@example.com:shop');
  await split(root, values.remote, (line) => console.log(line));
  return 0;
}

/**
 * Splits the monorepo's history and pushes what the repositories below `base` lack. Every repository is compared before
 * the first push, and the launcher is pushed last, so it never points at a commit that is missing. Nothing is forced.
 */
export async function split(root: string, base: string, print: (line: string) => void): Promise<void> {
  const branch = await checkRepository(root);
  const urlOf = addressesBelow(base);
  const folder = mkdtempSync(join(tmpdir(), 'orderwire-split-'));
  try {
    print('reading the history');
    const scratch = join(folder, 'split.git');
    const head = await git(root, ['rev-parse', 'HEAD']);
    const launcherName = await launcherNameOf(root);
    const repositories = await splitHistory(root, scratch, launcherName);
    if (repositories.length < 2)
      throw new UserError('package.json on this branch lists no workspace that has a folder of its own.');
    const tags = await readTags(root);
    const pushes: Push[] = [];
    for (const repository of repositories) {
      const tip = repository.commits.get(head) ?? '';
      pushes.push(await plan(scratch, repository, tip, branch, urlOf(repository.name), tags));
    }
    for (const push of pushes) await send(scratch, push, branch, print);
    print(`\nClone everything with:\n  git clone --recurse-submodules ${urlOf(launcherName)}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The checked-out branch of a clean and complete monorepo. */
async function checkRepository(root: string): Promise<string> {
  if ((await readModules(root)).length > 0)
    throw new UserError('This is a launcher repository already. Only the monorepo can be split.');
  const dirty = await gitLines(root, ['status', '--porcelain']);
  if (dirty.length > 0) {
    const more = dirty.length > 5 ? [`… and ${dirty.length - 5} more`] : [];
    const lines = [...dirty.slice(0, 5), ...more].map((line) => `\n  ${line}`);
    throw new UserError(`There are uncommitted changes; commit or stash them first:${lines.join('')}`);
  }
  if ((await git(root, ['rev-parse', '--is-shallow-repository'])) === 'true')
    throw new UserError('This clone is shallow and would give other histories: git fetch --unshallow');
  const branch = await tryGit(root, ['symbolic-ref', '--short', 'HEAD']);
  if (!branch) throw new UserError('No branch is checked out, so there is none to push: git switch main');
  return branch;
}

async function launcherNameOf(root: string): Promise<string> {
  const { name } = JSON.parse(await git(root, ['show', 'HEAD:package.json'])) as { name?: string };
  return name ?? 'launcher';
}

/** Addresses of the repositories: below a folder, or below an address that git can push to. */
function addressesBelow(base: string): (name: string) => string {
  return (name) =>
    isFolder(base) ? join(resolve(base), `${name}.git`) : `${base.replace(/\/+$/, '')}/${name}.git`;
}

const isFolder = (address: string) => !/^[a-z][a-z+]*:\/\/|^[^/\\]+:(?![\\/])/i.test(address);

/** Refs of a repository by full name; none where a folder does not exist yet. */
async function refsOf(url: string): Promise<Map<string, string>> {
  if (isFolder(url) && !existsSync(url)) return new Map();
  const output = await tryGit('.', ['ls-remote', '--quiet', url]);
  if (output === undefined)
    throw new UserError(
      `${url} cannot be read. Create it (empty), check that "git ls-remote ${url}" works, then run split again.`,
    );
  const lines = output ? output.split('\n') : [];
  return new Map(lines.map((line) => line.split('\t').reverse() as [string, string]));
}

async function plan(
  scratch: string,
  { name, commits: rewritten }: SplitRepository,
  tip: string,
  branch: string,
  url: string,
  tags: Tag[],
): Promise<Push> {
  const refs = await refsOf(url);
  const pushed = refs.get(`refs/heads/${branch}`);
  if (pushed && (await tryGit(scratch, ['merge-base', '--is-ancestor', pushed, tip])) === undefined)
    throw new UserError(
      `${url} has commits on ${branch} that did not come from this monorepo (${pushed.slice(0, 9)}).\n` +
        'Nothing was pushed: split goes one way and never overwrites. Work in a clone of that repository from now on, ' +
        'or split to another base.',
    );
  const range = pushed ? [tip, `^${pushed}`] : [tip];
  const commits = Number(await git(scratch, ['rev-list', '--count', ...range]));
  const refspecs = commits > 0 ? [`${tip}:refs/heads/${branch}`] : [];
  const keptTags: string[] = [];
  for (const tag of tags) {
    const { ref } = tag;
    const id = await rewriteTag(scratch, tag, rewritten);
    if (!id || refs.get(ref) === id) continue;
    if (refs.has(ref)) keptTags.push(ref.replace('refs/tags/', ''));
    else refspecs.push(`${id}:${ref}`);
  }
  return { name, url, commits, refspecs, keptTags };
}

/** The tags that name a commit. */
async function readTags(root: string): Promise<Tag[]> {
  const format = '%(refname) %(objecttype) %(*objecttype)';
  const lines = await gitLines(root, ['for-each-ref', 'refs/tags', `--format=${format}`]);
  const refs = lines.flatMap((line) => /^(\S+) (?:commit|tag commit)/.exec(line)?.[1] ?? []);
  return Promise.all(
    refs.map(async (ref) => {
      const body = await git(root, ['cat-file', '-p', ref], '', 'latin1');
      const commit = await git(root, ['rev-parse', `${ref}^{commit}`]);
      return { ref, commit, ...(body.startsWith('object ') && { body }) };
    }),
  );
}

/** The object that the tag names in a split repository; undefined when that repository did not exist at the time. */
async function rewriteTag(
  scratch: string,
  { commit, body }: Tag,
  rewritten: Map<string, string>,
): Promise<string | undefined> {
  const target = rewritten.get(commit);
  if (!target || !body) return target;
  // A signature signs other bytes.
  const unsigned = body.replace(/^-----BEGIN (PGP|SSH) SIGNATURE-----[^]*$/m, '');
  const moved = unsigned.replace(/^object \w+$/m, `object ${target}`);
  return (await git(scratch, ['hash-object', '-w', '-t', 'tag', '--stdin'], moved, 'latin1')).trim();
}

async function send(
  scratch: string,
  push: Push,
  branch: string,
  print: (line: string) => void,
): Promise<void> {
  const { name, url, commits, refspecs, keptTags } = push;
  const label = name.padEnd(16);
  if (isFolder(url) && !existsSync(url)) {
    mkdirSync(url, { recursive: true });
    await git(url, ['init', '--quiet', '--bare', `--initial-branch=${branch}`]);
  }
  if (keptTags.length > 0) print(`${label} keeps its own ${keptTags.join(', ')}`);
  if (refspecs.length === 0) return print(`${label} is up to date`);
  try {
    await git(scratch, ['push', '--quiet', url, ...refspecs]);
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    throw new UserError(
      `${url} rejected the push. Earlier pushes are complete; run split again:\n${error.output}`,
    );
  }
  const tags = refspecs.length - (commits > 0 ? 1 : 0);
  print(`${label} ${[count(commits, 'new commit'), count(tags, 'new tag')].filter(Boolean).join(', ')}`);
}

const count = (number: number, noun: string) => (number ? `${number} ${noun}${number === 1 ? '' : 's'}` : '');
