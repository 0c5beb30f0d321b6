import { stopSignal } from '@orderwire/launcher/system';
import { type ClusterReport, clusterReportLines } from './cluster/cluster-report.js';
import { runCluster } from './cluster/run-cluster.js';
import { nameOf } from './failpoint-matrix/cases.js';
import { runMatrix } from './failpoint-matrix/run-matrix.js';
import { readChaosOptions, readClusterOptions, readMatrixOptions, readUpgradeOptions } from './options.js';
import { reportLines, violationLines } from './report.js';
import { runChaos } from './run-chaos.js';
import { Interrupted } from './test-bed.js';
import { runUpgrade } from './upgrade/run-upgrade.js';

const commands: Record<string, typeof run> = { cluster, matrix, upgrade };

/**
 * `npm run chaos -- [--orders 200] [--seed 1] [--kills 10] [--shoppers 16] [--keep]` injects faults
 * into a system of its own while shoppers order, then audits it. `npm run chaos -- matrix [--modes
 * kill,throw,hang] [--replicas 2] [--only <pattern>] [--hang-ms 35000] [--keep]` makes every service
 * fail at every failpoint, remakes the stream, and loses every event of a round. `npm run chaos -- cluster [--seed 1]
 * [--rounds 1] [--shoppers 4] [--keep]` does it with three NATS nodes and two replicas of each service.
 * `npm run chaos -- upgrade --from <commit> [--seed 1] [--shoppers 4] [--keep]` replaces an earlier release
 * by this one under load. Exit code 1 when a rule is violated, 130 when interrupted.
 */
export async function chaos(args: string[]): Promise<number> {
  const signal = stopSignal();
  const [first, ...rest] = args;
  try {
    const command = commands[first ?? ''];
    return await (command ? command(rest, signal) : run(args, signal));
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    const rest = error.dataDir
      ? `Databases and logs are kept in ${error.dataDir}.`
      : 'Everything was removed.';
    console.log(`Interrupted; nothing was audited. ${rest}`);
    return 130;
  }
}

async function run(args: string[], signal: AbortSignal): Promise<number> {
  const report = await runChaos(readChaosOptions(args), timedLog(), signal);
  console.log();
  for (const line of reportLines(report)) console.log(line);
  return report.violations.length > 0 ? 1 : 0;
}

async function cluster(args: string[], signal: AbortSignal): Promise<number> {
  return printed(await runCluster(readClusterOptions(args), timedLog(), signal));
}

async function upgrade(args: string[], signal: AbortSignal): Promise<number> {
  return printed(await runUpgrade(readUpgradeOptions(args), timedLog(), signal));
}

function printed(report: ClusterReport): number {
  console.log();
  for (const line of clusterReportLines(report)) console.log(line);
  return report.violations.length > 0 ? 1 : 0;
}

async function matrix(args: string[], signal: AbortSignal): Promise<number> {
  const { cases, triggered, violations } = await runMatrix(readMatrixOptions(args), timedLog(), signal);
  console.log(`\n${triggered.length} of ${cases.length} failpoints triggered`);
  for (const one of cases.filter((one) => !triggered.includes(one)))
    console.log(`  not reached: ${nameOf(one)}`);
  for (const line of violationLines(violations)) console.log(line);
  console.log(`${violations.length} violations`);
  return violations.length > 0 ? 1 : 0;
}

function timedLog(): (line: string) => void {
  const began = Date.now();
  return (line) => console.log(`${((Date.now() - began) / 1_000).toFixed(0).padStart(5)} s  ${line}`);
}
