import { setTimeout as sleep } from 'node:timers/promises';
import { bareEnvironment } from '@orderwire/launcher/system';
import { violationsOf } from '../audit/audit.js';
import { ACK_WAIT_SECONDS } from '../faults/fault-plan.js';
import { mailSettings } from '../mails.js';
import type { ClusterOptions } from '../options.js';
import { type Outcome, runScenario } from '../run-scenario.js';
import { scenarioOf } from '../scenario.js';
import { SeededRandom } from '../seeded-random.js';
import { settleAndAudit } from '../settle-and-audit.js';
import { type TestBed, type TestBedOptions, withTestBed } from '../test-bed.js';
import { ClusterFaults } from './cluster-faults.js';
import { type ClusterFault, clusterReplicas, planClusterFaults } from './cluster-plan.js';
import { type ClusterReport, effectsOf } from './cluster-report.js';
import { LoadBalancer } from './load-balancer.js';

/** The stock suffices for this many orders; the number of orders depends on the time of the faults. */
const MOST_ORDERS = 100_000;
/** Longest time between two scenarios of a shopper, in milliseconds. */
const THINK_MS = 1_000;

/**
 * Starts a cluster, injects faults while shoppers order, waits until it is quiescent, and audits all
 * databases, Stripe and the copies of the streams.
 */
export async function runCluster(
  options: ClusterOptions,
  log: (line: string) => void,
  signal?: AbortSignal,
): Promise<ClusterReport> {
  const { testBed: settings, balancer } = clusterTestBed(options);
  const faults = planClusterFaults(new SeededRandom(String(options.seed)), options.rounds);
  return withTestBed(settings, log, signal, (testBed) =>
    injectClusterFaults(testBed, balancer(), faults, options),
  );
}

/** Two replicas of each service behind a load balancer, and three nodes that sync each event to disk. */
export function clusterTestBed(
  { seed, keep }: Pick<ClusterOptions, 'seed' | 'keep'>,
  replicas = clusterReplicas,
): { testBed: TestBedOptions; balancer: () => LoadBalancer } {
  let balancer = new LoadBalancer([]);
  const testBed: TestBedOptions = {
    replicas,
    durable: true,
    backoff: { firstMs: 200, longestMs: 1_000 },
    // Without a search for lost events: the stream itself must lose none.
    environment: {
      ...bareEnvironment(),
      HOLD_SWEEP_SECONDS: '2',
      ORDER_SWEEP_SECONDS: '2',
      EVENT_ACK_WAIT_SECONDS: String(ACK_WAIT_SECONDS),
      WEBHOOK_RETRY_BASE_MS: '250',
      DELAYED_PAYMENT_SECONDS: '1',
      REFUND_SECONDS: '0.5',
      DISPUTE_SECONDS: '0.5',
      ...mailSettings,
    },
    balance: (transport, { services }) => {
      const gateways = services['client-gateway']?.replicas ?? [];
      balancer = new LoadBalancer(gateways.map(({ url }) => url));
      return balancer.balance(transport);
    },
    random: new SeededRandom(String(seed)),
    orders: MOST_ORDERS,
    keep,
  };
  return { testBed, balancer: () => balancer };
}

/** Injects the faults under load in a cluster that has been started, and audits it. */
export async function injectClusterFaults(
  testBed: TestBed,
  balancer: LoadBalancer,
  faults: readonly ClusterFault[],
  { seed, shoppers }: Pick<ClusterOptions, 'seed' | 'shoppers'>,
): Promise<ClusterReport> {
  const { log } = testBed;
  const injector = new ClusterFaults(testBed, balancer);
  const began = performance.now();
  const load = new Load(testBed, seed);
  const shopping = load.run(shoppers);
  try {
    await Promise.race([injector.executeAll(faults), shopping]);
  } finally {
    load.stop();
  }
  await shopping;
  const ended = performance.now();
  log('no more requests; waiting until the system is quiescent');
  const { violations, ...atRest } = await settleAndAudit(testBed, load.outcomes);
  const problems = await injector.problems(0);
  const effects = effectsOf(injector.windows, balancer.attempts, { from: began, to: ended });
  return {
    ...atRest,
    seed,
    scenarios: load.outcomes.length,
    seconds: (ended - began) / 1_000,
    effects,
    violations: [...violations, ...violationsOf('all copies of the streams are in sync', problems)],
  };
}

/** Shoppers who go on until they are stopped. */
export class Load {
  readonly outcomes: Outcome[] = [];
  private readonly random: SeededRandom;
  private readonly name: string;
  private next = 0;
  private stopped = false;

  constructor(
    private readonly testBed: TestBed,
    seed: number,
  ) {
    this.random = new SeededRandom(String(seed));
    this.name = `${seed}-${Date.now().toString(36)}`;
  }

  /** Resolves when all shoppers have ended their last scenario. */
  async run(shoppers: number): Promise<void> {
    await Promise.all(Array.from({ length: shoppers }, () => this.shopper()));
  }

  stop(): void {
    this.stopped = true;
  }

  private async shopper(): Promise<void> {
    const { shop, signal } = this.testBed;
    while (!this.stopped && !signal?.aborted) {
      const number = this.next++;
      const scenario = scenarioOf(this.random, number, shop.products.length);
      this.outcomes.push(await runScenario(shop, scenario, this.name));
      await sleep(this.random.derive(`pause ${number}`).integer(0, THINK_MS));
    }
  }
}
