import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { UserError } from '@orderwire/launcher/system';
import type { Comparison } from './compare.js';
import type { Idle } from './idle.js';
import type { LoginReport } from './login-benchmark.js';
import { totalOf } from './measurements.js';
import type { BenchmarkReport, BenchmarkRow } from './order-benchmark.js';
import type { Profile } from './profile.js';

/** Throws a UserError before the run when its report could not be written to `file`. */
export function assertWritable(file: string): void {
  try {
    if (existsSync(file) && statSync(file).isDirectory()) throw new Error('it is a folder');
    if (!statSync(dirname(file)).isDirectory()) throw new Error(`${dirname(file)} is not a folder`);
    accessSync(existsSync(file) ? file : dirname(file), constants.W_OK);
  } catch (error) {
    throw new UserError(`--json: cannot write ${file}: ${(error as Error).message}`);
  }
}

const columns = [
  'journey',
  'load',
  'orders/s',
  ...['place p50', 'p95', 'p99'],
  ...['PAID p50', 'p95', 'p99'],
  'CPU ms',
  'SQL',
  'NATS',
  'Stripe',
  'failed',
];

/** The report as text. Rates are compared with the raw limits of the same run. */
export function reportText({ idle, raw, rows, storedOrders }: BenchmarkReport): string {
  const paid = rows.filter(({ journey }) => journey === 'paid').map(({ perSecond }) => perSecond);
  const best = Math.max(...paid, 0);
  const ratio = (limit: number): string => `1 : ${best > 0 ? (limit / best).toFixed(1) : '–'}`;
  return [
    `${storedOrders} orders stored before the run`,
    '',
    table([columns, ...rows.map(cells)]),
    ...disturbed(rows),
    ...byProcess(
      'CPU milliseconds per order by process, until nothing was due',
      rows.map(({ journey, load, cpuMs }) => [[journey, load], cpuMs]),
    ),
    ...byProcess(
      'Memory at the end of the load by process, MiB',
      rows.map(({ journey, load, memoryMiB }) => [[journey, load], memoryMiB]),
    ),
    ...(idle ? idleText(idle) : []),
    '',
    'Messages, documents and parcels that were due at the end of the load, and how fast none was',
    table([
      ['journey', 'load', 'service', 'due', 'oldest s', 'done/s', 'after s'],
      ...rows.flatMap(({ journey, load, behind }) =>
        behind.map(({ follower, due, oldestSeconds, perSecond, isOver, seconds }) => [
          ...[journey, load, follower, due, oldestSeconds],
          ...[perSecond ?? '–', isOver ? seconds : `> ${seconds}`],
        ]),
      ),
    ]),
    '',
    'Raw limits of this machine in the same run, 32 at once',
    table([
      ['the same rows written with pg', `${raw.orderRows}/s`, ratio(raw.orderRows)],
      ['bare NATS request-reply', `${raw.natsRequests}/s`, ratio(raw.natsRequests)],
      ['bare HTTP server', `${raw.httpRequests}/s`, ratio(raw.httpRequests)],
    ]),
  ].join('\n');
}

/** The figures of each row: its first cells, and a value of each process. Nothing where /proc is missing. */
function byProcess(title: string, rows: [string[], Record<string, number>][]): string[] {
  const processes = [...new Set(rows.flatMap(([, values]) => Object.keys(values)))];
  if (processes.length === 0) return [];
  return [
    '',
    title,
    table([
      ['journey', 'load', 'total', ...processes],
      ...rows.map(([cells, values]) => [
        ...[...cells, totalOf(values)],
        ...processes.map((name) => values[name] ?? 0),
      ]),
    ]),
  ];
}

const idleText = ({ seconds, cpuMs, isSettled }: Idle): string[] => [
  ...byProcess(
    `CPU milliseconds per second of the idle system by process, over ${seconds} s (10 are 1 % of a processor)`,
    [[['idle', '–'], cpuMs]],
  ),
  ...(isSettled ? [] : ['The system was not idle yet: its use of processors still fell.']),
];

/** More than this by others, and rates and latencies say little. */
const QUIET = 0.1;

function disturbed(rows: readonly BenchmarkRow[]): string[] {
  const most = Math.max(...rows.map(({ others }) => others ?? 0), 0);
  return most > QUIET
    ? [
        '',
        `The machine was not quiet: other processes used up to ${Math.round(most * 100)} % of its processors.`,
      ]
    : [];
}

const cells = ({ placing, whole, ...row }: BenchmarkRow): (string | number)[] => [
  ...[row.journey, row.load, row.perSecond],
  ...[placing.p50, placing.p95, placing.p99],
  ...[whole?.p50 ?? '–', whole?.p95 ?? '–', whole?.p99 ?? '–'],
  ...[row.cpuMsTotal, row.sqlStatements, row.natsMessages, row.stripeCalls, row.failures],
];

/** Each figure in all runs, the other commit (A) and this checkout (B) in turn, and the ratio of their medians. */
export function comparisonText({ commit, figures, reports }: Comparison): string {
  const runs = reports.map((_, run) => `${run % 2 === 0 ? 'A' : 'B'}${Math.floor(run / 2) + 1}`);
  return [
    `A: ${commit}, B: this checkout`,
    '',
    table([
      ['journey', 'load', 'figure', ...runs, 'B : A'],
      ...figures.map(({ journey, load, figure, before, after, ratio }) => [
        ...[journey, load, figure],
        ...before.flatMap((value, round) => [value, after[round] ?? '–']),
        ratio ?? '–',
      ]),
    ]),
    ...disturbed(reports.flatMap(({ rows }) => rows)),
  ].join('\n');
}

/** The report, then where each service spent the time of the load. */
export function profileText({ report, services }: Profile, folder: string): string {
  const orders = report.rows.reduce((sum, row) => sum + row.orders, 0);
  const perOrder = (ms: number) => (ms / Math.max(1, orders)).toFixed(3);
  return [
    reportText(report),
    '',
    'Milliseconds per order in which the main thread was not idle (waits for a processor included), by function without those that it called',
    ...services
      .filter(({ ms }) => ms > 0)
      .flatMap(({ service, ms, functions }) => [
        '',
        table([
          [`${service}: ${folder}/${service}.svg`, perOrder(ms)],
          ...functions.map((top) => [`  ${top.name}`, perOrder(top.ms)]),
        ]),
      ]),
  ].join('\n');
}

export function loginReportText({ alone, besideLogins, logins }: LoginReport): string {
  const cells = (name: string, { latency, failures }: LoginReport['alone']) => [
    ...[name, latency.p50, latency.p99, latency.max, failures],
  ];
  const ratio = (of: 'p50' | 'p99') =>
    alone.latency[of] > 0 ? (besideLogins.latency[of] / alone.latency[of]).toFixed(2) : '–';
  const { latency, refused, sent, signedInPerSecond } = logins;
  return [
    table([
      ['GET /products, milliseconds', 'p50', 'p99', 'max', 'failed'],
      cells('alone', alone),
      cells('beside logins', besideLogins),
      ['ratio', ratio('p50'), ratio('p99'), '', ''],
    ]),
    '',
    `${sent} logins sent, ${signedInPerSecond} per second succeeded (p50 ${latency.p50} ms, p99 ${latency.p99} ms)`,
    ...Object.entries(refused).map(([outcome, count]) => `${count} were refused with ${outcome}`),
  ].join('\n');
}

/** Rows in columns; the first column is aligned left, the others right. */
function table(rows: (string | number)[][]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => String(row[column]).length)),
  );
  const pad = (cell: string | number, column: number) =>
    column === 0 ? String(cell).padEnd(widths[0] ?? 0) : String(cell).padStart(widths[column] ?? 0);
  return rows.map((row) => row.map(pad).join('  ')).join('\n');
}
