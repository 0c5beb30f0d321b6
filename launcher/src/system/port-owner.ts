import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** `node (process 4711)`: the process that listens on a TCP port, if it is visible. Linux only. */
export function ownerOfPort(port: number): string | undefined {
  try {
    const inodes = listeners(port);
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
      if (!socketsOf(pid).some((inode) => inodes.has(inode))) continue;
      return `${readFileSync(`/proc/${pid}/comm`, 'utf8').trim()} (process ${pid})`;
    }
  } catch {
    // No /proc, or a process of another account.
  }
  return undefined;
}

/**
 * Whether this process listens on the port, so that a foreign process on it is not mistaken for the
 * service. Always true on systems other than Linux.
 */
export function listensOn(pid: number, port: number): boolean {
  if (process.platform !== 'linux') return true;
  const inodes = listeners(port);
  return socketsOf(String(pid)).some((inode) => inodes.has(inode));
}

/** Inodes of listening sockets. The kernel's fields: 1 is the address, 3 the state, 9 the inode. */
function listeners(port: number): Set<string> {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const tables = ['/proc/net/tcp', '/proc/net/tcp6'].filter((table) => existsSync(table));
  const rows = tables.flatMap((table) => readFileSync(table, 'utf8').split('\n'));
  const fields = rows.map((row) => row.trim().split(/\s+/));
  return new Set(
    fields.filter((row) => row[1]?.endsWith(suffix) && row[3] === '0A').map((row) => row[9] ?? ''),
  );
}

function socketsOf(pid: string): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
      const inode = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1];
      return inode ? [inode] : [];
    });
  } catch {
    return [];
  }
}
