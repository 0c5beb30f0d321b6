import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../user-error.js';
import { tryGit } from './git.js';

/** One submodule, as `.gitmodules` describes it. */
export interface Module {
  name: string;
  /** Folder below the root of the launcher repository. */
  path: string;
  url: string;
  /** The branch it follows, where `.gitmodules` names one. */
  branch?: string;
}

/** The submodules in the order of `.gitmodules`; none in the monorepo. */
export async function readModules(root: string): Promise<Module[]> {
  if (!existsSync(join(root, '.gitmodules'))) return [];
  const text = await tryGit(root, ['config', '-f', '.gitmodules', '--get-regexp', '^submodule\\.']);
  const modules = new Map<string, Partial<Module>>();
  for (const line of text?.split('\n') ?? []) {
    const [, name = '', key = '', value = ''] = /^submodule\.(.+)\.(\w+) (.*)$/.exec(line) ?? [];
    if (name) modules.set(name, { ...modules.get(name), name, [key]: value });
  }
  return [...modules.values()].filter((module): module is Module => Boolean(module.path && module.url));
}

/** The submodules with these names or paths; without names, all of them. Throws a UserError in the monorepo. */
export async function selectModules(root: string, verb: string, names: string[] = []): Promise<Module[]> {
  const modules = await readModules(root);
  if (modules.length === 0)
    throw new UserError(
      `This is the monorepo: its workspaces are plain folders, so there are no submodules to ${verb}; ` +
        '"npm run launcher -- split --remote <base>" makes a repository of each.',
    );
  if (names.length === 0) return modules;
  const selected = names.map((name) => {
    const wanted = name.replace(/\/+$/, '');
    const module = modules.find((candidate) => candidate.name === wanted || candidate.path === wanted);
    if (module) return module;
    const known = modules.map(({ path }) => path).join(', ');
    throw new UserError(`There is no submodule "${wanted}"; there are ${known}.`);
  });
  return [...new Set(selected)];
}

/** Whether it was cloned. Git in an empty submodule folder would answer for the launcher repository. */
export const isInitialised = (root: string, { path }: Module): boolean =>
  existsSync(join(root, path, '.git'));
