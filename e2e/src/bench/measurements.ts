import { readdirSync, readFileSync } from 'node:fs';
import type { Pool } from 'pg';
import type { Target } from './target.js';

/** Milliseconds at points of a distribution. */
export interface Latency {
  p50: number;
  p95: number;
  p99: number;
  max: number;
}

/** Percentiles by nearest rank; zeros without samples. */
export function latencyOf(samples: number[]): Latency {
  const sorted = Float64Array.from(samples).sort();
  const at = (share: number): number =>
    Math.round((sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0) * 10) / 10;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
}

/** Totals since the servers started. */
export interface Counters {
  sqlStatements: number;
  sqlTransactions: number;
  natsMessages: number;
  stripeCalls: number;
}

const countSql = `
  SELECT coalesce(sum(s.calls) FILTER (WHERE s.query NOT ILIKE ALL (ARRAY['begin%', 'commit%', 'rollback%'])), 0)::int AS statements,
         coalesce(sum(s.calls) FILTER (WHERE s.query ILIKE 'commit%'), 0)::int AS commits
  FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid
  WHERE s.toplevel AND d.datname <> current_database() AND s.query NOT LIKE '%= ANY($1::uuid[]) AND status =%'`;

/**
 * Reads the counters of PostgreSQL, NATS and the sandbox. The benchmark's own polling is not
 * counted.
 */
export class CounterReader {
  constructor(
    private readonly target: Target,
    private readonly admin: Pool,
  ) {}

  async prepare(): Promise<void> {
    await this.admin.query('CREATE EXTENSION IF NOT EXISTS pg_stat_statements');
  }

  async read(): Promise<Counters> {
    const { natsMonitorUrl, stripe } = this.target;
    const [sql, nats, sandbox] = await Promise.all([
      this.admin.query<{ statements: number; commits: number }>(countSql),
      fetch(`${natsMonitorUrl}/varz`).then((response) => response.json() as Promise<{ in_msgs: number }>),
      stripe.request<{ apiCalls?: { total?: number } }>('GET', '/_sandbox/stats'),
    ]);
    return {
      sqlStatements: sql.rows[0]?.statements ?? 0,
      sqlTransactions: sql.rows[0]?.commits ?? 0,
      natsMessages: nats.in_msgs,
      stripeCalls: sandbox.body.apiCalls?.total ?? 0,
    };
  }
}

/** Differences per order, with two decimals. */
export function perOrder(before: Counters, after: Counters, orders: number): Counters {
  const each = (name: keyof Counters) => hundredths((after[name] - before[name]) / Math.max(1, orders));
  return {
    sqlStatements: each('sqlStatements'),
    sqlTransactions: each('sqlTransactions'),
    natsMessages: each('natsMessages'),
    stripeCalls: each('stripeCalls'),
  };
}

export const hundredths = (value: number): number => Math.round(value * 100) / 100;

/** Linux counts CPU time in ticks of 10 ms. */
const MS_PER_TICK = 10;

interface ProcessStat {
  parent: number;
  cpuMs: number;
}

/** CPU milliseconds by name. */
export type CpuByName = Record<string, number>;

/**
 * CPU time that named processes and their descendants have used (PostgreSQL forks a process per
 * connection). Reads /proc; empty on other systems.
 */
export function cpuOf(roots: Record<string, number>): CpuByName {
  const stats = new Map<number, ProcessStat>();
  for (const entry of orElse<string[]>([], () => readdirSync('/proc'))) {
    const stat = /^\d+$/.test(entry) ? orElse(undefined, () => readStat(entry)) : undefined;
    if (stat) stats.set(Number(entry), stat);
  }
  const byName: CpuByName = {};
  for (const [name, root] of Object.entries(roots)) {
    for (const [pid, { cpuMs }] of stats)
      if (isDescendant(pid, root, stats)) byName[name] = (byName[name] ?? 0) + cpuMs;
  }
  return byName;
}

export const cpuDifference = (before: CpuByName, after: CpuByName): CpuByName =>
  Object.fromEntries(Object.entries(after).map(([name, ms]) => [name, ms - (before[name] ?? 0)]));

function isDescendant(pid: number, root: number, stats: Map<number, ProcessStat>): boolean {
  for (let at: number | undefined = pid; at && at > 1; at = stats.get(at)?.parent)
    if (at === root) return true;
  return false;
}

function readStat(pid: string): ProcessStat {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name in parentheses may contain anything; the fields after it are fixed.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const own = Number(fields[11]) + Number(fields[12]);
  const reapedChildren = Number(fields[13]) + Number(fields[14]);
  return { parent: Number(fields[1]), cpuMs: (own + reapedChildren) * MS_PER_TICK };
}

/** Processes may end while they are read. */
function orElse<T>(otherwise: T, read: () => T): T {
  try {
    return read();
  } catch {
    return otherwise;
  }
}
