import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** `node (process 4711)` of whoever listens on a TCP port; undefined when that cannot be seen. Linux only. */
export function holderOf(port: number): string | undefined {
  try {
    const inodes = new Set(['tcp', 'tcp6'].flatMap((table) => listenersIn(`/proc/net/${table}`, port)));
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
      if (!socketsOf(pid).some((inode) => inodes.has(inode))) continue;
      return `${readFileSync(`/proc/${pid}/comm`, 'utf8').trim()} (process ${pid})`;
    }
  } catch {
    // Another system, or another account's process.
  }
  return undefined;
}

/**
 * Whether this process listens on the port. Where that cannot be seen (another system than Linux) it is taken for
 * granted. Somebody else who answers there must not pass for a service of ours.
 */
export function listensOn(pid: number, port: number): boolean {
  if (process.platform !== 'linux') return true;
  const inodes = new Set(['tcp', 'tcp6'].flatMap((table) => listenersIn(`/proc/net/${table}`, port)));
  return socketsOf(String(pid)).some((inode) => inodes.has(inode));
}

/** Inodes of the sockets that listen on the port, from the kernel's table: fields 1 (address), 3 (state), 9 (inode). */
function listenersIn(table: string, port: number): string[] {
  const hexPort = port.toString(16).toUpperCase().padStart(4, '0');
  return (existsSync(table) ? readFileSync(table, 'utf8') : '')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[1]?.endsWith(`:${hexPort}`) && fields[3] === '0A')
    .map((fields) => fields[9] ?? '');
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
