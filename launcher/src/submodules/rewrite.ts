import type { Commit } from './history.js';
import { Lineage } from './lineage.js';
import type { Objects, TreeEntry } from './objects.js';

/** Workspaces that stay in the launcher repository: the tools that fetch the submodules cannot be in one. */
const stays = ['launcher'];

/** The monorepo as several repositories: one per workspace, by folder name, and the launcher's with pointers to them. */
export interface Rewritten {
  workspaces: Map<string, Lineage>;
  launcher: Lineage;
}

/** Rewrites the whole history; nothing is written to disk before `objects.write()`. */
export function rewrite(history: Commit[], objects: Objects): Rewritten {
  const folders = [...new Set(history.flatMap(submodulesOf))];
  const workspaces = new Map(folders.map((folder) => [folder, new Lineage(objects)]));
  const launcher = new Lineage(objects);
  for (const commit of history) {
    for (const [folder, lineage] of workspaces) lineage.add(commit, folderIn(commit, folder)?.id);
    launcher.add(commit, launcherTree(commit, workspaces, objects));
  }
  return { workspaces, launcher };
}

/** The workspaces of this commit that become submodules. */
export function submodulesOf(commit: Commit): string[] {
  return commit.workspaces.filter((name) => !stays.includes(name) && folderIn(commit, name));
}

function launcherTree(commit: Commit, workspaces: Map<string, Lineage>, objects: Objects): string {
  const modules = submodulesOf(commit);
  if (modules.length === 0) return objects.addTree(commit.root);
  const entries = commit.root.filter(({ name }) => !modules.includes(name) && name !== '.gitmodules');
  const links = modules.map((name): TreeEntry => {
    const id = workspaces.get(name)?.counterpart(commit.id);
    if (!id) throw new Error(`${name} has no commit for ${commit.id}`);
    return { mode: '160000', name, id };
  });
  const description: TreeEntry = {
    mode: '100644',
    name: '.gitmodules',
    id: objects.add('blob', modules.map(describe).join('')),
  };
  return objects.addTree([...entries, ...links, description]);
}

/** A relative address: forks and mirrors of all repositories side by side work without a change. */
const describe = (name: string) => `[submodule "${name}"]\n\tpath = ${name}\n\turl = ../${name}.git\n`;

const folderIn = (commit: Commit, folder: string) =>
  commit.root.find(({ name, mode }) => name === folder && mode === '40000');
