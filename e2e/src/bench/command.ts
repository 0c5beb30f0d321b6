import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { defaultDataDir, runningSystem, stopSignal, UserError } from '@orderwire/launcher/system';
import { integerOption } from '../integer-option.js';
import { compareWith } from './compare.js';
import type { Arrival } from './load.js';
import { runLoginBenchmark } from './login-benchmark.js';
import { type BenchmarkReport, runOrderBenchmark } from './order-benchmark.js';
import { profileTo } from './profile.js';
import { assertWritable, comparisonText, loginReportText, profileText, reportText } from './report.js';
import { targetOf } from './target.js';

/**
 * Measures the running system. `npm run bench [-- --concurrency 1,8,32 --seconds 10 --stored 100000
 * --json bench.json]` measures orders of so many shoppers at once; with `--rate 50,100` instead of
 * `--concurrency`, so many orders are due per second. Reports rates, latencies, CPU time and memory, and first
 * the CPU time of the idle system. With `--compare <commit> [--repeats 2]` it starts systems
 * of its own, of that commit and of this checkout in turn, and prints ratios. With `--profile <folder>` it
 * starts one, and writes a flame graph of each service. `npm run bench -- logins [--rate 50 --seconds 10 --json …]`
 * how logins slow down other requests. Exit code 1 when a request failed.
 */
export async function bench(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      concurrency: { type: 'string' },
      seconds: { type: 'string', default: '10' },
      stored: { type: 'string' },
      rate: { type: 'string' },
      compare: { type: 'string' },
      repeats: { type: 'string' },
      profile: { type: 'string' },
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
  const seconds = integerOption('--seconds', values.seconds, 1, 600);
  const log = (line: string) => console.log(`  ${line}`);
  if (what === 'logins') {
    if (values.compare ?? values.profile ?? values.concurrency ?? values.stored ?? values.repeats)
      throw new UserError('logins: only with --rate, --seconds and --json.');
    const target = targetOf(runningSystem());
    const rate = integerOption('--rate', values.rate ?? '50', 1, 1_000);
    const report = await runLoginBenchmark(target, { rate, seconds, log });
    return finish(report, loginReportText(report), report.alone.failures + report.besideLogins.failures);
  }
  const stored = integerOption('--stored', values.stored ?? '0', 0, 10_000_000);
  const repeats = integerOption('--repeats', values.repeats ?? '2', 1, 100);
  const arrivals = arrivalsOf(values);
  const { compare, profile } = values;
  if (values.repeats && !compare) throw new UserError('--repeats: only with --compare <commit>.');
  if (profile && compare) throw new UserError('--profile and --compare: choose one.');
  const hasOwnSystem = Boolean(compare ?? profile);
  const signal = hasOwnSystem ? stopSignal() : stopSignal(() => process.exit(130));
  const options = { arrivals, seconds, stored, log, signal };
  try {
    if (compare) {
      const comparison = await compareWith(compare, { ...options, repeats });
      return await finish(comparison, comparisonText(comparison), failuresOf(comparison.reports));
    }
    if (profile) {
      const profiled = await profileTo(resolve(profile), options);
      return await finish(profiled, profileText(profiled, profile), failuresOf([profiled.report]));
    }
    const report = await runOrderBenchmark(targetOf(runningSystem()), options);
    return await finish(report, reportText(report), failuresOf([report]));
  } catch (error) {
    if (!signal.aborted) throw error;
    console.log(
      hasOwnSystem
        ? 'Interrupted; nothing was written, and everything was removed.'
        : 'Interrupted; nothing was written, and the products of the benchmark were deleted.',
    );
    process.exit(130);
  }
}

const failuresOf = (reports: readonly BenchmarkReport[]): number =>
  reports.flatMap(({ rows }) => rows).reduce((sum, { failures }) => sum + failures, 0);

function arrivalsOf({ rate, concurrency }: { rate?: string; concurrency?: string }): Arrival[] {
  if (rate && concurrency)
    throw new UserError('--rate and --concurrency are two ways to place orders: choose one.');
  return rate
    ? rate.split(',').map((text) => ({ rate: integerOption('--rate', text, 1, 1_000) }))
    : (concurrency ?? '1,8,32')
        .split(',')
        .map((text) => ({ concurrency: integerOption('--concurrency', text, 1, 256) }));
}
