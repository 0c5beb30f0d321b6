import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { git, gitBytes } from './git.js';

type Kind = 'commit' | 'tree' | 'blob' | 'tag';

/** One line of a tree: a file, a folder or (mode 160000) a submodule's commit. */
export interface TreeEntry {
  mode: string;
  name: string;
  id: string;
}

/**
 * Git objects by the thousand in a few processes: read in batches, named here, written in batches. A text holds one byte
 * per character (latin1), so that nothing is lost of whatever encoding its author had.
 */
export class Objects {
  private readonly fresh = new Map<string, { kind: Kind; content: Buffer }>();

  private constructor(
    private readonly repository: string,
    private readonly algorithm: string,
  ) {}

  static async of(repository: string): Promise<Objects> {
    return new Objects(repository, await git(repository, ['rev-parse', '--show-object-format']));
  }

  /** The contents of these objects in the same order; undefined for one that does not exist. */
  async read(names: string[]): Promise<(Buffer | undefined)[]> {
    if (names.length === 0) return [];
    const bytes = await gitBytes(this.repository, ['cat-file', '--batch'], `${names.join('\n')}\n`);
    const found: (Buffer | undefined)[] = [];
    for (let at = 0; at < bytes.length;) {
      const end = bytes.indexOf(10, at);
      const header = bytes.toString('latin1', at, end);
      const size = /^[0-9a-f]+ \w+ (\d+)$/.exec(header)?.[1];
      at = end + 1;
      found.push(size === undefined ? undefined : bytes.subarray(at, at + Number(size)));
      if (size !== undefined) at += Number(size) + 1;
    }
    return found;
  }

  /** The name of an object with this content, which `write` will write. */
  add(kind: Kind, text: string): string {
    const content = Buffer.from(text, 'latin1');
    const id = createHash(this.algorithm).update(`${kind} ${content.length}\0`).update(content).digest('hex');
    this.fresh.set(id, { kind, content });
    return id;
  }

  addTree(entries: TreeEntry[]): string {
    // Git sorts folders as if their names ended with a slash.
    const key = ({ mode, name }: TreeEntry) => (mode === '40000' ? `${name}/` : name);
    const sorted = [...entries].sort((a, b) => (key(a) < key(b) ? -1 : 1));
    const lines = sorted.map(
      ({ mode, name, id }) => `${mode} ${name}\0${Buffer.from(id, 'hex').toString('latin1')}`,
    );
    return this.add('tree', lines.join(''));
  }

  parseTree(content: Buffer): TreeEntry[] {
    const width = this.algorithm === 'sha256' ? 32 : 20;
    const entries: TreeEntry[] = [];
    for (let at = 0; at < content.length;) {
      const space = content.indexOf(32, at);
      const end = content.indexOf(0, space);
      const id = content.toString('hex', end + 1, end + 1 + width);
      entries.push({
        mode: content.toString('latin1', at, space),
        name: content.toString('latin1', space + 1, end),
        id,
      });
      at = end + 1 + width;
    }
    return entries;
  }

  /** Writes what was added and is not there yet. No ref points at it: git's own housekeeping may remove it again. */
  async write(): Promise<void> {
    const ids = [...this.fresh.keys()];
    if (ids.length === 0) return;
    const answers = await git(this.repository, ['cat-file', '--batch-check'], `${ids.join('\n')}\n`);
    const missing = new Set(
      answers.split('\n').flatMap((line) => (/ missing$/.exec(line) ? [line.split(' ')[0]] : [])),
    );
    const folder = mkdtempSync(join(tmpdir(), 'orderwire-objects-'));
    try {
      for (const kind of ['blob', 'tree', 'commit', 'tag'] as const) {
        const files = ids.flatMap((id) => {
          const object = this.fresh.get(id);
          if (object?.kind !== kind || !missing.has(id)) return [];
          const file = join(folder, id);
          writeFileSync(file, object.content);
          return [file];
        });
        if (files.length === 0) continue;
        const args = ['hash-object', '-w', '-t', kind, '--no-filters', '--stdin-paths'];
        await git(this.repository, args, `${files.join('\n')}\n`);
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
    this.fresh.clear();
  }
}
