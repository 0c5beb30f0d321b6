import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { dirname } from 'node:path';

/** How to run a program that refuses to run as root. */
export interface Account {
  uid?: number;
  gid?: number;
  /** Adds the prefix that the command line needs. */
  wrap(file: string, args: string[]): { file: string; args: string[]; uid?: number; gid?: number };
}

/**
 * PostgreSQL refuses to run as root. Under root it runs as the account `postgres`, or as the
 * unprivileged system account where that does not exist; the system is not changed. When that
 * account cannot enter one of the given paths (a clone in /root), `setpriv` grants it the
 * capability to traverse directories and nothing else.
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
      `PostgreSQL refuses to run as root, and the account that it runs as cannot enter ${dirname(paths[0] ?? '')}. ` +
        'Move the repository to a folder that others may enter (for example /srv or /opt), or run as another user.',
    );
  }
  return { uid, gid, wrap: (file, args) => ({ file: 'setpriv', args: [...flags, file, ...args] }) };
}

function fail(): never {
  throw new Error(
    'PostgreSQL refuses to run as root, and neither of its fallback accounts exists: create an account named postgres.',
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
