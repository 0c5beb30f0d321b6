import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reconcile } from './reconciler.js';
import { readSecrets } from '../secrets.js';
import { startSystem, type System } from '../system/start-system.js';
import { filesIn } from '../system/state-file.js';
import { audit, type Violation } from './audit/audit.js';
import { readBooks } from './audit/read-books.js';
import { Quiet } from './calm.js';
import { FaultDial } from './fault-dial.js';
import type { ChaosOptions } from './options.js';
import { play, type Outcome } from './play.js';
import { Random } from './random.js';
import { type ChaosReport, tally } from './report.js';
import { secretsInLogs } from './secrets-in-logs.js';
import { ShopFloor } from './shop-floor.js';
import { storyOf } from './story.js';
import { planStrikes, replicas } from './strikes.js';
import { Striker } from './striker.js';

/** How long the system may take to come to rest once everybody leaves it alone. */
const REST_SECONDS = 300;

/** Brings a whole system up, makes its life hard while shoppers order, lets it rest, and audits every book. */
export async function runChaos(options: ChaosOptions, tell: (line: string) => void): Promise<ChaosReport> {
  const dataDir = mkdtempSync(join(tmpdir(), 'orderwire-chaos-'));
  const began = Date.now();
  let system: System | undefined;
  try {
    system = await startSystem({
      dataDir,
      replicas: { ...replicas },
      backoff: { firstMs: 200, longestMs: 1_000 },
      environment: {
        PATH: process.env.PATH ?? '',
        HOME: process.env.HOME ?? '',
        HOLD_SWEEP_SECONDS: '5',
        ORDER_SWEEP_SECONDS: '5',
        EVENT_ACK_WAIT_SECONDS: '5',
      },
    });
    tell(`the system is up in ${dataDir}`);
    return { ...(await hardTimes(system, dataDir, options, tell)), seconds: (Date.now() - began) / 1_000 };
  } finally {
    await system?.stop();
    if (options.keep) tell(`everything stays in ${dataDir}`);
    else rmSync(dataDir, { recursive: true, force: true });
  }
}

async function hardTimes(
  system: System,
  dataDir: string,
  { orders, seed, kills, shoppers }: ChaosOptions,
  tell: (line: string) => void,
): Promise<Omit<ChaosReport, 'seconds'>> {
  const random = new Random(String(seed));
  const { urls, demo } = system.state;
  const secrets = readSecrets(filesIn(dataDir).secrets);
  const stripeSecret = secrets?.stripe.secret ?? '';
  const doors = { gateway: urls.gateway ?? '', stripe: urls.stripe ?? '', stripeSecret };
  const staff = demo['staff'] ?? { email: '', password: '' };
  const floor = await ShopFloor.open(doors, staff, random, orders);
  const faults = new FaultDial(floor, seed);
  await faults.on();
  const striker = new Striker(planStrikes(random, { orders, kills }), system, {
    dataDir,
    floor,
    faults,
    tell,
  });
  const outcomes = await playAll(
    floor,
    striker,
    { random, orders, shoppers, run: `${seed}-${began()}` },
    tell,
  );
  await faults.off();

  tell('everybody leaves; the system comes to rest');
  const quiet = new Quiet(() => system.state);
  await quiet.until(8, tell);
  await quiet.anHourPasses();
  const open = await restAndReconcile(system, dataDir, quiet, tell);
  const books = await readBooks(system.state, stripeSecret);
  const violations: Violation[] = [
    ...open.left.map((what) => ({ rule: 'the system comes to rest', what })),
    ...outcomes.flatMap(({ surprises }) =>
      surprises.map((what) => ({ rule: 'nobody gets an answer they should not', what })),
    ),
    ...(await sameAnswers(floor, outcomes)),
    ...audit(books),
    ...unknownOrders(books.orders, outcomes),
    ...(faults.accepted ? [{ rule: 'no spoiled webhook is accepted', what: `${faults.accepted} were` }] : []),
    ...secretsInLogs(filesIn(dataDir).logs, flat(secrets)).map((what) => ({
      rule: 'no secret in a log',
      what,
    })),
  ];
  return {
    seed,
    stories: orders,
    orders: books.orders.length,
    ended: tally(books.orders.map(({ status }) => status)),
    struck: striker.struck,
    injected: faults.injected,
    retries: floor.http.retries,
    healed: open.healed,
    violations,
  };
}

/** Shoppers take the next story as soon as theirs is over; the strikes keep step with them. */
async function playAll(
  floor: ShopFloor,
  striker: Striker,
  { random, orders, shoppers, run }: { random: Random; orders: number; shoppers: number; run: string },
  tell: (line: string) => void,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  let next = 0;
  const shopper = async (): Promise<void> => {
    while (next < orders) {
      const number = next++;
      const due = striker.upTo(number - shoppers);
      void striker.upTo(number);
      await due;
      outcomes.push(await play(floor, storyOf(random, number, floor.products.length), run));
      if (outcomes.length % Math.ceil(orders / 20) === 0)
        tell(`${outcomes.length} of ${orders} stories told`);
    }
  };
  await Promise.all(Array.from({ length: shoppers }, shopper));
  await striker.upTo(orders);
  return outcomes;
}

/** Rest, reconcile, rest: what the reconciler heals makes new work. */
async function restAndReconcile(
  system: System,
  dataDir: string,
  quiet: Quiet,
  tell: (line: string) => void,
): Promise<{ left: string[]; healed: Record<string, number> }> {
  const first = await reconcile(system.state, dataDir);
  const left = await quiet.until(REST_SECONDS, tell);
  const last = await reconcile(system.state, dataDir);
  await quiet.until(30, tell);
  // What Stripe or a bank refused to take back is for people to settle, and they have been told.
  left.push(...last.unhealed.filter((finding) => !finding.startsWith('kept_for_nothing:')));
  const healed = { ...first.healed };
  for (const [kind, count] of Object.entries(last.healed)) healed[kind] = (healed[kind] ?? 0) + count;
  return { left, healed };
}

/** Whoever asks again under the same Idempotency-Key gets the same order. */
async function sameAnswers(floor: ShopFloor, outcomes: Outcome[]): Promise<Violation[]> {
  const rule = 'the same Idempotency-Key gives the same order';
  const found: Violation[] = [];
  for (const { number, orderId, ask } of outcomes.filter((_, index) => index % 20 === 0)) {
    if (!ask) continue;
    const headers = { 'idempotency-key': ask.key };
    const again = ask.guest
      ? await floor.asGuest('POST', '/orders', ask.body, headers)
      : await floor.asCustomer(number, 'POST', '/orders', ask.body, headers);
    const { order } = again.body as { order?: { id: string } };
    if (order?.id !== orderId)
      found.push({ rule, what: `${ask.key} gave ${orderId}, then ${again.status} ${order?.id}` });
  }
  return found;
}

/** A retried request must not leave a second order behind. */
function unknownOrders(orders: { id: string; status: string }[], outcomes: Outcome[]): Violation[] {
  const known = new Set(outcomes.map(({ orderId }) => orderId));
  return orders
    .filter(({ id, status }) => !known.has(id) && status !== 'CANCELLED')
    .map(({ id, status }) => ({
      rule: 'every order is one that a shopper knows of',
      what: `nobody knows order ${id}, ${status}`,
    }));
}

/** Secrets by their names, however deep they lie. */
function flat(value: unknown, name = 'secret'): Record<string, string> {
  if (typeof value === 'string') return value.length >= 16 ? { [name]: value } : {};
  return Object.assign(
    {},
    ...Object.entries(Object(value) as object).map(([key, inner]) => flat(inner, key)),
  ) as Record<string, string>;
}

const began = (): string => Date.now().toString(36);
