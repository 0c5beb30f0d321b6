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
  // Background maintenance would write into folders that are being removed.
  'maintenance.auto': 'false',
  'receive.autogc': 'false',
  'gc.auto': '0',
};

// Independent of the user's git configuration.
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
  // No sample hooks.
  GIT_TEMPLATE_DIR: '',
  GIT_AUTHOR_NAME: 'Ada',
  GIT_AUTHOR_EMAIL: 'ada@example.com',
  GIT_COMMITTER_NAME: 'Grace',
  GIT_COMMITTER_EMAIL: 'grace@example.com',
});

/** A folder with small repositories: `mono` and its split. The path contains a space. */
export class GitFixture {
  private readonly folder = mkdtempSync(join(tmpdir(), 'orderwire git '));
  readonly root = join(this.folder, 'repositories');
  readonly mono = this.path('mono');
  readonly bare = this.path('bare');

  constructor() {
    mkdirSync(this.root);
  }

  path(...parts: string[]): string {
    return join(this.root, ...parts);
  }

  git(repository: string, ...args: string[]): string {
    return this.gitWithInput(repository, '', ...args);
  }

  private gitWithInput(repository: string, input: string, ...args: string[]): string {
    const cwd = this.path(repository);
    // Explicit, because child processes do not inherit jest's copy of process.env.
    const { env } = process;
    return execFileSync('git', args, { cwd, encoding: 'utf8', stdio: 'pipe', env, input }).trimEnd();
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

  /** Creates a monorepo with two workspaces, the launcher and a root file. */
  createMonorepo(): this {
    mkdirSync(this.mono);
    this.git('mono', 'init', '--quiet');
    this.commit('mono', { 'README.md': 'a shop' }, 'docs: begin');
    const folders = ['orders-ms', 'platform', 'launcher'];
    const manifest = JSON.stringify({ name: 'shop', workspaces: folders });
    const manifests = folders.map((name) => [`${name}/package.json`, JSON.stringify({ name })]);
    const files = { 'package.json': manifest, ...Object.fromEntries(manifests) };
    const programs = { 'orders-ms/index.js': '1', 'platform/index.js': '1', 'launcher/main.js': '1' };
    this.commit('mono', { ...files, ...programs }, 'feat: first services');
    this.commit('mono', { 'orders-ms/index.js': '2' }, 'feat(orders): grow');
    return this;
  }

  async split(base = this.bare): Promise<string> {
    const lines: string[] = [];
    await split(this.mono, base, (line) => lines.push(line));
    return lines.join('\n');
  }

  /** Clones the launcher repository with its submodules. */
  clone(name = 'work'): string {
    this.git('.', 'clone', '--quiet', '--recurse-submodules', join(this.bare, 'shop.git'), name);
    return this.path(name);
  }

  /**
   * Gives a remote repository a commit after its main branch, as a push from another clone does.
   * Returns its id.
   */
  pushFromElsewhere(
    repository: string,
    files: Record<string, string>,
    message: string,
    branch = 'main',
  ): string {
    const data = (text: string) => `data ${Buffer.byteLength(text)}\n${text}\n`;
    const head = `commit refs/heads/${branch}\ncommitter Grace <grace@example.com> now\n${data(message)}`;
    const changes = Object.entries(files).map(([name, text]) => `M 100644 inline ${name}\n${data(text)}`);
    const stream = [head, 'from refs/heads/main^0\n', ...changes].join('');
    // One process instead of the dozen of a clone, a commit and a push.
    const bare = `bare/${repository}.git`;
    this.gitWithInput(bare, stream, 'fast-import', '--quiet', '--date-format=now');
    return this.git(bare, 'rev-parse', branch);
  }

  /** Saves the state of all repositories. */
  save(): this {
    cpSync(this.root, join(this.folder, 'saved'), { recursive: true });
    return this;
  }

  /**
   * Restores the saved state in the same place, because clones contain the paths of their remotes.
   */
  restore(): this {
    rmSync(this.root, { recursive: true });
    cpSync(join(this.folder, 'saved'), this.root, { recursive: true });
    return this;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Runs work; returns its result and its terminal output. */
export async function captureOutput<T>(work: () => Promise<T>): Promise<{ result: T; output: string }> {
  const lines: unknown[] = [];
  const spies = (['log', 'error'] as const).map((name) =>
    jest.spyOn(console, name).mockImplementation((line: unknown) => void lines.push(line)),
  );
  try {
    return { result: await work(), output: lines.join('\n') };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}
