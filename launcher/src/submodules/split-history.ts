import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { git, gitLines } from './git.js';

/** Folders of the launcher repository itself: the tools that fetch submodules, and the end-to-end tests. */
const ownFolders = ['launcher', 'e2e'];

interface Commit {
  id: string;
  parents: string[];
  tree: string;
  /** The lines `author`, `committer` and `encoding`. A signature is left out: it signs other bytes. */
  header: string;
  message: string;
  /** The tree of every workspace folder that exists in this commit. */
  folders: Map<string, string>;
  /** Folders that become submodules of this commit's launcher commit. */
  submodules: string[];
}

interface Rewritten {
  mark: number;
  content: string;
  parents: Rewritten[];
}

/** One rewritten repository: the new commit that has the state of a commit of the monorepo, by that commit's id. */
export interface SplitRepository {
  name: string;
  commits: Map<string, string>;
}

/**
 * Rewrites the history of HEAD into one history per workspace and one of the launcher repository, in which the
 * workspaces are submodules. Returns the repositories that HEAD consists of, the launcher last. Writes the objects to
 * `scratch`, a new bare repository that borrows the objects of `root`. The same history always gives the same commit
 * ids, so a later run only adds commits.
 */
export async function splitHistory(
  root: string,
  scratch: string,
  launcherName: string,
): Promise<SplitRepository[]> {
  const history = await readHistory(root);
  const workspaces = [...new Set(history.flatMap(({ submodules }) => submodules))];
  const lineages = new Map([...workspaces, launcherName].map((name) => [name, new Map<string, Rewritten>()]));
  const stream: string[] = [];
  let mark = 0;

  const add = (name: string, commit: Commit, content: string, changes: string, exists: boolean) => {
    const lineage = lineages.get(name);
    const parents = independent(commit.parents.flatMap((parent) => lineage?.get(parent) ?? []));
    if (!exists && parents.length === 0) return;
    const unchanged = parents.length === 1 && parents[0]?.content === content ? parents[0] : undefined;
    const rewritten = unchanged ?? { mark: ++mark, content, parents };
    lineage?.set(commit.id, rewritten);
    if (!unchanged) stream.push(fastImport(name, commit, rewritten, changes));
  };
  for (const commit of history) {
    for (const name of workspaces) {
      const tree = commit.folders.get(name);
      add(name, commit, tree ?? '', tree ? `M 040000 ${tree} ""\n` : 'deleteall\n', tree !== undefined);
    }
    const links = commit.submodules.map(
      (name) => `M 160000 :${lineages.get(name)?.get(commit.id)?.mark} ${name}\n`,
    );
    const modules = commit.submodules.map(describeSubmodule).join('');
    const changes = [`M 040000 ${commit.tree} ""\n`, ...links];
    if (modules) changes.push(`M 100644 inline .gitmodules\ndata ${modules.length}\n${modules}\n`);
    add(launcherName, commit, changes.join(''), changes.join(''), true);
  }
  const ids = await importInto(scratch, root, stream.join(''));
  return [...(history.at(-1)?.submodules ?? []), launcherName].map((name) => {
    const lineage = [...(lineages.get(name) ?? [])];
    return { name, commits: new Map(lineage.map(([id, commit]) => [id, ids.get(commit.mark) ?? ''])) };
  });
}

/** Every commit that HEAD reaches, parents before children. */
async function readHistory(root: string): Promise<Commit[]> {
  const ids = await gitLines(root, ['rev-list', '--reverse', '--topo-order', 'HEAD']);
  const bodies = await readObjects(root, ids);
  const manifests = await readObjects(
    root,
    ids.map((id) => `${id}:package.json`),
  );
  const workspaces = manifests.map(workspacesIn);
  const names = [...new Set(workspaces.flat())];
  const paths = ids.flatMap((id) => names.map((name) => `${id}:${name}`));
  const found = await gitLines(root, ['cat-file', '--batch-check'], `${paths.join('\n')}\n`);
  return ids.map((id, index) => {
    const trees = names.flatMap((name, column): [string, string][] => {
      const [, tree] = /^(\w+) tree /.exec(found[index * names.length + column] ?? '') ?? [];
      return tree ? [[name, tree]] : [];
    });
    const folders = new Map(trees);
    const submodules = (workspaces[index] ?? []).filter(
      (name) => !ownFolders.includes(name) && folders.has(name),
    );
    return { id, ...parseCommit(bodies[index] ?? ''), folders, submodules };
  });
}

/** The contents of these objects in the same order; undefined for an object that does not exist. */
async function readObjects(root: string, names: string[]): Promise<(string | undefined)[]> {
  const output = await git(root, ['cat-file', '--batch'], `${names.join('\n')}\n`, 'latin1');
  let at = 0;
  return names.map(() => {
    const end = output.indexOf('\n', at);
    const size = / \w+ (\d+)$/.exec(output.slice(at, end))?.[1];
    at = end + 1;
    if (size === undefined) return undefined;
    at += Number(size) + 1;
    return output.slice(end + 1, at - 1);
  });
}

function parseCommit(body: string): Pick<Commit, 'parents' | 'tree' | 'header' | 'message'> {
  const end = body.indexOf('\n\n');
  // A line that begins with a space continues the field before it.
  const fields = body.slice(0, end + 1).match(/^\S.*\n(?: .*\n)*/gm) ?? [];
  return {
    tree: /^tree (\w+)/.exec(body)?.[1] ?? '',
    parents: fields.flatMap((field) => /^parent (\w+)/.exec(field)?.[1] ?? []),
    header: fields.filter((field) => /^(author|committer|encoding) /.test(field)).join(''),
    message: body.slice(end + 2),
  };
}

/** The workspaces that a package.json lists by plain folder names; patterns such as `packages/*` do not count. */
function workspacesIn(manifest: string | undefined): string[] {
  try {
    const { workspaces } = JSON.parse(manifest ?? '') as { workspaces?: unknown };
    const names: unknown[] = Array.isArray(workspaces) ? workspaces : [];
    return names.filter((name): name is string => typeof name === 'string' && /^[\w.-]+$/.test(name));
  } catch {
    return [];
  }
}

/** The commits without those that are ancestors of another one: merging an ancestor merges nothing. */
function independent(commits: Rewritten[]): Rewritten[] {
  const distinct = [...new Set(commits)];
  return distinct.filter((one) => !distinct.some((other) => other !== one && isAncestor(one, other)));
}

function isAncestor(wanted: Rewritten, tip: Rewritten): boolean {
  const reached = new Set([tip]);
  for (const { parents } of reached) {
    // A parent's mark is lower than its child's.
    for (const parent of parents) if (parent.mark >= wanted.mark) reached.add(parent);
  }
  return reached.has(wanted);
}

/** One commit in the format of `git fast-import`. */
function fastImport(name: string, { header, message }: Commit, commit: Rewritten, changes: string): string {
  const ref = `refs/heads/${name}`;
  const parents = commit.parents.map(({ mark }, index) => `${index ? 'merge' : 'from'} :${mark}\n`);
  const reset = parents.length ? '' : `reset ${ref}\n`;
  const data = `data ${message.length}\n${message}\n`;
  return `${reset}commit ${ref}\nmark :${commit.mark}\n${header}${data}${parents.join('')}${changes}\n`;
}

/** Submodule addresses are relative, so forks and mirrors of all repositories work unchanged. */
const describeSubmodule = (name: string) =>
  `[submodule "${name}"]\n\tpath = ${name}\n\turl = ../${name}.git\n`;

/** Runs `git fast-import` in the scratch repository. Returns the commit ids by mark. */
async function importInto(scratch: string, root: string, stream: string): Promise<Map<number, string>> {
  const format = await git(root, ['rev-parse', '--show-object-format']);
  const objects = resolve(root, await git(root, ['rev-parse', '--git-path', 'objects']));
  await git(root, ['init', '--quiet', '--bare', `--object-format=${format}`, scratch]);
  writeFileSync(join(scratch, 'objects', 'info', 'alternates'), `${objects}\n`);
  const marks = join(scratch, 'marks');
  const args = ['fast-import', '--quiet', '--date-format=raw-permissive', `--export-marks=${marks}`];
  await git(scratch, args, stream, 'latin1');
  const lines = readFileSync(marks, 'utf8').trim().split('\n');
  return new Map(
    lines.map((line) => [Number(line.slice(1, line.indexOf(' '))), line.slice(line.indexOf(' ') + 1)]),
  );
}
