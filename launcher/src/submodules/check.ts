import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { submodulePaths } from '../../bootstrap/submodules.mjs';
import { repositoryRoot } from '../repository.js';
import { UserError } from '../user-error.js';
import { git, gitLines, tryGit } from './git.js';
import {
  fetchModule,
  hasCommit,
  isInitialised,
  recordedCommit,
  remoteBranchesWith,
  remoteOf,
  selectModules,
} from './modules.js';

/** A pointer that a launcher commit sets. */
interface Pointer {
  path: string;
  /** The submodule's commit. */
  target: string;
  /** The launcher's commit. */
  from: string;
}

interface Problem {
  text: string;
  /** Shell commands that solve it, for the launcher repository. */
  remedy: string[];
}

/**
 * `npm run launcher -- check [--install]`: verifies that every submodule commit is on a branch of
 * its remote. Covers the last launcher commit, or as git's pre-push hook (`--hook <remote> <url>`)
 * the launcher commits being pushed.
 */
export async function check(
  args: string[],
  root = repositoryRoot,
  refs = () => text(process.stdin),
): Promise<number> {
  const options = { install: { type: 'boolean' }, hook: { type: 'boolean' } } as const;
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
  // A branch without submodules can be pushed too.
  if (values.hook && submodulePaths(root).length === 0) return 0;
  const paths = selectModules(root, 'check');
  if (values.install) {
    console.log(await installHook(root));
    return 0;
  }
  const pointers = values.hook
    ? await pointersPushed(root, await refs(), positionals[0] ?? 'origin')
    : await pointersOfHead(root, paths);
  const remedies = new Set<string>();
  await Promise.all(
    [...new Set(pointers.map(({ path }) => path))].map(async (path) => {
      const unavailable = await checkRemote(root, path);
      for (const pointer of pointers.filter((candidate) => candidate.path === path)) {
        const problem = unavailable ?? (await checkPointer(join(root, path), pointer));
        if (!problem) continue;
        console.error(`✖ ${path} ${problem.text} (launcher commit ${pointer.from.slice(0, 9)})`);
        problem.remedy.forEach((line) => remedies.add(line));
      }
    }),
  );
  if (remedies.size === 0) {
    if (!values.hook) console.log(`All ${pointers.length} submodule commits are on their remotes.`);
    return 0;
  }
  console.error('\nOther clones of the launcher could not fetch these commits. Run first:');
  for (const line of remedies) console.error(`  ${line}`);
  if (values.hook) console.error('Then push again.');
  return 1;
}

async function pointersOfHead(root: string, paths: string[]): Promise<Pointer[]> {
  const from = await git(root, ['rev-parse', 'HEAD']);
  const pointers = await Promise.all(
    paths.map(async (path) => ({ path, from, target: await recordedCommit(root, path) })),
  );
  return pointers.filter((pointer): pointer is Pointer => pointer.target !== undefined);
}

/**
 * The pointers that a push would publish: set by its commits and unknown to the remote. `refs` is
 * the input of a pre-push hook: `<local ref> <local id> <remote ref> <remote id>` per line.
 */
async function pointersPushed(root: string, refs: string, remote: string): Promise<Pointer[]> {
  const pointers = new Map<string, Pointer>();
  for (const line of refs.split('\n').filter((text) => text.trim())) {
    const [, local = '', , pushed = ''] = line.split(' ');
    if (/^0+$/.test(local)) continue; // deletes a branch
    const known = !/^0+$/.test(pushed) && (await hasCommit(root, pushed));
    // -m compares a merge with each parent, so pointers that only the merge sets are included.
    const options = ['-m', '--root', '--raw', '--no-abbrev', '--no-renames', '--format=commit %H'];
    const range = [local, ...(known ? [`^${pushed}`] : []), '--not', `--remotes=${remote}`];
    let from = '';
    for (const row of await gitLines(root, ['log', ...options, ...range])) {
      from = /^commit (\w+)/.exec(row)?.[1] ?? from;
      const [, target, path] = /^:\d+ 160000 \w+ (\w+) \w\t(.+)$/.exec(row) ?? [];
      const key = `${path} ${target}`;
      // The newest commit comes first, and is the one to name.
      if (target && path && !pointers.has(key)) pointers.set(key, { path, target, from });
    }
  }
  return [...pointers.values()];
}

/** Why the submodule's remote cannot confirm any commit. */
async function checkRemote(root: string, path: string): Promise<Problem | undefined> {
  if (!isInitialised(root, path)) {
    const remedy = [`git submodule update --init -- ${path}`];
    return { text: 'is not initialised and cannot be checked', remedy };
  }
  const unreachable = await fetchModule(join(root, path));
  if (!unreachable) return undefined;
  const remedy = [`git -C ${path} fetch ${await remoteOf(join(root, path))}`];
  return { text: `has a remote that cannot be reached: ${unreachable}`, remedy };
}

async function checkPointer(folder: string, { path, target }: Pointer): Promise<Problem | undefined> {
  if (await isPublished(folder, target)) return undefined;
  const short = target.slice(0, 9);
  const remote = await remoteOf(folder);
  if (!(await hasCommit(folder, target)))
    return {
      text: `points at ${short}, which exists neither here nor on a branch of its remote`,
      remedy: [
        `git -C ${path} switch main && git -C ${path} pull --ff-only`,
        `git add ${path} && git commit --amend --no-edit`,
      ],
    };
  const subject = await git(folder, ['log', '-1', '--format=%s', target]);
  // The branch checked out comes first.
  const order = ['--sort=-HEAD', '--format=%(refname:short)', 'refs/heads'];
  const [branch] = await gitLines(folder, ['for-each-ref', '--contains', target, ...order]);
  return {
    text: `points at ${short} ("${subject}"), which was never pushed`,
    remedy: branch
      ? [`git -C ${path} push ${remote} ${branch}`]
      : [`git -C ${path} branch keep-${short} ${target}`, `git -C ${path} push ${remote} keep-${short}`],
  };
}

/** A shallow clone may lack commits between a branch and the target: the rest is fetched. */
async function isPublished(folder: string, target: string): Promise<boolean> {
  if ((await remoteBranchesWith(folder, target)).length > 0) return true;
  if ((await tryGit(folder, ['rev-parse', '--is-shallow-repository'])) !== 'true') return false;
  await fetchModule(folder, '--unshallow');
  return (await remoteBranchesWith(folder, target)).length > 0;
}

const HOOK = 'node "$(git rev-parse --show-toplevel)/launcher/bootstrap.mjs" launcher check --hook "$@"';

/** Installs the pre-push hook. An existing hook stays as it is. Returns what was done. */
async function installHook(root: string): Promise<string> {
  // This path respects core.hooksPath.
  const file = resolve(root, await git(root, ['rev-parse', '--git-path', 'hooks/pre-push']));
  if (existsSync(file)) {
    if (readFileSync(file, 'utf8').includes('launcher check --hook')) return `${file} has the check already.`;
    throw new UserError(
      `${file} exists and stays as it is. Add this line to it, before anything reads its standard input:\n` +
        `  ${HOOK} || exit 1`,
    );
  }
  mkdirSync(dirname(file), { recursive: true });
  const comment = '# Refuses to push a launcher commit that points at an unpublished submodule commit.';
  writeFileSync(file, `#!/bin/sh\n${comment}\nexec ${HOOK}\n`, { mode: 0o755 });
  return `Installed ${file}: git push runs the check from now on.`;
}
