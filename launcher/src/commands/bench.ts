import { parseArgs } from 'node:util';
import { reportText } from '../bench/report.js';
import { runBench } from '../bench/run-bench.js';
import { targetOf } from '../bench/target.js';
import { defaultDataDir } from '../repository.js';
import { readSecrets } from '../secrets.js';
import { ownerOf } from '../system/process-register.js';
import { filesIn, readState } from '../system/state-file.js';
import { UserError } from '../user-error.js';

/** `npm run bench [-- --concurrency 1,8,32 --seconds 10 --stored 100000 --json bench.json]` on a running system. */
export async function bench(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      concurrency: { type: 'string', default: '1,8,32' },
      seconds: { type: 'string', default: '10' },
      stored: { type: 'string', default: '0' },
      json: { type: 'string', default: `${defaultDataDir}/bench.json` },
    },
  });
  const files = filesIn(defaultDataDir);
  const state = readState(defaultDataDir);
  if (!state || !ownerOf(files.register)) {
    throw new UserError(
      'Nothing is running: start the system with "npm start" in another terminal, then try again.',
    );
  }
  const target = targetOf(state, readSecrets(files.secrets)?.stripe.secret ?? '');
  const report = await runBench(target, {
    concurrency: values.concurrency.split(',').map((text) => wholeNumber('--concurrency', text, 1, 256)),
    seconds: wholeNumber('--seconds', values.seconds, 1, 600),
    stored: wholeNumber('--stored', values.stored, 0, 5_000_000),
    json: values.json,
    say: (line) => console.log(`  ${line}`),
  });
  console.log(`\n${reportText(report)}\n\nwritten to ${values.json}`);
  return report.rows.some(({ failures }) => failures > 0) ? 1 : 0;
}

function wholeNumber(name: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw new UserError(`${name}: "${text}" is not a whole number from ${min} to ${max}.`);
}
