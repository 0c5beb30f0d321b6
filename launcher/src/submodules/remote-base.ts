import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { UserError } from '../user-error.js';
import { askGit, git } from './git.js';

/** The place where all repositories stand side by side: a folder, or an address that git can push to. */
export class RemoteBase {
  private constructor(
    private readonly base: string,
    private readonly isFolder: boolean,
  ) {}

  static of(base: string): RemoteBase {
    const isAddress = /^[a-z][a-z+]*:\/\//i.test(base) || /^[^/\\]+:(?![\\/])/.test(base);
    return isAddress ? new RemoteBase(base.replace(/\/+$/, ''), false) : new RemoteBase(resolve(base), true);
  }

  urlOf(name: string): string {
    return this.isFolder ? join(this.base, `${name}.git`) : `${this.base}/${name}.git`;
  }

  /** Makes the repository when it can be made from here, in a folder. */
  async prepare(name: string, branch: string): Promise<void> {
    const url = this.urlOf(name);
    if (!this.isFolder || existsSync(url)) return;
    mkdirSync(url, { recursive: true });
    await git(url, ['init', '--quiet', '--bare', `--initial-branch=${branch}`]);
  }

  /** Branches and tags of the repository by full name, as they are now; none where a folder does not exist yet. */
  async refs(name: string): Promise<Map<string, string>> {
    const url = this.urlOf(name);
    if (this.isFolder && !existsSync(url)) return new Map();
    const answer = await askGit('.', ['ls-remote', '--quiet', url]);
    if (answer === undefined) {
      throw new UserError(
        `${url} cannot be read: make it (empty), and see that "git ls-remote ${url}" answers; then run split again.`,
      );
    }
    const lines = answer ? answer.split('\n') : [];
    return new Map(lines.map((line) => line.split('\t').reverse() as [string, string]));
  }
}
