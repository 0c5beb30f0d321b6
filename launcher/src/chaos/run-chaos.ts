import { reconcile } from './reconciler.js';
import { bareEnvironment } from '../config.js';
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
import type { ShopFloor } from './shop-floor.js';
import { onStage, type Stage, type StageSettings } from './stage.js';
import { storyOf } from './story.js';
import { planStrikes, replicas } from './strikes.js';
import { Striker } from './striker.js';

/** How long the system may take to come to rest once everybody leaves it alone. */
const REST_SECONDS = 300;
/** Longer is not waited before the hour is over: what hangs on a payment whose webhook was lost comes to rest only after it. */
const UNTOLD_SECONDS = 30;
/** How often a difference with Stripe must be found before it counts. */
const LOOKS = 3;

/** Brings a whole system up, makes its life hard while shoppers order, lets it rest, and audits every book. */
export async function runChaos(
  options: ChaosOptions,
  tell: (line: string) => void,
  signal?: AbortSignal,
): Promise<ChaosReport> {
  const began = Date.now();
  const random = new Random(String(options.seed));
  const settings: StageSettings = {
    replicas: { ...replicas },
    backoff: { firstMs: 200, longestMs: 1_000 },
    environment: {
      ...bareEnvironment(),
      HOLD_SWEEP_SECONDS: '2',
      ORDER_SWEEP_SECONDS: '2',
      EVENT_ACK_WAIT_SECONDS: '5',
      WEBHOOK_RETRY_BASE_MS: '250',
      DELAYED_PAYMENT_SECONDS: '1',
      REFUND_SECONDS: '1',
      DISPUTE_SECONDS: '0.5',
    },
    random,
    orders: options.orders,
    keep: options.keep,
  };
  const report = await onStage(settings, tell, signal, (stage) => hardTimes(stage, options, random));
  return { ...report, seconds: (Date.now() - began) / 1_000 };
}

async function hardTimes(
  stage: Stage,
  options: ChaosOptions,
  random: Random,
): Promise<Omit<ChaosReport, 'seconds'>> {
  const { system, dataDir, secrets, floor, tell } = stage;
  const { orders, seed, kills } = options;
  const faults = new FaultDial(floor, seed);
  await faults.on();
  const striker = new Striker(planStrikes(random, { orders, kills }), stage, faults);
  const outcomes = await playAll(stage, striker, random, options);
  await faults.off();

  tell('everybody leaves; the system comes to rest');
  const quiet = new Quiet(() => system.state, secrets.stripe.secret, 500, stage.signal);
  await quiet.untilNobodyPays(UNTOLD_SECONDS, tell);
  await quiet.anHourPasses(REST_SECONDS);
  const open = await restAndReconcile(stage, quiet);
  const books = await readBooks(system.state, secrets.stripe.secret);
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
  { floor, tell }: Stage,
  striker: Striker,
  random: Random,
  { orders, seed, shoppers }: ChaosOptions,
): Promise<Outcome[]> {
  const run = `${seed}-${Date.now().toString(36)}`;
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

/** Reconcile, rest, reconcile, rest: what the reconciler heals makes new work. */
async function restAndReconcile(
  { dataDir, tell }: Stage,
  quiet: Quiet,
): Promise<{ left: string[]; healed: Record<string, number> }> {
  const healed: Record<string, number> = {};
  const once = async () => {
    const report = await reconcile(dataDir);
    for (const [kind, count] of Object.entries(report.healed)) healed[kind] = (healed[kind] ?? 0) + count;
    // What Stripe or a bank refused to take back is for people to settle, and they have been told.
    const differences = report.unhealed.filter((finding) => !finding.startsWith('kept_for_nothing:'));
    return { differences, restless: await quiet.until(REST_SECONDS, tell) };
  };
  const first = await once();
  if (first.restless.length > 0) return { left: first.restless, healed };
  // A difference that is seen on its way, or by a comparison that ended early, is not there any more when it is looked at again.
  for (let looks = 1; ; looks++) {
    const { differences, restless } = await once();
    if (restless.length > 0 || differences.length === 0 || looks === LOOKS)
      return { left: [...restless, ...differences], healed };
    for (const what of differences) tell(`to be looked at again: ${what}`);
  }
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
