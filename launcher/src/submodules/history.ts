import { gitLines } from './git.js';
import type { Objects, TreeEntry } from './objects.js';

/** One commit of the monorepo, with what is needed to rewrite it. */
export interface Commit {
  id: string;
  parents: string[];
  /** Author, committer and encoding as they stand in the object, each with its line feed. Signatures are left out: they sign other bytes. */
  head: string;
  /** The message, byte for byte. */
  message: string;
  root: TreeEntry[];
  /** The folders that this commit's package.json calls workspaces. */
  workspaces: string[];
}

/** Every commit that the current branch reaches, parents before children. */
export async function readHistory(root: string, objects: Objects): Promise<Commit[]> {
  const ids = await gitLines(root, ['rev-list', '--reverse', '--topo-order', 'HEAD']);
  const bodies = await objects.read(ids);
  const trees = await objects.read(ids.map((id) => `${id}^{tree}`));
  const roots = trees.map((tree) => objects.parseTree(tree ?? Buffer.alloc(0)));
  const manifests = roots.map((entries) => entries.find(({ name }) => name === 'package.json')?.id ?? '');
  const distinct = [...new Set(manifests)].filter(Boolean);
  const texts = await objects.read(distinct);
  const workspaces = new Map(distinct.map((id, index) => [id, workspacesIn(texts[index])]));
  return ids.map((id, index) => ({
    id,
    ...parse(bodies[index]?.toString('latin1') ?? ''),
    root: roots[index] ?? [],
    workspaces: workspaces.get(manifests[index] ?? '') ?? [],
  }));
}

function parse(body: string): Pick<Commit, 'parents' | 'head' | 'message'> {
  const end = body.indexOf('\n\n');
  // A line that begins with a space continues the one before it.
  const fields = body.slice(0, end + 1).match(/^\S.*\n(?: .*\n)*/gm) ?? [];
  return {
    parents: fields.flatMap((field) => /^parent (\w+)/.exec(field)?.[1] ?? []),
    head: fields.filter((field) => /^(author|committer|encoding) /.test(field)).join(''),
    message: body.slice(end + 2),
  };
}

/** Plain folder names only: a pattern such as `packages/*` is not one. */
function workspacesIn(manifest: Buffer | undefined): string[] {
  try {
    const { workspaces } = JSON.parse(manifest?.toString('utf8') ?? '') as { workspaces?: unknown };
    const names = Array.isArray(workspaces) ? workspaces : [];
    return names.filter((name): name is string => typeof name === 'string' && /^[\w.-]+$/.test(name));
  } catch {
    return [];
  }
}
