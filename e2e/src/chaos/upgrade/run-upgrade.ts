import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { repositoryRoot } from '@orderwire/launcher/system';
import type { FaultWindow } from '../cluster/cluster-faults.js';
import { REPLICAS, rollingServices } from '../cluster/cluster-plan.js';
import { type ClusterReport, effectsOf } from '../cluster/cluster-report.js';
import type { LoadBalancer } from '../cluster/load-balancer.js';
import { clusterTestBed, Load } from '../cluster/run-cluster.js';
import type { UpgradeOptions } from '../options.js';
import { settleAndAudit } from '../settle-and-audit.js';
import { Interrupted, type TestBed, withTestBed } from '../test-bed.js';
import { buildRelease, latestTag } from '../../build-release.js';

/** Load before, between and after the steps, in milliseconds. */
const LOAD_MS = 10_000;

/**
 * Starts an earlier release, replaces it by this one while shoppers order, and audits all databases
 * and Stripe.
 */
export async function runUpgrade(
  options: UpgradeOptions,
  log: (line: string) => void,
  signal?: AbortSignal,
): Promise<ClusterReport> {
  const from = options.from ?? (await latestTag());
  const folder = mkdtempSync(join(tmpdir(), 'orderwire-release-'));
  try {
    await buildRelease(from, folder, log, signal).catch((error: unknown) => {
      throw signal?.aborted ? new Interrupted() : error;
    });
    return await upgradeFrom(folder, options, log, signal);
  } finally {
    if (!options.keep) rmSync(folder, { recursive: true, force: true });
  }
}

/** The same from a folder in which the earlier release is built. */
export function upgradeFrom(
  folder: string,
  options: UpgradeOptions,
  log: (line: string) => void,
  signal?: AbortSignal,
): Promise<ClusterReport> {
  const services = Object.fromEntries(rollingServices.map((name) => [name, REPLICAS]));
  const { testBed: settings, balancer } = clusterTestBed(options, services);
  const testBed = { ...settings, release: folder };
  return withTestBed(testBed, log, signal, (started) => upgrade(started, balancer(), options));
}

async function upgrade(
  testBed: TestBed,
  balancer: LoadBalancer,
  { seed, shoppers }: UpgradeOptions,
): Promise<ClusterReport> {
  const windows: FaultWindow[] = [];
  const began = performance.now();
  const load = new Load(testBed, seed);
  const shopping = load.run(shoppers);
  try {
    await Promise.race([replaceAll(testBed, balancer, windows), shopping]);
  } finally {
    load.stop();
  }
  await shopping;
  const ended = performance.now();
  testBed.log('no more requests; waiting until the system is quiescent');
  const atRest = await settleAndAudit(testBed, load.outcomes);
  const effects = effectsOf(windows, balancer.attempts, { from: began, to: ended });
  const seconds = (ended - began) / 1_000;
  return { ...atRest, seed, scenarios: load.outcomes.length, seconds, effects };
}

/** In the order of docs/operations.md, one replica of every service at a time. */
async function replaceAll(
  { system, log, signal }: TestBed,
  balancer: LoadBalancer,
  windows: FaultWindow[],
): Promise<void> {
  const step = async (fault: string, work: () => Promise<string>) => {
    const from = performance.now();
    const what = await work();
    const to = performance.now();
    windows.push({ fault, what, from, to });
    log(`${fault}: ${what} (${((to - from) / 1_000).toFixed(1)} s)`);
  };
  await sleep(LOAD_MS);
  await step('NATS permissions, streams and consumers', async () => {
    await system.servers.nats.upgrade(repositoryRoot);
    return 'applied';
  });
  await sleep(LOAD_MS);
  await step('migrations', async () => (await system.migrateTo(repositoryRoot)).join('; '));
  await sleep(LOAD_MS);
  const replace = async (service: string, replica: number): Promise<void> => {
    const isGateway = service === 'client-gateway';
    if (isGateway) await balancer.drain(replica, signal);
    await system.replaceReplica(service, replica, repositoryRoot);
    if (isGateway) balancer.restore(replica);
  };
  for (let replica = 0; replica < REPLICAS; replica++)
    await step('new version of a replica of each service', async () => {
      await Promise.all(rollingServices.map((service) => replace(service, replica)));
      return `replica ${replica + 1}`;
    });
  await sleep(LOAD_MS);
}
