import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts processor time in ticks of 10 ms. */
const MS_PER_TICK = 10;

interface ProcessStat {
  parent: number;
  name: string;
  cpuMs: number;
}

/** Processor time by name of what used it, in milliseconds. */
export type CpuByName = Record<string, number>;

/**
 * Processor time used so far by named processes and all their children (PostgreSQL forks one per connection).
 * Reads /proc; on systems without it the result is empty and the report says so.
 */
export function cpuOf(roots: Record<string, number>): CpuByName {
  const stats = new Map<number, ProcessStat>();
  for (const entry of list('/proc')) {
    const stat = /^\d+$/.test(entry) ? read(Number(entry)) : undefined;
    if (stat) stats.set(Number(entry), stat);
  }
  const byName: CpuByName = {};
  for (const [name, pid] of Object.entries(roots)) {
    for (const [candidate, stat] of stats)
      if (descends(candidate, pid, stats)) byName[name] = (byName[name] ?? 0) + stat.cpuMs;
  }
  return byName;
}

/** What was used between two readings. */
export const difference = (before: CpuByName, after: CpuByName): CpuByName =>
  Object.fromEntries(Object.entries(after).map(([name, ms]) => [name, ms - (before[name] ?? 0)]));

function descends(pid: number, root: number, stats: Map<number, ProcessStat>): boolean {
  for (let at: number | undefined = pid; at && at > 1; at = stats.get(at)?.parent)
    if (at === root) return true;
  return false;
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function read(pid: number): ProcessStat | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name stands in parentheses and may hold anything; what follows is fixed.
    const end = text.lastIndexOf(')');
    const fields = text.slice(end + 2).split(' ');
    const own = Number(fields[11]) + Number(fields[12]);
    const reaped = Number(fields[13]) + Number(fields[14]);
    return {
      parent: Number(fields[1]),
      name: text.slice(text.indexOf('(') + 1, end),
      cpuMs: (own + reaped) * MS_PER_TICK,
    };
  } catch {
    return undefined;
  }
}
