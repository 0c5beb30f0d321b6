import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { hundredths } from './measurements.js';

/** Process ids by name; 0 of a process that is down. */
export type Processes = Readonly<Record<string, number>>;

/** Linux counts CPU time in ticks of 10 ms. */
const MS_PER_TICK = 10;

/**
 * CPU milliseconds that named processes and their descendants have used (PostgreSQL forks a process
 * per connection). Reads /proc; empty on other systems.
 */
export const cpuOf = (roots: Processes): Record<string, number> => sumsOf(roots, ({ cpuMs }) => cpuMs);

/** MiB that named processes and their descendants use. Reads /proc; empty on other systems. */
export const memoryOf = (roots: Processes): Record<string, number> =>
  sumsOf(roots, ({ pid }) => memoryKiB(pid) / 1_024);

function sumsOf(roots: Processes, valueOf: (process: ProcessStat) => number): Record<string, number> {
  const stats = existsSync('/proc') ? readdirSync('/proc').flatMap(readStat) : [];
  const sumOf = (root: number): number =>
    stats
      .map((stat) => (stat.pid === root ? valueOf(stat) : stat.parent === root ? sumOf(stat.pid) : 0))
      .reduce((sum, value) => sum + value, 0);
  const running = Object.entries(roots).filter(([, root]) => stats.some(({ pid }) => pid === root));
  return Object.fromEntries(running.map(([name, root]) => [name, hundredths(sumOf(root))]));
}

interface ProcessStat {
  pid: number;
  parent: number;
  cpuMs: number;
}

/** Empty for a process that has ended, and for other entries of /proc. */
function readStat(pid: string): ProcessStat[] {
  if (!/^\d+$/.test(pid)) return [];
  const text = readEntry(`${pid}/stat`);
  if (!text) return [];
  // The name in parentheses may contain anything; the fields after it are fixed.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  // User and system time of the process and of its children that have ended.
  const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  return [{ pid: Number(pid), parent: Number(fields[1]), cpuMs: ticks * MS_PER_TICK }];
}

/**
 * The proportional set size, in whose sum shared memory, such as PostgreSQL's buffers, counts once. The
 * resident set size where Linux does not permit that; 0 of a process that has ended.
 */
function memoryKiB(pid: number): number {
  const proportional = /^Pss: +(\d+) kB$/m.exec(readEntry(`${pid}/smaps_rollup`));
  const size = proportional ?? /^VmRSS:\s+(\d+) kB$/m.exec(readEntry(`${pid}/status`));
  return Number(size?.[1] ?? 0);
}

/** A file of /proc; empty when its process has ended or belongs to someone else. */
function readEntry(file: string): string {
  try {
    return readFileSync(`/proc/${file}`, 'utf8');
  } catch {
    return '';
  }
}
