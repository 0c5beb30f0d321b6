import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { dirname } from 'node:path';

/** How to start a program that refuses to run as root. */
export interface Account {
  uid?: number;
  gid?: number;
  /** Puts what must come before the program on its command line. */
  wrap(file: string, args: string[]): { file: string; args: string[]; uid?: number; gid?: number };
}

/**
 * PostgreSQL refuses to run as root. As root we lend it the account `postgres`, or `nobody` where that does not
 * exist; nothing is changed on the system. When that account may not enter one of the given paths (a clone in
 * /root), `setpriv` lets it pass directories, and nothing more of root's power.
 */
export function postgresAccount(paths: string[]): Account {
  if (process.getuid?.() !== 0) return { wrap: (file, args) => ({ file, args }) };
  const { uid, gid } = lookUp('postgres') ?? lookUp('nobody') ?? fail();
  if (paths.every((path) => canEnter(path, uid, gid))) {
    return { uid, gid, wrap: (file, args) => ({ file, args, uid, gid }) };
  }
  const flags = [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups'];
  flags.push('--inh-caps=+dac_override', '--ambient-caps=+dac_override');
  try {
    execFileSync('setpriv', [...flags, 'true'], { stdio: 'ignore' });
  } catch {
    throw new Error(
      `PostgreSQL may not run as root, and the account it is given instead cannot enter ${dirname(paths[0] ?? '')}. ` +
        'Move the repository to a folder that others may enter (for example /srv or /opt), or run as another user.',
    );
  }
  return { uid, gid, wrap: (file, args) => ({ file: 'setpriv', args: [...flags, file, ...args] }) };
}

function fail(): never {
  throw new Error(
    'PostgreSQL may not run as root, and there is neither an account postgres nor nobody to lend it.',
  );
}

function lookUp(name: string): { uid: number; gid: number } | undefined {
  try {
    const id = (flag: string) =>
      Number(execFileSync('id', [flag, name], { stdio: ['ignore', 'pipe', 'ignore'] }));
    return { uid: id('-u'), gid: id('-g') };
  } catch {
    return undefined;
  }
}

function canEnter(path: string, uid: number, gid: number): boolean {
  const { mode, uid: owner, gid: group } = statSync(path);
  const bit = owner === uid ? 0o100 : group === gid ? 0o010 : 0o001;
  const parent = dirname(path);
  return (mode & bit) !== 0 && (parent === path || canEnter(parent, uid, gid));
}
