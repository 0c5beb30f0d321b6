import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { defaultDataDir, runningSystem, stopSignal, UserError } from '@orderwire/launcher/system';
import { integerOption } from '../integer-option.js';
import { runLoginBenchmark } from './login-benchmark.js';
import { runOrderBenchmark } from './order-benchmark.js';
import { assertWritable, loginReportText, reportText } from './report.js';
import { targetOf } from './target.js';

/**
 * Measures the running system. `npm run bench [-- --concurrency 1,8,32 --seconds 10 --stored 100000
 * --json bench.json]` measures orders of so many shoppers at once; with `--rate 50,100` instead of
 * `--concurrency`, so many orders are due per second. `npm run bench -- logins [--rate 50 --seconds 10 --json …]`
 * how logins slow down other requests. Exit code 1 when a request failed.
 */
export async function bench(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      concurrency: { type: 'string' },
      seconds: { type: 'string', default: '10' },
      stored: { type: 'string', default: '0' },
      rate: { type: 'string' },
      json: { type: 'string' },
    },
  });
  const [what = 'orders', ...more] = positionals;
  if (more.length > 0 || !['orders', 'logins'].includes(what))
    throw new UserError(
      `There is no benchmark "${positionals.join(' ')}". Benchmarks: orders (default), logins.`,
    );
  const json = values.json ?? `${defaultDataDir}/${what === 'logins' ? 'bench-logins' : 'bench'}.json`;
  assertWritable(json);
  const finish = async (report: object, text: string, failures: number): Promise<number> => {
    await writeFile(json, `${JSON.stringify(report, null, 2)}\n`);
    console.log(`\n${text}\n\nwritten to ${json}`);
    return failures > 0 ? 1 : 0;
  };
  const target = targetOf(runningSystem());
  const seconds = integerOption('--seconds', values.seconds, 1, 600);
  const log = (line: string) => console.log(`  ${line}`);
  if (what === 'logins') {
    const rate = integerOption('--rate', values.rate ?? '50', 1, 1_000);
    const report = await runLoginBenchmark(target, { rate, seconds, log });
    return finish(report, loginReportText(report), report.alone.failures + report.besideLogins.failures);
  }
  if (values.rate && values.concurrency)
    throw new UserError('--rate and --concurrency are two ways to place orders: choose one.');
  const arrivals = values.rate
    ? values.rate.split(',').map((text) => ({ rate: integerOption('--rate', text, 1, 1_000) }))
    : (values.concurrency ?? '1,8,32')
        .split(',')
        .map((text) => ({ concurrency: integerOption('--concurrency', text, 1, 256) }));
  const signal = stopSignal(() => process.exit(130));
  const report = await runOrderBenchmark(target, {
    arrivals,
    seconds,
    stored: integerOption('--stored', values.stored, 0, 10_000_000),
    log,
    signal,
  }).catch((error: unknown) => {
    if (!signal.aborted) throw error;
    console.log('Interrupted; nothing was written, and the products of the benchmark were deleted.');
    process.exit(130);
  });
  const failures = report.rows.reduce((sum, row) => sum + row.failures, 0);
  return finish(report, reportText(report), failures);
}
