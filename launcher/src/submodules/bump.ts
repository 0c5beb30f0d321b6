import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { repositoryRoot } from '../repository.js';
import { UserError } from '../user-error.js';
import { git, gitLines, tryGit } from './git.js';
import { fetchModule, followedBranch, remoteOf, stateOf } from './module-state.js';
import { isInitialised, selectModules, type Module } from './modules.js';
import { checkOut } from './update.js';

interface Step {
  module: Module;
  from: string | undefined;
  to: string;
  /** `<short id> <subject>` of each new commit, newest first. */
  commits: string[];
}

/**
 * `npm run launcher -- bump [submodule …]`: moves the submodules to the newest commit of their remote branch and commits
 * the new pointers. Moves none when one of them has uncommitted, unpushed or unmerged work.
 */
export async function bump(args: string[], root = repositoryRoot): Promise<number> {
  const { positionals } = parseArgs({ args, options: {}, allowPositionals: true });
  const modules = await selectModules(root, 'bump', positionals);
  const planned = await Promise.all(modules.map((module) => plan(root, module)));
  const refused = planned.flatMap((result) => (typeof result === 'string' ? [`  ${result}`] : []));
  if (refused.length > 0) throw new UserError(`Nothing was moved:\n${refused.join('\n')}`);
  const steps = planned.filter((step): step is Step => typeof step === 'object' && step.from !== step.to);
  if (steps.length === 0) {
    console.log('Nothing new: the launcher points at the newest commits already.');
    return 0;
  }
  for (const { module, to } of steps) await checkOut(join(root, module.path), module, to);
  const message = describe(steps);
  const paths = steps.map(({ module }) => module.path);
  await git(root, ['add', '--', ...paths]);
  await git(root, ['commit', '--quiet', '-F', '-', '--', ...paths], message);
  console.log(`Committed:\n\n${message}\nNow: git push`);
  return 0;
}

/** The step for one submodule, or why it must not be moved. */
async function plan(root: string, module: Module): Promise<Step | string> {
  const { path } = module;
  if (!isInitialised(root, module)) return `${path}: not initialised; npm run launcher -- update`;
  const folder = join(root, path);
  const unreachable = await fetchModule(folder, '--prune');
  if (unreachable) return `${path}: its remote cannot be reached: ${unreachable}`;
  const { dirty, pushed, branch, head, recorded: from } = await stateOf(root, module);
  const remote = await remoteOf(folder);
  if (dirty) return `${path}: ${dirty} uncommitted; git -C ${path} status`;
  if (!pushed)
    return `${path}: not pushed; git -C ${path} push ${remote} ${branch ?? 'HEAD:refs/heads/my-work'}`;
  const followed = await followedBranch(folder, module);
  const newest = `refs/remotes/${remote}/${followed}`;
  const to = await tryGit(folder, ['rev-parse', '--verify', '--quiet', newest]);
  if (!to) return `${path}: its remote has no branch ${followed}`;
  for (const commit of [from, head]) {
    if (!commit || (await tryGit(folder, ['merge-base', '--is-ancestor', commit, to])) !== undefined)
      continue;
    const subject = commit === from ? 'the launcher points at' : 'the commit checked out is';
    return (
      `${path}: ${subject} ${commit.slice(0, 9)}, which ${remote}/${followed} does not have; merge it there first, or drop it:\n` +
      `    git -C ${path} checkout ${remote}/${followed} && git add ${path} && git commit -m "chore: ${path} back to ${followed}"`
    );
  }
  const range = from ? `${from}..${to}` : to;
  return {
    module,
    from,
    to,
    commits: await gitLines(folder, ['log', '--no-merges', '--format=%h %s', range]),
  };
}

function describe(steps: Step[]): string {
  const sections = steps.map(({ module, from, to, commits }) => {
    const range = `${from ? `${from.slice(0, 9)}..` : ''}${to.slice(0, 9)}`;
    return [`${module.path} ${range}`, ...commits.map((line) => `* ${line}`)].join('\n');
  });
  const paths = steps.map(({ module }) => module.path);
  const title = paths.length <= 3 ? paths.join(', ') : `${paths.length} submodules`;
  return `chore: bump ${title}\n\n${sections.join('\n\n')}\n`;
}
