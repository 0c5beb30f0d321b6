import { join } from 'node:path';
import { UserError } from '../user-error.js';
import { askGit, git, gitLines } from './git.js';
import { fetchAll, followedBranch, recordedCommit, remoteOf, stateOf } from './module-state.js';
import { isInitialised, type Module } from './modules.js';
import { moveTo } from './move.js';

interface Step {
  module: Module;
  folder: string;
  from: string | undefined;
  to: string;
  /** `<short id> <subject>` of each commit that comes in, newest first. */
  news: string[];
}

/**
 * Moves the submodules to the newest commit of their remote branch and commits the new pointers. All are looked at before
 * the first is moved. Returns the message of the launcher's commit; undefined when nothing is new.
 */
export async function bump(root: string, modules: Module[]): Promise<string | undefined> {
  const looked = await Promise.all(modules.map((module) => look(root, module)));
  const refusals = looked.flatMap((result) => (typeof result === 'string' ? [result] : []));
  if (refusals.length > 0) throw new UserError(`Nothing was moved:\n${refusals.join('\n')}`);
  const steps = looked.filter((step): step is Step => typeof step === 'object' && step.from !== step.to);
  if (steps.length === 0) return undefined;
  for (const { module, folder, to } of steps) await moveTo(folder, module, to);
  const message = describe(steps);
  const paths = steps.map(({ module }) => module.path);
  await git(root, ['add', '--', ...paths]);
  await git(root, ['commit', '--quiet', '-F', '-', '--', ...paths], message);
  return message;
}

/** What is to be done with one submodule, or why it must not be touched. */
async function look(root: string, module: Module): Promise<Step | string> {
  const { path } = module;
  if (!isInitialised(root, module)) return `  ${path}: not initialised; npm run launcher -- update`;
  const folder = join(root, path);
  await fetchAll(folder);
  const state = await stateOf(root, module);
  const remote = await remoteOf(folder);
  if (state.dirty) return `  ${path}: ${state.dirty} uncommitted; git -C ${path} status`;
  if (!state.pushed) {
    const name = state.branch ?? `HEAD:refs/heads/my-work`;
    return `  ${path}: not pushed; git -C ${path} push ${remote} ${name}`;
  }
  const branch = await followedBranch(folder, module);
  const to = await askGit(folder, ['rev-parse', '--verify', '--quiet', `refs/remotes/${remote}/${branch}`]);
  if (!to) return `  ${path}: its remote has no branch ${branch}`;
  const from = await recordedCommit(root, path);
  for (const [what, commit] of [
    ['the launcher points at', from],
    ['what is checked out is', state.head],
  ]) {
    if (!commit || (await askGit(folder, ['merge-base', '--is-ancestor', commit, to])) !== undefined)
      continue;
    return (
      `  ${path}: ${what} ${commit.slice(0, 9)}, which ${remote}/${branch} does not have; merge it there first, or leave it behind:\n` +
      `    git -C ${path} checkout ${remote}/${branch} && git add ${path} && git commit -m "chore: ${path} back to ${branch}"`
    );
  }
  const range = from ? `${from}..${to}` : to;
  const news = await gitLines(folder, ['log', '--no-merges', '--format=%h %s', range]);
  return { module, folder, from, to, news };
}

function describe(steps: Step[]): string {
  const sections = steps.map(({ module, from, to, news }) => {
    const range = `${from ? `${from.slice(0, 9)}..` : ''}${to.slice(0, 9)}`;
    return [`${module.path} ${range}`, ...news.map((line) => `* ${line}`)].join('\n');
  });
  const paths = steps.map(({ module }) => module.path);
  const title = paths.length <= 3 ? paths.join(', ') : `${paths.length} submodules`;
  return `chore: bump ${title}\n\n${sections.join('\n\n')}\n`;
}
