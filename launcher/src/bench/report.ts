import type { BenchReport, BenchRow } from './run-bench.js';
import { table } from './table.js';

/** The report as text for a terminal. Rates stand beside the raw limits of the same run, so the ratio travels. */
export function reportText(report: BenchReport): string {
  const { raw, rows, storedOrders } = report;
  const best = Math.max(
    ...rows.filter(({ journey }) => journey === 'paid').map(({ perSecond }) => perSecond),
    0,
  );
  return [
    `${storedOrders} orders stored before the run`,
    '',
    table([
      [
        'journey',
        'shoppers',
        'orders/s',
        'place p50',
        'p95',
        'p99',
        'PAID p50',
        'p95',
        'p99',
        'CPU ms',
        'SQL',
        'NATS',
        'Stripe',
        'failed',
      ],
      ...rows.map(line),
    ]),
    '',
    'CPU milliseconds per order by process',
    table([
      ['journey', 'shoppers', ...names(rows)],
      ...rows.map((row) => [
        row.journey,
        row.concurrency,
        ...names(rows).map((name) => row.cpuMs[name] ?? 0),
      ]),
    ]),
    '',
    'Raw limits of this machine in the same run, 32 at once',
    table([
      ['the same rows written straight with pg', `${raw.orderRows}/s`, `1 : ${ratio(raw.orderRows, best)}`],
      ['bare NATS request-reply', `${raw.natsRequests}/s`, `1 : ${ratio(raw.natsRequests, best)}`],
      ['bare HTTP server', `${raw.httpRequests}/s`, `1 : ${ratio(raw.httpRequests, best)}`],
    ]),
  ].join('\n');
}

const line = (row: BenchRow): (string | number)[] => [
  row.journey,
  row.concurrency,
  row.perSecond,
  row.placing.p50,
  row.placing.p95,
  row.placing.p99,
  row.whole?.p50 ?? '–',
  row.whole?.p95 ?? '–',
  row.whole?.p99 ?? '–',
  row.cpuMsTotal,
  row.sqlStatements,
  row.natsMessages,
  row.stripeCalls,
  row.failures,
];

const names = (rows: BenchRow[]): string[] => [...new Set(rows.flatMap((row) => Object.keys(row.cpuMs)))];

const ratio = (raw: number, ours: number): string => (ours > 0 ? (raw / ours).toFixed(1) : '–');
