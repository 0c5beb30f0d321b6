import { git, gitLines, askGit } from './git.js';

/** A pointer that a launcher commit set. */
export interface Pointer {
  path: string;
  /** The submodule's commit. */
  target: string;
  /** The launcher's commit that points at it. */
  from: string;
}

/** Every pointer of one launcher commit. */
export async function pointersOf(root: string, commit: string): Promise<Pointer[]> {
  const from = await git(root, ['rev-parse', '--verify', `${commit}^{commit}`]);
  const lines = await gitLines(root, ['ls-tree', '-r', '-z', '--full-tree', from]);
  return lines
    .join('\n')
    .split('\0')
    .flatMap((line) => {
      const [, target, path] = /^160000 commit (\w+)\t([^]+)$/.exec(line) ?? [];
      return target && path ? [{ path, target, from }] : [];
    });
}

/**
 * The pointers that a push would publish: those that its commits set, and the remote has not yet. `refs` is what git
 * gives its pre-push hook: a line `<local ref> <local id> <remote ref> <remote id>` per ref.
 */
export async function pointersPushed(root: string, refs: string, remote: string): Promise<Pointer[]> {
  const pointers = new Map<string, Pointer>();
  for (const line of refs.split('\n').filter((text) => text.trim())) {
    const [, local = '', , there = ''] = line.split(' ');
    if (/^0+$/.test(local)) continue; // a branch is deleted
    const known = /^0+$/.test(there)
      ? undefined
      : await askGit(root, ['cat-file', '-e', `${there}^{commit}`]);
    const without = [...(known === undefined ? [] : [`^${there}`]), '--not', `--remotes=${remote}`];
    // -m: a merge is compared with each of its parents, so that what it alone sets is seen too.
    const args = [
      'log',
      '-m',
      '--root',
      '--raw',
      '--no-abbrev',
      '--no-renames',
      '--format=commit %H',
      local,
      ...without,
    ];
    let from = '';
    for (const row of await gitLines(root, args)) {
      from = /^commit (\w+)/.exec(row)?.[1] ?? from;
      const [, target, path] = /^:\d+ 160000 \w+ (\w+) \w\t(.+)$/.exec(row) ?? [];
      // The newest commit that points there is the one to name.
      if (target && path && !pointers.has(`${path} ${target}`))
        pointers.set(`${path} ${target}`, { path, target, from });
    }
  }
  return [...pointers.values()];
}
