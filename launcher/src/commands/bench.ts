import { parseArgs } from 'node:util';
import { runLoginBench } from '../bench/login-bench.js';
import { loginReportText } from '../bench/login-report.js';
import { assertReportFile } from '../bench/report-file.js';
import { reportText } from '../bench/report.js';
import { runBench } from '../bench/run-bench.js';
import { targetOf } from '../bench/target.js';
import { defaultDataDir } from '../repository.js';
import { runningSystem } from '../system/running-system.js';
import { stopSignal } from '../system/stop-signal.js';
import { UserError } from '../user-error.js';

/**
 * On a running system: `npm run bench [-- --concurrency 1,8,32 --seconds 10 --stored 100000 --json bench.json]` for orders,
 * `npm run bench -- logins [--rate 50 --seconds 10 --json …]` for what logins cost everybody else.
 */
export async function bench(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      concurrency: { type: 'string', default: '1,8,32' },
      seconds: { type: 'string', default: '10' },
      stored: { type: 'string', default: '0' },
      rate: { type: 'string', default: '50' },
      json: { type: 'string' },
    },
  });
  const [what = 'orders', ...more] = positionals;
  if (more.length > 0 || !['orders', 'logins'].includes(what))
    throw new UserError(
      `"${positionals.join(' ')}" cannot be measured: say "orders" or "logins", or nothing.`,
    );
  const json = values.json ?? `${defaultDataDir}/${what === 'logins' ? 'bench-logins' : 'bench'}.json`;
  assertReportFile(json);
  const { state, secrets } = runningSystem();
  const target = targetOf(state, secrets);
  const seconds = wholeNumber('--seconds', values.seconds, 1, 600);
  const say = (line: string) => console.log(`  ${line}`);
  if (what === 'logins') {
    const rate = wholeNumber('--rate', values.rate, 1, 1_000);
    const report = await runLoginBench(target, { rate, seconds, json, say });
    console.log(`\n${loginReportText(report)}\n\nwritten to ${json}`);
    return report.alone.failures + report.besideLogins.failures > 0 ? 1 : 0;
  }
  const signal = stopSignal(() => process.exit(130));
  const report = await runBench(target, {
    concurrency: values.concurrency.split(',').map((text) => wholeNumber('--concurrency', text, 1, 256)),
    seconds,
    stored: wholeNumber('--stored', values.stored, 0, 5_000_000),
    json,
    say,
    signal,
  }).catch((error: unknown) => {
    if (!signal.aborted) throw error;
    console.log('Stopped before the end: nothing was written, and its products are off sale again.');
    process.exit(130);
  });
  console.log(`\n${reportText(report)}\n\nwritten to ${json}`);
  return report.rows.some(({ failures }) => failures > 0) ? 1 : 0;
}

function wholeNumber(name: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw new UserError(`${name}: "${text}" is not a whole number from ${min} to ${max}.`);
}
