import type { LoginReport } from './login-bench.js';
import { table } from './table.js';

/** The report as text for a terminal. */
export function loginReportText({ alone, besideLogins, logins }: LoginReport): string {
  const row = (name: string, { latency, failures }: LoginReport['alone']) => [
    name,
    latency.p50,
    latency.p99,
    latency.max,
    failures,
  ];
  const ratio = (of: 'p50' | 'p99') =>
    alone.latency[of] > 0 ? (besideLogins.latency[of] / alone.latency[of]).toFixed(2) : '–';
  const { latency, refused, sent, signedInPerSecond } = logins;
  return [
    table([
      ['GET /products, milliseconds', 'p50', 'p99', 'max', 'failed'],
      row('alone', alone),
      row('while logins arrive', besideLogins),
      ['ratio', ratio('p50'), ratio('p99'), '', ''],
    ]),
    '',
    `${sent} logins arrived, ${signedInPerSecond} a second were signed in (p50 ${latency.p50} ms, p99 ${latency.p99} ms)`,
    ...Object.entries(refused).map(([answer, count]) => `${count} were answered ${answer}`),
  ].join('\n');
}
