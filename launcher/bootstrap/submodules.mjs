import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CommandFailed } from './run.mjs';

/** Folders of the submodules in the order of `.gitmodules`; none in the monorepo. */
export function submodulePaths(root) {
  const file = join(root, '.gitmodules');
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  return [...text.matchAll(/^\s*path\s*=\s*(.+?)\s*$/gm)].map(([, path]) => path);
}

/** Clones empty submodules after a `git clone` without --recurse-submodules, and no others. */
export async function initialiseSubmodules(root, progress) {
  const missing = emptySubmodules(root);
  if (missing.length === 0) return;
  const step = progress.step(`cloning submodules: ${missing.join(', ')}`);
  try {
    const args = ['submodule', 'update', '--init', '--recursive', '--', ...missing];
    await promisify(execFile)('git', args, { cwd: root, env: { ...process.env, GIT_TERMINAL_PROMPT: '0' } });
  } catch (error) {
    const output = String(error.stderr || error.message)
      .trim()
      .split('\n')
      .slice(-5);
    throw new CommandFailed(
      [
        `These submodules are not initialised and could not be cloned: ${missing.join(', ')}`,
        ...output.map((line) => `  | ${line}`),
        'When their remotes are reachable: git submodule update --init --recursive',
      ].join('\n'),
    );
  }
  step.done(`${missing.length} submodules cloned`);
}

/** For the doctor, which changes nothing: throws when a submodule is empty, so cannot be built. */
export function requireSubmodules(root) {
  const missing = emptySubmodules(root);
  if (missing.length === 0) return;
  throw new CommandFailed(
    `✖ submodules not initialised: ${missing.join(', ')}\n    → git submodule update --init --recursive`,
  );
}

/** A folder with files but without git, as in an archive, counts as complete. */
function emptySubmodules(root) {
  return submodulePaths(root).filter(
    (path) => !existsSync(join(root, path, '.git')) && !existsSync(join(root, path, 'package.json')),
  );
}
