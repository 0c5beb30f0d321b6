import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { git, gitLines } from './git.js';

/** Folders of the launcher repository: the tools that fetch submodules, and the tests of all. */
const ownFolders = ['launcher', 'e2e'];

interface Commit {
  id: string;
  parents: string[];
  tree: string;
  /** Author, committer and message for `git fast-import`. A signature would sign other bytes. */
  description: string;
}

/**
 * Rewrites the history of HEAD into one history per folder with a package.json, and one of the
 * launcher repository, in which these folders are submodules. Returns by repository, the launcher
 * last, the ids of new commits by the monorepo's commit whose state they have. The same history
 * always gives the same ids, so a later run only adds commits.
 *
 * @param scratch a clone of the monorepo, which receives the new objects
 */
export async function splitHistory(
  scratch: string,
  launcherName: string,
): Promise<Map<string, Map<string, string>>> {
  const history = await readHistory(scratch);
  const ids = history.map(({ id }) => id);
  /** Marks of new commits by commits of the monorepo, by repository. */
  const marks = new Map<string, Map<string, number>>();
  /** Marks of the submodules' commits by name, by commit of the monorepo. */
  const submodules = new Map(ids.map((id) => [id, new Map<string, number>()]));
  const stream: string[] = [];
  let newest = 0;
  const write = (name: string, { description }: Commit, parents: number[], changes: string): number => {
    const from = parents.map((mark, index) => `${index ? 'merge' : 'from'} :${mark}\n`).join('');
    // Without a reset, a second root would continue the branch.
    const start = from ? '' : `reset refs/split/${name}\n`;
    stream.push(`${start}commit refs/split/${name}\nmark :${++newest}\n${description}${from}${changes}\n`);
    return newest;
  };

  for (const name of await workspaces(scratch)) {
    const own = new Map<string, number>();
    const ownMarks = (commits: string[]) => commits.map((id) => own.get(id) ?? 0);
    const kept = await folderHistory(scratch, name);
    const manifests = await objectIds(scratch, ids, `${name}/package.json`);
    for (const [index, commit] of history.entries()) {
      const change = kept.get(commit.id);
      // Of several parents' marks, the highest one descends from the others: other merges are kept.
      const mark = change
        ? write(name, commit, ownMarks(change.parents), change.changes)
        : Math.max(0, ...ownMarks(commit.parents));
      if (mark) own.set(commit.id, mark);
      if (manifests[index]) submodules.get(commit.id)?.set(name, mark);
    }
    marks.set(name, own);
  }
  const launcher = new Map<string, number>();
  for (const commit of history) {
    const links = [...(submodules.get(commit.id) ?? [])];
    const changes = [
      `M 040000 ${commit.tree} ""\n`,
      ...links.map(([name, mark]) => `M 160000 :${mark} ${name}\n`),
    ];
    // Relative addresses, so forks and mirrors of all repositories work unchanged.
    const modules = links.map(
      ([name]) => `[submodule "${name}"]\n\tpath = ${name}\n\turl = ../${name}.git\n`,
    );
    if (links.length > 0) changes.push(`M 100644 inline .gitmodules\n${data(modules.join(''))}`);
    const parents = commit.parents.map((parent) => launcher.get(parent) ?? 0);
    launcher.set(commit.id, write(launcherName, commit, parents, changes.join('')));
  }
  marks.set(launcherName, launcher);
  const rewritten = await fastImport(scratch, stream.join(''));
  const newIds = (own: Map<string, number>) =>
    [...own].map(([id, mark]) => [id, rewritten.get(mark) ?? ''] as const);
  return new Map([...marks].map(([name, own]) => [name, new Map(newIds(own))]));
}

/** Every commit that HEAD reaches, parents before children. */
async function readHistory(scratch: string): Promise<Commit[]> {
  const options = [
    '-z',
    '--reverse',
    '--topo-order',
    '--no-show-signature',
    '--encoding=UTF-8',
    '--date=raw',
  ];
  const format = '--format=%H%n%P%n%T%nauthor %an <%ae> %ad%ncommitter %cn <%ce> %cd%n%B';
  const commits = (await git(scratch, ['log', ...options, format, 'HEAD'])).split('\0').slice(0, -1);
  return commits.map((text) => {
    const [id = '', parents = '', tree = '', author, committer, ...message] = text.split('\n');
    const description = `${author}\n${committer}\n${data(message.join('\n'))}`;
    return { id, parents: parents.split(' ').filter(Boolean), tree, description };
  });
}

/** The folders that have a package.json in some commit. */
async function workspaces(scratch: string): Promise<string[]> {
  const options = ['--full-history', '-m', '--name-only', '--format='];
  const files = await gitLines(scratch, ['log', ...options, 'HEAD', '--', ':(glob)*/package.json']);
  const folders = new Set(files.filter(Boolean).map((file) => dirname(file)));
  return [...folders].filter((name) => /^[\w.-]+$/.test(name) && !ownFolders.includes(name)).sort();
}

/** The commits that change a folder or merge such changes; parents are among them. */
async function folderHistory(
  scratch: string,
  name: string,
): Promise<Map<string, { parents: string[]; changes: string }>> {
  const lines = await gitLines(scratch, ['rev-list', '--simplify-merges', '--parents', 'HEAD', '--', name]);
  const commits = lines.map((line) => line.split(' '));
  const trees = await objectIds(
    scratch,
    commits.map(([id = '']) => id),
    `${name}/`,
  );
  const changes = trees.map((tree) => (tree ? `M 040000 ${tree} ""\n` : 'deleteall\n'));
  return new Map(
    commits.map(([id = '', ...parents], index) => [id, { parents, changes: changes[index] ?? '' }]),
  );
}

/** The ids of the objects at a path in these commits; undefined where there is none. */
async function objectIds(scratch: string, commits: string[], path: string): Promise<(string | undefined)[]> {
  const names = commits.map((commit) => `${commit}:${path}\n`);
  const lines = await gitLines(scratch, ['cat-file', '--batch-check=%(objectname)'], names.join(''));
  return lines.map((line) => (line.endsWith(' missing') ? undefined : line));
}

/** A text in the format of `git fast-import`. */
const data = (text: string) => `data ${Buffer.byteLength(text)}\n${text}\n`;

/** Runs `git fast-import`. Returns the new ids by mark. */
async function fastImport(scratch: string, stream: string): Promise<Map<number, string>> {
  const file = join(scratch, 'marks');
  await git(
    scratch,
    ['fast-import', '--quiet', '--date-format=raw-permissive', `--export-marks=${file}`],
    stream,
  );
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  return new Map(lines.map((line) => line.slice(1).split(' ')).map(([mark, id = '']) => [Number(mark), id]));
}
