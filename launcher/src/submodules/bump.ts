import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { repositoryRoot } from '../repository.js';
import { UserError } from '../user-error.js';
import { git, gitLines, tryGit } from './git.js';
import { fetchModule, followedBranch, isInitialised, remoteOf, selectModules, stateOf } from './modules.js';
import { checkOut } from './update.js';

interface Step {
  path: string;
  from: string | undefined;
  to: string;
  /** `<short id> <subject>` of each new commit, newest first. */
  commits: string[];
}

/**
 * `npm run launcher -- bump [submodule …]`: moves the submodules to the newest commit of their
 * remote branch and commits the pointers. Moves none when one has uncommitted, unpushed or unmerged
 * work.
 */
export async function bump(args: string[], root = repositoryRoot): Promise<number> {
  const { positionals } = parseArgs({ args, options: {}, allowPositionals: true });
  const paths = selectModules(root, 'bump', positionals);
  const planned = await Promise.all(paths.map((path) => plan(root, path)));
  const refused = planned.flatMap((result) => (typeof result === 'string' ? [`  ${result}`] : []));
  if (refused.length > 0) throw new UserError(`Nothing was moved:\n${refused.join('\n')}`);
  const steps = planned.filter((step): step is Step => typeof step === 'object' && step.from !== step.to);
  if (steps.length === 0) {
    console.log('Nothing new: the launcher points at the newest commits already.');
    return 0;
  }
  for (const { path, to } of steps) await checkOut(root, path, to);
  const message = describe(steps);
  const moved = steps.map(({ path }) => path);
  await git(root, ['add', '--', ...moved]);
  await git(root, ['commit', '--quiet', '-F', '-', '--', ...moved], message);
  console.log(`Committed:\n\n${message}\nNow: git push`);
  return 0;
}

/** The step for one submodule, or why it must not be moved. */
async function plan(root: string, path: string): Promise<Step | string> {
  if (!isInitialised(root, path)) return `${path}: not initialised; npm run launcher -- update`;
  const folder = join(root, path);
  const unreachable = await fetchModule(folder);
  if (unreachable) return `${path}: its remote cannot be reached: ${unreachable}`;
  const { dirty, pushed, branch, head, recorded: from } = await stateOf(root, path);
  const remote = await remoteOf(folder);
  if (dirty) return `${path}: ${dirty} uncommitted; git -C ${path} status`;
  if (!pushed)
    return `${path}: not pushed; git -C ${path} push ${remote} ${branch ?? 'HEAD:refs/heads/my-work'}`;
  const followed = await followedBranch(root, path);
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
  return { path, from, to, commits: await gitLines(folder, ['log', '--no-merges', '--format=%h %s', range]) };
}

function describe(steps: Step[]): string {
  const sections = steps.map(({ path, from, to, commits }) => {
    const range = `${from ? `${from.slice(0, 9)}..` : ''}${to.slice(0, 9)}`;
    return [`${path} ${range}`, ...commits.map((line) => `* ${line}`)].join('\n');
  });
  const title = steps.length <= 3 ? steps.map(({ path }) => path).join(', ') : `${steps.length} submodules`;
  return `chore: bump ${title}\n\n${sections.join('\n\n')}\n`;
}
