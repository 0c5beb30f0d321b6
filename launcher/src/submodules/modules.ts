import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../user-error.js';
import { askGit } from './git.js';

/** One submodule, as `.gitmodules` describes it. */
export interface Module {
  name: string;
  /** Folder below the launcher repository's root. */
  path: string;
  url: string;
  /** The branch it follows, where `.gitmodules` says one. */
  branch?: string;
}

/** The submodules of this checkout, in the order of `.gitmodules`; none in the monorepo. */
export async function readModules(root: string): Promise<Module[]> {
  if (!existsSync(join(root, '.gitmodules'))) return [];
  const text = await askGit(root, ['config', '-f', '.gitmodules', '--get-regexp', '^submodule\\.']);
  const modules = new Map<string, Partial<Module>>();
  for (const line of text?.split('\n') ?? []) {
    const [, name = '', key = '', value = ''] = /^submodule\.(.+)\.(\w+) (.*)$/.exec(line) ?? [];
    if (name) modules.set(name, { ...modules.get(name), name, [key]: value });
  }
  return [...modules.values()].filter((module): module is Module => Boolean(module.path && module.url));
}

/** The submodules; in the monorepo, where they are plain folders, the one line that says so. */
export async function requireModules(root: string, verb: string): Promise<Module[]> {
  const modules = await readModules(root);
  if (modules.length > 0) return modules;
  throw new UserError(
    `This is the monorepo: its workspaces are plain folders, so there are no submodules to ${verb}; ` +
      '"npm run launcher -- split --remote <base>" makes a repository of each.',
  );
}

/** Those with these names or paths, all without names; a name that nobody has is the user's mistake. */
export function choose(modules: Module[], names: string[]): Module[] {
  const wanted = names.map((name) => name.replace(/\/+$/, ''));
  const unknown = wanted.find((name) => !modules.some((module) => is(module, name)));
  if (unknown !== undefined) {
    const known = modules.map(({ path }) => path).join(', ');
    throw new UserError(`There is no submodule "${unknown}"; there are ${known}.`);
  }
  return names.length ? modules.filter((module) => wanted.some((name) => is(module, name))) : modules;
}

const is = ({ name, path }: Module, wanted: string) => name === wanted || path === wanted;

/** Whether it was cloned: before that its folder is empty, and git in it would answer for the launcher repository. */
export const isInitialised = (root: string, { path }: Module): boolean =>
  existsSync(join(root, path, '.git'));
