import { rejectOnAbort } from '@orderwire/launcher/system';
import { backlogSql, catchUp, type Follower } from './backlog.js';
import { fillTo } from './fill.js';
import { generateLoad, type Journey, type LoadTarget, PaidWatch } from './load.js';
import { cpuOf, hundredths, latencyOf, perOrder, readCounters } from './measurements.js';
import { rawLimits } from './raw-limits.js';
import { createProducts, signInShoppers, type Target } from './target.js';

export interface OrderBenchmarkOptions {
  concurrency: number[];
  /** Seconds of load per journey and concurrency. */
  seconds: number;
  /** Orders in the database before the load begins. */
  stored: number;
  log: (line: string) => void;
  /** Interrupts the run; its products are deleted all the same. */
  signal: AbortSignal;
}

export type BenchmarkReport = Awaited<ReturnType<typeof measure>>;
/** One journey at one concurrency. */
export type BenchmarkRow = Awaited<ReturnType<typeof measureJourney>>;

/** More shoppers share the accounts: signing in costs more CPU than an order does. */
const MAX_ACCOUNTS = 32;

/** Measures a running system. Failed orders are counted and reported. */
export async function runOrderBenchmark(
  target: Target,
  options: OrderBenchmarkOptions,
): Promise<BenchmarkReport> {
  const { signal, log, concurrency } = options;
  const { databases, stripe } = target;
  const staff = await target.staff();
  const productIds: string[] = [];
  try {
    await createProducts(staff, productIds, signal);
    const interrupted = rejectOnAbort(signal, 'The run was interrupted.');
    const count = Math.min(MAX_ACCOUNTS, Math.max(...concurrency));
    log(`signing in ${count} account(s) …`);
    const shoppers = await Promise.race([signInShoppers(target, staff, count), interrupted]);
    const load = { shoppers, productIds, stripe, paidWatch: new PaidWatch(databases.orders) };
    return await Promise.race([measure(target, options, load), interrupted]);
  } finally {
    // Orders keep deleted products.
    for (const id of productIds) await staff.deleteProduct(id).catch(() => undefined);
    // Interrupted load uses its connections until the process ends.
    if (!signal.aborted) await Promise.all(Object.values(databases).map((pool) => pool.end()));
  }
}

async function measure(
  target: Target,
  { log, stored, seconds, concurrency }: OrderBenchmarkOptions,
  load: LoadTarget,
) {
  const { admin, ...stores } = target.databases;
  await admin.query('CREATE EXTENSION IF NOT EXISTS pg_stat_statements');
  const storedOrders = await fillTo(stores, stored, log);
  log('raw limits of this machine …');
  const raw = await rawLimits(admin, target.natsUrl);
  log('warming up …');
  await generateLoad(load, { journey: 'paid', concurrency: 8, seconds: Math.min(3, seconds) });
  // Autovacuum would do this within a minute. It replaces plans that were made for empty tables.
  for (const pool of Object.values(stores)) await pool.query('ANALYZE');
  const rows: BenchmarkRow[] = [];
  for (const journey of ['place', 'paid'] as const) {
    for (const shoppers of concurrency) {
      log(`${journey === 'place' ? 'placing' : 'placing and paying'} with ${shoppers} shopper(s) …`);
      rows.push(await measureJourney(target, load, { journey, concurrency: shoppers, seconds }, log));
    }
  }
  return { at: new Date().toISOString(), storedOrders, raw, rows };
}

async function measureJourney(
  target: Target,
  load: LoadTarget,
  options: { journey: Journey; concurrency: number; seconds: number },
  log: (line: string) => void,
) {
  const began = new Date();
  const [before, cpuBefore] = [await readCounters(target), cpuOf(target.processes)];
  const { orders, seconds, placing, whole, failures } = await generateLoad(load, options);
  const [cpuAfter, after] = [cpuOf(target.processes), await readCounters(target)];
  for (const failure of new Set(failures)) log(`  failed: ${failure}`);
  const followers = Object.keys(backlogSql) as Follower[];
  const behind = await Promise.all(
    followers.map(async (follower) => ({
      follower,
      ...(await catchUp(target.databases[follower], follower, began)),
    })),
  );
  const cpuMs = perOrder(cpuBefore, cpuAfter, orders);
  const { journey, concurrency } = options;
  return {
    journey,
    concurrency,
    orders,
    perSecond: hundredths(orders / seconds),
    placing: latencyOf(placing),
    whole: journey === 'paid' ? latencyOf(whole) : null,
    /** CPU milliseconds per order, by process. */
    cpuMs,
    cpuMsTotal: hundredths(Object.values(cpuMs).reduce((sum, ms) => sum + ms, 0)),
    ...perOrder(before, after, orders),
    /** How far the services after the payment ran behind at the end of the load. */
    behind,
    failures: failures.length,
  };
}
