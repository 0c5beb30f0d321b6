import { execFile } from 'node:child_process';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { promisify } from 'node:util';
import { repositoryRoot } from '@orderwire/launcher/system';
import type { Target } from './target.js';

const execute = promisify(execFile);

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

const countSql = `
  SELECT coalesce(sum(s.calls) FILTER (WHERE s.query NOT ILIKE ALL (ARRAY['begin%', 'commit%', 'rollback%'])), 0)::int AS statements,
         coalesce(sum(s.calls) FILTER (WHERE s.query ILIKE 'commit%'), 0)::int AS commits
  FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid
  WHERE s.toplevel AND d.datname <> current_database() AND s.query NOT LIKE '%= ANY($1::uuid[]) AND status =%'`;

/**
 * Totals of PostgreSQL, NATS and the sandbox since they started. The benchmark's own polling is not
 * counted.
 */
export async function readCounters({ databases, natsMonitorUrl, stripe }: Target) {
  const [sql, nats, sandbox] = await Promise.all([
    databases.admin.query<{ statements: number; commits: number }>(countSql),
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

/** What each of `count` orders or seconds added to the totals, with two decimals. */
export function addedPer<Name extends string>(
  count: number,
  before: Readonly<Record<Name, number>>,
  after: Readonly<Record<Name, number>>,
): Record<Name, number> {
  const names = Object.keys(after) as Name[];
  const added = names.map((name) => [
    name,
    hundredths((after[name] - (before[name] ?? 0)) / Math.max(1, count)),
  ]);
  return Object.fromEntries(added) as Record<Name, number>;
}

export const hundredths = (value: number): number => Math.round(value * 100) / 100;

/** The sum of a figure over all processes, with two decimals. */
export const totalOf = (byProcess: Readonly<Record<string, number>>): number =>
  hundredths(Object.values(byProcess).reduce((sum, value) => sum + value, 0));

/** CPU milliseconds that all processes of this machine have used. */
export const cpuOfMachine = (): number =>
  cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0);

/**
 * The machine, the checkout and the versions, at the start of a run, so that reports of different machines and commits are not mixed up.
 */
export async function surroundings({ databases, natsMonitorUrl }: Target) {
  const git = (...args: string[]) =>
    execute('git', args, { cwd: repositoryRoot }).then(
      ({ stdout }) => stdout.trim(),
      () => null,
    );
  const [sql, nats, commit, changes] = await Promise.all([
    databases.admin.query<{ server_version: string }>('SHOW server_version'),
    fetch(`${natsMonitorUrl}/varz`).then((response) => response.json() as Promise<{ version: string }>),
    git('rev-parse', 'HEAD'),
    git('status', '--porcelain', '--untracked-files=no'),
  ]);
  return {
    machine: {
      cpu: cpus()[0]?.model ?? '',
      cores: availableParallelism(),
      memoryMb: Math.round(totalmem() / 2 ** 20),
    },
    commit,
    /** Whether files differ from the commit; null outside of a repository. */
    changed: changes === null ? null : changes !== '',
    versions: {
      node: process.versions.node,
      postgres: sql.rows[0]?.server_version ?? '',
      nats: nats.version,
    },
  };
}
