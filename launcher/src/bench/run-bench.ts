import { writeFile } from 'node:fs/promises';
import type { Pool } from 'pg';
import { CounterReader, perOrder } from './counters.js';
import { cpuOf, difference } from './cpu.js';
import { fillTo, type Stores } from './fill.js';
import { type Latency, latencyOf } from './latency.js';
import { drive, type Journey, type Shop } from './load.js';
import { PaidWatch } from './paid-watch.js';
import { type RawLimits, rawLimits } from './raw-limits.js';
import { BenchProducts } from './bench-products.js';
import { BenchShoppers } from './bench-shoppers.js';
import { givenUp } from '../system/given-up.js';
import { poolFor, type Target } from './target.js';

export interface BenchOptions {
  concurrency: number[];
  /** Seconds of load per journey and concurrency. */
  seconds: number;
  /** Orders the database should hold before the load begins. */
  stored: number;
  /** Where the numbers go as JSON. */
  json: string;
  say: (line: string) => void;
  /** Ends the run before its time: it is cleared away, and rejects. */
  signal: AbortSignal;
}

/** One journey at one concurrency. */
export interface BenchRow {
  journey: Journey;
  concurrency: number;
  orders: number;
  perSecond: number;
  placing: Latency;
  whole: Latency | null;
  /** Processor milliseconds per order, by process. */
  cpuMs: Record<string, number>;
  cpuMsTotal: number;
  sqlStatements: number;
  sqlTransactions: number;
  natsMessages: number;
  stripeCalls: number;
  failures: number;
}

export interface BenchReport {
  at: string;
  storedOrders: number;
  raw: RawLimits;
  rows: BenchRow[];
}

/** More shoppers than this share accounts: signing in costs the machine more than an order does. */
const MOST_ACCOUNTS = 32;

/** Measures a running system, and leaves no product of its own on sale. Failures of single orders are counted and shown, never hidden. */
export async function runBench(target: Target, options: BenchOptions): Promise<BenchReport> {
  const admin = poolFor(target.adminDatabaseUrl, 40);
  const stores: Stores = {
    orders: poolFor(target.databaseUrls.orders, 2),
    payments: poolFor(target.databaseUrls.payments, 1),
    products: poolFor(target.databaseUrls.products, 1),
  };
  const staff = await target.staff();
  const products = new BenchProducts(target.gatewayUrl, staff);
  try {
    await products.create(options.signal);
    const interrupted = givenUp(options.signal, 'The run was interrupted.');
    const count = Math.min(MOST_ACCOUNTS, Math.max(...options.concurrency));
    options.say(`signing in ${count} account(s) …`);
    const signingIn = BenchShoppers.signIn(target.gatewayUrl, staff, target.benchPassword, count);
    const shoppers = await Promise.race([signingIn, interrupted]);
    const measuring = measure(target, options, admin, stores, { products: products.ids, shoppers });
    return await Promise.race([measuring, interrupted]);
  } finally {
    await products.remove();
    // An interrupted load ends with the process, and keeps its connections until then.
    if (!options.signal.aborted)
      await Promise.all([admin, ...Object.values(stores)].map((pool: Pool) => pool.end()));
  }
}

async function measure(
  target: Target,
  options: BenchOptions,
  admin: Pool,
  stores: Stores,
  shop: Shop,
): Promise<BenchReport> {
  const { say } = options;
  const reader = new CounterReader(target, admin);
  await reader.prepare();
  const storedOrders = await fillTo(stores, options.stored, say);
  say('raw limits of this machine …');
  const raw = await rawLimits(admin, target.natsUrl);
  const watch = new PaidWatch(stores.orders);
  say('warming up …');
  await drive(target, watch, shop, {
    journey: 'paid',
    concurrency: 8,
    seconds: Math.min(3, options.seconds),
  });
  // What autovacuum does within a minute; plans made while the tables were empty go.
  for (const pool of Object.values(stores)) await (pool as Pool).query('ANALYZE');
  const rows: BenchRow[] = [];
  for (const journey of ['place', 'paid'] as const) {
    for (const concurrency of options.concurrency) {
      say(
        `${journey === 'place' ? 'placing' : 'placing, paying and settling'} with ${concurrency} shopper(s) …`,
      );
      rows.push(
        await row(target, watch, shop, reader, { journey, concurrency, seconds: options.seconds }, say),
      );
    }
  }
  const report: BenchReport = { at: new Date().toISOString(), storedOrders, raw, rows };
  await writeFile(options.json, `${JSON.stringify(report, null, 2)}\n`);
  return report;
}

async function row(
  target: Target,
  watch: PaidWatch,
  shop: Shop,
  reader: CounterReader,
  load: { journey: Journey; concurrency: number; seconds: number },
  say: (line: string) => void,
): Promise<BenchRow> {
  const [countersBefore, cpuBefore] = [await reader.read(), cpuOf(target.processes)];
  const result = await drive(target, watch, shop, load);
  const [cpu, counters] = [difference(cpuBefore, cpuOf(target.processes)), await reader.read()];
  for (const failure of new Set(result.failures)) say(`  failed: ${failure}`);
  const cpuMs = Object.fromEntries(
    Object.entries(cpu).map(([name, ms]) => [name, hundredths(ms / Math.max(1, result.orders))]),
  );
  return {
    journey: load.journey,
    concurrency: load.concurrency,
    orders: result.orders,
    perSecond: hundredths(result.orders / result.seconds),
    placing: latencyOf(result.placing),
    whole: load.journey === 'paid' ? latencyOf(result.whole) : null,
    cpuMs,
    cpuMsTotal: hundredths(Object.values(cpuMs).reduce((sum, ms) => sum + ms, 0)),
    ...perOrder(countersBefore, counters, result.orders),
    failures: result.failures.length,
  };
}

const hundredths = (value: number): number => Math.round(value * 100) / 100;
