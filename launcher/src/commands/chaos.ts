import { readChaosOptions } from '../chaos/options.js';
import { reportLines } from '../chaos/report.js';
import { runChaos } from '../chaos/run-chaos.js';

/**
 * `npm run chaos -- --orders 200 --seed 1 [--kills 10] [--shoppers 16] [--keep]`: a whole system of its own, shoppers, kill -9, lost
 * streams, Stripe's faults; then an audit of all books. Exit code 1 when a promise was broken.
 */
export async function chaos(args: string[]): Promise<number> {
  const options = readChaosOptions(args);
  const began = Date.now();
  const report = await runChaos(options, (line) =>
    console.log(`${((Date.now() - began) / 1_000).toFixed(0).padStart(5)} s  ${line}`),
  );
  console.log();
  for (const line of reportLines(report)) console.log(line);
  return report.violations.length > 0 ? 1 : 0;
}
