import { writeFile } from 'node:fs/promises';
import { rejectOnAbort } from '@orderwire/launcher/system';
import type { Pool } from 'pg';
import { fillTo, type Stores } from './fill.js';
import { generateLoad, type Journey, type LoadTarget, PaidWatch } from './load.js';
import {
  CounterReader,
  type Counters,
  cpuDifference,
  cpuOf,
  hundredths,
  type Latency,
  latencyOf,
  perOrder,
} from './measurements.js';
import { type RawLimits, rawLimits } from './raw-limits.js';
import { createProducts, deleteProducts, poolFor, signInShoppers, type Target } from './target.js';

export interface OrderBenchmarkOptions {
  concurrency: number[];
  /** Seconds of load per journey and concurrency. */
  seconds: number;
  /** Orders in the database before the load begins. */
  stored: number;
  /** The file of the report. */
  json: string;
  log: (line: string) => void;
  /** Interrupts the run; its products are deleted all the same. */
  signal: AbortSignal;
}

/** One journey at one concurrency. */
export interface BenchmarkRow extends Counters {
  journey: Journey;
  concurrency: number;
  orders: number;
  perSecond: number;
  placing: Latency;
  whole: Latency | null;
  /** CPU milliseconds per order, by process. */
  cpuMs: Record<string, number>;
  cpuMsTotal: number;
  failures: number;
}

export interface BenchmarkReport {
  at: string;
  storedOrders: number;
  raw: RawLimits;
  rows: BenchmarkRow[];
}

/** More shoppers share the accounts: signing in costs more CPU than an order does. */
const MAX_ACCOUNTS = 32;

/** Measures a running system. Failed orders are counted and reported. */
export async function runOrderBenchmark(
  target: Target,
  options: OrderBenchmarkOptions,
): Promise<BenchmarkReport> {
  const { signal, log } = options;
  const admin = poolFor(target.adminDatabaseUrl, 40);
  const stores: Stores = {
    orders: poolFor(target.databaseUrls.orders, 2),
    payments: poolFor(target.databaseUrls.payments, 1),
    products: poolFor(target.databaseUrls.products, 1),
  };
  const staff = await target.staff();
  const productIds: string[] = [];
  try {
    await createProducts(staff, productIds, signal);
    const interrupted = rejectOnAbort(signal, 'The run was interrupted.');
    const count = Math.min(MAX_ACCOUNTS, Math.max(...options.concurrency));
    log(`signing in ${count} account(s) …`);
    const shoppers = await Promise.race([signInShoppers(target, staff, count), interrupted]);
    const load = { shoppers, productIds, stripe: target.stripe, paidWatch: new PaidWatch(stores.orders) };
    return await Promise.race([measure(target, options, admin, stores, load), interrupted]);
  } finally {
    await deleteProducts(staff, productIds);
    // Interrupted load uses its connections until the process ends.
    if (!signal.aborted) await Promise.all([admin, ...Object.values(stores)].map((pool: Pool) => pool.end()));
  }
}

async function measure(
  target: Target,
  { log, stored, seconds, concurrency, json }: OrderBenchmarkOptions,
  admin: Pool,
  stores: Stores,
  load: LoadTarget,
): Promise<BenchmarkReport> {
  const counters = new CounterReader(target, admin);
  await counters.prepare();
  const storedOrders = await fillTo(stores, stored, log);
  log('raw limits of this machine …');
  const raw = await rawLimits(admin, target.natsUrl);
  log('warming up …');
  await generateLoad(load, { journey: 'paid', concurrency: 8, seconds: Math.min(3, seconds) });
  // Autovacuum would do this within a minute. It replaces plans that were made for empty tables.
  for (const pool of Object.values(stores)) await (pool as Pool).query('ANALYZE');
  const rows: BenchmarkRow[] = [];
  for (const journey of ['place', 'paid'] as const) {
    for (const shoppers of concurrency) {
      log(`${journey === 'place' ? 'placing' : 'placing and paying'} with ${shoppers} shopper(s) …`);
      const [before, cpuBefore] = [await counters.read(), cpuOf(target.processes)];
      const result = await generateLoad(load, { journey, concurrency: shoppers, seconds });
      const [cpu, after] = [cpuDifference(cpuBefore, cpuOf(target.processes)), await counters.read()];
      for (const failure of new Set(result.failures)) log(`  failed: ${failure}`);
      const cpuMs = Object.fromEntries(
        Object.entries(cpu).map(([name, ms]) => [name, hundredths(ms / Math.max(1, result.orders))]),
      );
      rows.push({
        journey,
        concurrency: shoppers,
        orders: result.orders,
        perSecond: hundredths(result.orders / result.seconds),
        placing: latencyOf(result.placing),
        whole: journey === 'paid' ? latencyOf(result.whole) : null,
        cpuMs,
        cpuMsTotal: hundredths(Object.values(cpuMs).reduce((sum, ms) => sum + ms, 0)),
        ...perOrder(before, after, result.orders),
        failures: result.failures.length,
      });
    }
  }
  const report: BenchmarkReport = { at: new Date().toISOString(), storedOrders, raw, rows };
  await writeFile(json, `${JSON.stringify(report, null, 2)}\n`);
  return report;
}
