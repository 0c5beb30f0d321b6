import { cpus } from 'node:os';
import { rejectOnAbort } from '@orderwire/launcher/system';
import { backlogSql, catchUp, type Follower } from './backlog.js';
import { fillTo } from './fill.js';
import { measureIdle } from './idle.js';
import { type Arrival, generateLoad, type Journey, type LoadTarget, PaidWatch } from './load.js';
import {
  addedPer,
  cpuOfMachine,
  hundredths,
  latencyOf,
  readCounters,
  surroundings,
  totalOf,
} from './measurements.js';
import { cpuOf, memoryOf } from './processes.js';
import { rawLimits } from './raw-limits.js';
import { createProducts, signInShoppers, type Target } from './target.js';

export interface OrderBenchmarkOptions {
  arrivals: Arrival[];
  /** Seconds of load per journey and arrival. */
  seconds: number;
  /** Orders in the database before the load begins. */
  stored: number;
  log: (line: string) => unknown;
  /** Interrupts the run; its products are deleted all the same. */
  signal: AbortSignal;
  /** Called when orders are stored and the system has warmed up. */
  beforeLoad?: (target: Target) => void;
}

export type BenchmarkReport = Awaited<ReturnType<typeof measure>>;
/** One journey with one arrival. */
export type BenchmarkRow = Awaited<ReturnType<typeof measureJourney>>;

/** More shoppers share the accounts: signing in costs more CPU than an order does. */
const MAX_ACCOUNTS = 32;

/** Measures a running system. Failed orders are counted and reported. */
export async function runOrderBenchmark(
  target: Target,
  options: OrderBenchmarkOptions,
): Promise<BenchmarkReport> {
  const { signal, arrivals } = options;
  // What an interrupted load still reports has no reader.
  const log = (line: string) => signal.aborted || options.log(line);
  const { databases, stripe } = target;
  const staff = await target.staff();
  const productIds: string[] = [];
  try {
    await createProducts(staff, productIds, signal);
    const interrupted = rejectOnAbort(signal, 'The run was interrupted.');
    const most = Math.max(
      ...arrivals.map((arrival) => ('rate' in arrival ? MAX_ACCOUNTS : arrival.concurrency)),
    );
    const count = Math.min(MAX_ACCOUNTS, most);
    log(`signing in ${count} account(s) …`);
    const shoppers = await Promise.race([signInShoppers(target, staff, count), interrupted]);
    const load = { shoppers, productIds, stripe, paidWatch: new PaidWatch(databases.orders) };
    return await Promise.race([measure(target, { ...options, log }, load), interrupted]);
  } finally {
    // Orders keep deleted products.
    for (const id of productIds) await staff.deleteProduct(id).catch(() => undefined);
    // Interrupted load uses its connections until the process ends.
    if (!signal.aborted) await Promise.all(Object.values(databases).map((pool) => pool.end()));
  }
}

async function measure(
  target: Target,
  { log, stored, seconds, arrivals, beforeLoad }: OrderBenchmarkOptions,
  load: LoadTarget,
) {
  const { admin, ...stores } = target.databases;
  await admin.query('CREATE EXTENSION IF NOT EXISTS pg_stat_statements');
  const around = await surroundings(target);
  const storedOrders = await fillTo(target, stored, log);
  log('the idle system …');
  const idle = await measureIdle(target.processes, seconds);
  log('raw limits of this machine …');
  const raw = await rawLimits(admin, target.natsUrl);
  log('warming up …');
  await generateLoad(load, { journey: 'paid', arrival: { concurrency: 8 }, seconds: Math.min(3, seconds) });
  // Autovacuum would do this within a minute. It replaces plans that were made for empty tables.
  for (const pool of Object.values(stores)) await pool.query('ANALYZE');
  beforeLoad?.(target);
  const rows: BenchmarkRow[] = [];
  for (const journey of ['place', 'paid'] as const) {
    for (const arrival of arrivals) {
      log(`${journey === 'place' ? 'placing' : 'placing and paying'}, ${nameOf(arrival)} …`);
      rows.push(await measureJourney(target, load, { journey, arrival, seconds }, log));
    }
  }
  return { at: new Date().toISOString(), ...around, storedOrders, idle, raw, rows };
}

const nameOf = (arrival: Arrival): string =>
  'rate' in arrival ? `${arrival.rate} orders/s` : `${arrival.concurrency} shoppers`;

/**
 * CPU milliseconds of processes that belong neither to the system nor to the benchmark; NaN where /proc is missing.
 * All processes of the system descend from the launcher, which in a comparison is this process.
 */
function cpuOfOthers({ launcher }: Target): number {
  const own = Object.values(cpuOf(Object.fromEntries([launcher, process.pid].map((pid) => [pid, pid]))));
  return own.length === 0 ? NaN : cpuOfMachine() - own.reduce((sum, ms) => sum + ms, 0);
}

/** Of the clock that all processes of this machine share until it is restarted. */
const monotonicUs = (): number => Number(process.hrtime.bigint() / 1_000n);

async function measureJourney(
  target: Target,
  load: LoadTarget,
  options: { journey: Journey; arrival: Arrival; seconds: number },
  log: (line: string) => void,
) {
  const began = new Date();
  const [before, cpuBefore] = [await readCounters(target), cpuOf(target.processes)];
  const othersBefore = cpuOfOthers(target);
  const from = monotonicUs();
  const { orders, seconds, placing, whole, failures } = await generateLoad(load, options);
  const window = { from, to: monotonicUs() };
  const others = (cpuOfOthers(target) - othersBefore) / (cpus().length * ((monotonicUs() - from) / 1_000));
  const memoryMiB = memoryOf(target.processes);
  for (const failure of new Set(failures)) log(`  failed: ${failure}`);
  const followers = Object.keys(backlogSql) as Follower[];
  const behind = await Promise.all(
    followers.map(async (follower) => ({
      follower,
      ...(await catchUp(target.databases[follower], follower, began)),
    })),
  );
  // Without what is still to be done, a service that runs behind would look cheap.
  const [after, cpuAfter] = [await readCounters(target), cpuOf(target.processes)];
  const cpuMs = addedPer(orders, cpuBefore, cpuAfter);
  const { journey, arrival } = options;
  return {
    journey,
    ...arrival,
    load: nameOf(arrival),
    orders,
    perSecond: hundredths(orders / seconds),
    placing: latencyOf(placing),
    whole: journey === 'paid' ? latencyOf(whole) : null,
    /** CPU milliseconds per order, by process, until its messages, documents and parcels are done. */
    cpuMs,
    cpuMsTotal: totalOf(cpuMs),
    /** At the end of the load, by process; empty where /proc is missing. */
    memoryMiB,
    memoryMiBTotal: totalOf(memoryMiB),
    ...addedPer(orders, before, after),
    /** The share of this machine's processors that other processes have used, 0 to 1; null where /proc is missing. */
    others: Number.isNaN(others) ? null : hundredths(Math.max(0, others)),
    /** How far the services after the payment ran behind at the end of the load. */
    behind,
    failures: failures.length,
    /** Of the load, for profiles of the same machine. */
    window,
  };
}
