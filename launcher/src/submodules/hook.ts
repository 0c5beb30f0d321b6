import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { UserError } from '../user-error.js';
import { git } from './git.js';

const command = 'node "$(git rev-parse --show-toplevel)/launcher/bootstrap.mjs" launcher check --hook "$@"';
const script = `#!/bin/sh
# Refuses to push a launcher commit that points at a submodule's commit which nobody else can get.
exec ${command}
`;

/** Makes the pre-push hook; one that is somebody else's stays as it is. Tells in words what it did. */
export async function installHook(root: string): Promise<string> {
  // Honours core.hooksPath.
  const file = resolve(root, await git(root, ['rev-parse', '--git-path', 'hooks/pre-push']));
  if (existsSync(file)) {
    if (readFileSync(file, 'utf8').includes('launcher check --hook')) return `${file} has the check already.`;
    throw new UserError(
      `${file} exists and stays as it is. Add this line to it, before anything reads its standard input:\n` +
        `  ${command} || exit 1`,
    );
  }
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, script, { mode: 0o755 });
  return `Installed ${file}: git push runs the check from now on.`;
}
