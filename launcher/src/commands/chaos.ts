import { nameOf, reasonToMiss } from '../chaos/matrix/cases.js';
import { runMatrix } from '../chaos/matrix/run-matrix.js';
import { readChaosOptions, readMatrixOptions } from '../chaos/options.js';
import { brokenLines, reportLines } from '../chaos/report.js';
import { runChaos } from '../chaos/run-chaos.js';
import { Interrupted } from '../chaos/stage.js';
import { stopSignal } from '../system/stop-signal.js';

/**
 * `npm run chaos -- --orders 200 --seed 1 [--kills 10] [--shoppers 16] [--keep]`: a whole system of its own, shoppers, kill -9, lost
 * streams, Stripe's faults; then an audit of all books. `npm run chaos -- matrix [--modes kill,throw,hang] [--replicas 1] [--only
 * <pattern>] [--hang-ms 35000] [--keep]`: every crash point of every service. Exit code 1 when a promise was broken.
 */
export async function chaos(args: string[]): Promise<number> {
  const signal = stopSignal();
  const [first, ...rest] = args;
  try {
    return await (first === 'matrix' ? matrix(rest, signal) : run(args, signal));
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    const { keptIn } = error;
    const left = keptIn ? `databases and logs stay in ${keptIn}` : 'nothing is left behind';
    console.log(`Stopped before the end: nothing was audited, and ${left}.`);
    return 130;
  }
}

async function run(args: string[], signal: AbortSignal): Promise<number> {
  const report = await runChaos(readChaosOptions(args), teller(), signal);
  console.log();
  for (const line of reportLines(report)) console.log(line);
  return report.violations.length > 0 ? 1 : 0;
}

async function matrix(args: string[], signal: AbortSignal): Promise<number> {
  const { cases, struck, violations } = await runMatrix(readMatrixOptions(args), teller(), signal);
  console.log(`\n${struck.length} of ${cases.length} crash points struck`);
  for (const one of cases.filter((one) => !struck.includes(one)))
    console.log(`  not passed: ${nameOf(one)} (${reasonToMiss(one) ?? 'it should have been'})`);
  for (const line of brokenLines(violations)) console.log(line);
  console.log(`${violations.length} violations`);
  return violations.length > 0 ? 1 : 0;
}

function teller(): (line: string) => void {
  const began = Date.now();
  return (line) => console.log(`${((Date.now() - began) / 1_000).toFixed(0).padStart(5)} s  ${line}`);
}
