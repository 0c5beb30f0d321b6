import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { submodulePaths } from '../../bootstrap/submodules.mjs';
import { repositoryRoot } from '../repository.js';
import { UserError } from '../user-error.js';
import { git, GitError, gitLines, tryGit } from './git.js';
import { splitHistory } from './split-history.js';

/** What is to be pushed to one repository. */
interface Push {
  url: string;
  /** `<object>:<ref>`, never forced. */
  refspecs: string[];
  /** Lines for the user. */
  report: string[];
}

/** `npm run launcher -- split --remote <base>`: one repository per workspace, and a launcher. */
export async function splitCommand(args: string[], root = repositoryRoot): Promise<number> {
  const { values } = parseArgs({ args, options: { remote: { type: 'string' } } });
  if (!values.remote)
    throw new UserError('split needs --remote <base>: a folder or an address such as git@example.com:shop');
  await split(root, values.remote, (line) => console.log(line));
  return 0;
}

/**
 * Splits the monorepo's history and pushes what the repositories below `base` lack. All of them are
 * compared before the first push, and the launcher is pushed last, so it never points at a
 * commit that is missing. Nothing is forced.
 */
export async function split(root: string, base: string, print: (line: string) => void): Promise<void> {
  const branch = await checkRepository(root);
  const urlOf = (name: string) =>
    isFolder(base) ? join(resolve(base), `${name}.git`) : `${base.replace(/\/+$/, '')}/${name}.git`;
  const folder = mkdtempSync(join(tmpdir(), 'orderwire-split-'));
  try {
    print('reading the history');
    const scratch = join(folder, 'split.git');
    await git(root, ['clone', '--quiet', '--bare', '--shared', root, scratch]);
    const manifest = JSON.parse(await git(scratch, ['show', 'HEAD:package.json'])) as { name?: string };
    const launcherName = manifest.name ?? 'launcher';
    const repositories = await splitHistory(scratch, launcherName);
    if (repositories.size < 2) throw new UserError('No folder on this branch has a package.json of its own.');
    const pushes: Push[] = [];
    for (const [name, commits] of repositories)
      pushes.push(await plan(scratch, branch, name, urlOf(name), commits));
    for (const push of pushes) {
      if (push.refspecs.length > 0) await send(scratch, branch, push);
      push.report.forEach(print);
    }
    print(`\nClone everything with:\n  git clone --recurse-submodules ${urlOf(launcherName)}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The checked-out branch of a clean and complete monorepo. */
async function checkRepository(root: string): Promise<string> {
  if (submodulePaths(root).length > 0)
    throw new UserError('This is a launcher repository already. Only the monorepo can be split.');
  const dirty = await gitLines(root, ['status', '--porcelain']);
  if (dirty.length > 0) {
    const lines = dirty.length > 5 ? [...dirty.slice(0, 5), `… and ${dirty.length - 5} more`] : dirty;
    throw new UserError(
      `There are uncommitted changes; commit or stash them first:\n  ${lines.join('\n  ')}`,
    );
  }
  if ((await git(root, ['rev-parse', '--is-shallow-repository'])) === 'true')
    throw new UserError('This clone is shallow and would give other histories: git fetch --unshallow');
  const branch = await tryGit(root, ['symbolic-ref', '--short', 'HEAD']);
  if (!branch) throw new UserError('No branch is checked out, so there is none to push: git switch main');
  return branch;
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
  return new Map(output.split('\n').map((line) => line.split('\t').reverse() as [string, string]));
}

/**
 * Compares a repository with its new commits, given by commit of the monorepo. A tag that it has
 * for another object stays as it is.
 */
async function plan(
  scratch: string,
  branch: string,
  name: string,
  url: string,
  rewritten: Map<string, string>,
): Promise<Push> {
  const refs = await refsOf(url);
  const tip = rewritten.get(await git(scratch, ['rev-parse', 'HEAD'])) ?? '';
  const pushed = refs.get(`refs/heads/${branch}`);
  if (pushed && (await tryGit(scratch, ['merge-base', '--is-ancestor', pushed, tip])) === undefined)
    throw new UserError(
      `${url} has commits on ${branch} that did not come from this monorepo (${pushed.slice(0, 9)}).\n` +
        'Nothing was pushed: split goes one way and never overwrites. Work in a clone of that repository from now on, ' +
        'or split to another base.',
    );
  const range = pushed ? [tip, `^${pushed}`] : [tip];
  const commits = Number(await git(scratch, ['rev-list', '--count', ...range]));
  const tags = [...(await rewriteTags(scratch, rewritten))].filter(([ref, id]) => refs.get(ref) !== id);
  const newTags = tags.filter(([ref]) => !refs.has(ref)).map(([ref, id]) => `${id}:${ref}`);
  const keptTags = tags.filter(([ref]) => refs.has(ref)).map(([ref]) => ref.replace('refs/tags/', ''));
  const news = [count(commits, 'new commit'), count(newTags.length, 'new tag')].filter(Boolean).join(', ');
  const report = [
    ...(keptTags.length ? [`keeps its own ${keptTags.join(', ')}`] : []),
    news || 'is up to date',
  ];
  return {
    url,
    refspecs: [...(commits ? [`${tip}:refs/heads/${branch}`] : []), ...newTags],
    report: report.map((line) => `${name.padEnd(16)} ${line}`),
  };
}

const count = (number: number, noun: string) => (number ? `${number} ${noun}${number === 1 ? '' : 's'}` : '');

/** The objects of the monorepo's tags in a split repository, by ref; none for other commits. */
async function rewriteTags(scratch: string, rewritten: Map<string, string>): Promise<Map<string, string>> {
  const format = '--format=%(refname) %(objecttype) %(objectname) %(*objectname)';
  const tags = new Map<string, string>();
  for (const line of await gitLines(scratch, ['for-each-ref', format, 'refs/tags'])) {
    const [ref = '', type, object = '', tagged] = line.split(' ');
    const target = rewritten.get(tagged || object);
    if (!target) continue;
    tags.set(ref, type === 'tag' ? await rewriteTag(scratch, object, target) : target);
  }
  return tags;
}

/** A copy of an annotated tag for another commit, without a signature, which signs other bytes. */
async function rewriteTag(scratch: string, tag: string, target: string): Promise<string> {
  const text = await git(scratch, ['cat-file', 'tag', tag]);
  const unsigned = text.replace(/^-----BEGIN (PGP|SSH) SIGNATURE-----[^]*$/m, '');
  const copy = unsigned.replace(/^object \w+/, `object ${target}`);
  return git(scratch, ['hash-object', '-w', '-t', 'tag', '--stdin'], `${copy}\n`);
}

async function send(scratch: string, branch: string, { url, refspecs }: Push): Promise<void> {
  if (isFolder(url) && !existsSync(url)) {
    mkdirSync(url, { recursive: true });
    await git(url, ['init', '--quiet', '--bare', `--initial-branch=${branch}`]);
  }
  try {
    await git(scratch, ['push', '--quiet', url, ...refspecs]);
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    throw new UserError(
      `${url} rejected the push. Earlier pushes are complete; run split again:\n${error.output}`,
    );
  }
}
