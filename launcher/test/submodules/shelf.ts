import { jest } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { split } from '../../src/submodules/split.js';

const settings = {
  // Git refuses submodules from folders otherwise.
  'protocol.file.allow': 'always',
  'init.defaultBranch': 'main',
  // Housekeeping in the background would still write into folders that are being removed.
  'maintenance.auto': 'false',
  'gc.auto': '0',
};

// Whatever the person who runs the tests has configured.
Object.assign(process.env, {
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_COUNT: String(Object.keys(settings).length),
  ...Object.fromEntries(
    Object.entries(settings).flatMap(([key, value], index) => [
      [`GIT_CONFIG_KEY_${index}`, key],
      [`GIT_CONFIG_VALUE_${index}`, value],
    ]),
  ),
  // No sample hooks in every repository.
  GIT_TEMPLATE_DIR: '',
  GIT_AUTHOR_NAME: 'Ada',
  GIT_AUTHOR_EMAIL: 'ada@example.com',
  GIT_COMMITTER_NAME: 'Grace',
  GIT_COMMITTER_EMAIL: 'grace@example.com',
});

/** A folder with small repositories: `mono`, and what is made of it. Names have a space, as people's folders do. */
export class Shelf {
  private readonly place = mkdtempSync(join(tmpdir(), 'orderwire shelf '));
  readonly root = join(this.place, 'shelf');
  readonly mono = this.path('mono');
  readonly bare = this.path('bare');

  constructor() {
    mkdirSync(this.root);
  }

  path(...parts: string[]): string {
    return join(this.root, ...parts);
  }

  git(repository: string, ...args: string[]): string {
    const cwd = this.path(repository);
    // Explicitly: jest's process.env is a copy, which children do not inherit by themselves.
    const output = execFileSync('git', args, { cwd, encoding: 'utf8', stdio: 'pipe', env: process.env });
    return output.trimEnd();
  }

  /** Writes the files of one commit; an empty text removes the file. Returns its id. */
  commit(repository: string, files: Record<string, string>, message: string): string {
    for (const [name, content] of Object.entries(files)) {
      const file = this.path(repository, name);
      mkdirSync(dirname(file), { recursive: true });
      if (content) writeFileSync(file, content);
      else rmSync(file);
    }
    this.git(repository, 'add', '--all');
    this.git(repository, 'commit', '--quiet', '-m', message);
    return this.git(repository, 'rev-parse', 'HEAD');
  }

  /** A monorepo of two workspaces, the launcher's folder and a file of the root. */
  makeMono(): this {
    mkdirSync(this.mono);
    this.git('mono', 'init', '--quiet');
    this.commit('mono', { 'README.md': 'a shop' }, 'docs: begin');
    const manifest = JSON.stringify({ name: 'shop', workspaces: ['orders-ms', 'platform', 'launcher'] });
    const files = { 'package.json': manifest, 'orders-ms/index.js': '1', 'platform/index.js': '1' };
    this.commit('mono', { ...files, 'launcher/main.js': '1' }, 'feat: the first house');
    this.commit('mono', { 'orders-ms/index.js': '2' }, 'feat(orders): grow');
    return this;
  }

  async split(base = this.bare): Promise<string> {
    const lines: string[] = [];
    await split(this.mono, base, (line) => lines.push(line));
    return lines.join('\n');
  }

  /** A launcher repository with its submodules, as its user gets it. */
  clone(name = 'work'): string {
    this.git('.', 'clone', '--quiet', '--recurse-submodules', join(this.bare, 'shop.git'), name);
    return this.path(name);
  }

  /** Somebody else pushes a commit to this repository. */
  elsewhere(repository: string, files: Record<string, string>, message: string, branch = 'main'): string {
    const name = `elsewhere-${repository}`;
    rmSync(this.path(name), { recursive: true, force: true });
    this.git('.', 'clone', '--quiet', join(this.bare, `${repository}.git`), name);
    if (branch !== 'main') this.git(name, 'switch', '--quiet', '-c', branch);
    const id = this.commit(name, files, message);
    this.git(name, 'push', '--quiet', 'origin', branch);
    return id;
  }

  /** Remembers how everything stands. */
  keep(): this {
    cpSync(this.root, join(this.place, 'kept'), { recursive: true });
    return this;
  }

  /** Puts everything back as it was kept, in the same place: clones know their remotes by it. */
  restore(): this {
    rmSync(this.root, { recursive: true });
    cpSync(join(this.place, 'kept'), this.root, { recursive: true });
    return this;
  }

  remove(): void {
    rmSync(this.place, { recursive: true, force: true });
  }
}

/** What the work writes to the terminal, and what it returns. */
export async function listen<T>(work: () => Promise<T>): Promise<{ result: T; said: string }> {
  const lines: unknown[] = [];
  const spies = (['log', 'error'] as const).map((name) =>
    jest.spyOn(console, name).mockImplementation((line: unknown) => void lines.push(line)),
  );
  try {
    return { result: await work(), said: lines.join('\n') };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}
