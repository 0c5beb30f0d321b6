import { bareEnvironment, filesIn } from '@orderwire/launcher/system';
import { audit, violationsOf } from './audit/audit.js';
import { readSnapshot } from './audit/read-snapshot.js';
import { FaultInjector } from './faults/fault-injector.js';
import { ACK_WAIT_SECONDS, mailboxFaults, planFaults, replicas } from './faults/fault-plan.js';
import { LostEvents } from './faults/lost-events.js';
import { StripeFaults } from './faults/stripe-faults.js';
import { mailSettings } from './mails.js';
import type { ChaosOptions } from './options.js';
import { lostEventsSettings, QuiescenceProbe } from './quiescence-probe.js';
import { runReconciliation } from './reconciliation.js';
import { type ChaosReport, count } from './report.js';
import { type Outcome, runScenario } from './run-scenario.js';
import { scenarioOf } from './scenario.js';
import { flattenSecrets, secretsInLogs } from './secrets-in-logs.js';
import { SeededRandom } from './seeded-random.js';
import { type TestBed, type TestBedOptions, withTestBed } from './test-bed.js';

/** The system must be quiescent this long after the last request. */
const QUIESCENT_WITHIN_SECONDS = 300;
/**
 * Orders whose webhook was dropped become quiescent only after their session expires: no longer
 * wait before that.
 */
const UNPAID_SECONDS = 30;
/** One of so many events is lost. */
const LOST_EVERY = 10;
/** At least two; a difference that the last of them finds is a violation. */
const RECONCILIATIONS = 4;

/**
 * Starts a system, injects faults while shoppers order, waits until it is quiescent, and audits all
 * databases and Stripe.
 */
export async function runChaos(
  options: ChaosOptions,
  log: (line: string) => void,
  signal?: AbortSignal,
): Promise<ChaosReport> {
  const began = Date.now();
  const report = await withTestBed(chaosTestBed(options), log, signal, (testBed) =>
    injectAndAudit(testBed, options),
  );
  return { ...report, seconds: (Date.now() - began) / 1_000 };
}

/** The system of a chaos run: replicas of the services that are killed, and short delays. */
export const chaosTestBed = ({ seed, orders, keep }: ChaosOptions): TestBedOptions => ({
  replicas,
  backoff: { firstMs: 200, longestMs: 1_000 },
  environment: {
    ...bareEnvironment(),
    HOLD_SWEEP_SECONDS: '2',
    ORDER_SWEEP_SECONDS: '2',
    EVENT_ACK_WAIT_SECONDS: String(ACK_WAIT_SECONDS),
    ...lostEventsSettings,
    WEBHOOK_RETRY_BASE_MS: '250',
    DELAYED_PAYMENT_SECONDS: '1',
    REFUND_SECONDS: '0.5',
    DISPUTE_SECONDS: '0.5',
    ...mailSettings,
  },
  random: new SeededRandom(String(seed)),
  orders,
  keep,
});

/** A chaos run in a system that has been started. */
export async function injectAndAudit(
  testBed: TestBed,
  options: ChaosOptions,
): Promise<Omit<ChaosReport, 'seconds'>> {
  const random = new SeededRandom(String(options.seed));
  const { dataDir, secrets, shop, log } = testBed;
  const { orders, seed } = options;
  const stripeFaults = new StripeFaults(shop.stripe, seed);
  await stripeFaults.enable();
  const injector = new FaultInjector(planFaults(random, options), testBed, stripeFaults);
  const lostEvents = new LostEvents(testBed.system.state, seed, LOST_EVERY, testBed.signal);
  await lostEvents.begin();
  await shop.mailbox.injectFaults(mailboxFaults);
  const outcomes = await runScenarios(testBed, injector, random, options).catch(async (error: unknown) => {
    await Promise.allSettled([stripeFaults.disable(), lostEvents.end()]);
    throw error;
  });
  await stripeFaults.disable();
  await shop.mailbox.clearFaults();
  const lost = await lostEvents.end();

  log('no more requests; waiting until lost events are found and the system is quiescent');
  const probe = new QuiescenceProbe(testBed, 500);
  await Promise.all([probe.waitUntilLostEventsAreFound(), probe.waitUntilOnlyUnpaid(UNPAID_SECONDS)]);
  await probe.expireSessions();
  const { open, reconciled } = await reconcileUntilQuiescent(testBed, probe);
  const snapshot = await readSnapshot(testBed);
  const unexpected = outcomes.flatMap((outcome) => outcome.unexpected);
  const tampered = stripeFaults.accepted ? [`${stripeFaults.accepted} were accepted`] : [];
  const finalStatuses: Record<string, number> = {};
  for (const { status } of snapshot.orders) count(finalStatuses, status);
  return {
    seed,
    scenarios: orders,
    orders: snapshot.orders.length,
    finalStatuses,
    injected: injector.executed,
    lost,
    stripeFaults: stripeFaults.injected,
    retries: shop.retries,
    reconciled,
    violations: [
      ...violationsOf('the system becomes quiescent', open),
      ...violationsOf('no request gets an unexpected reply', unexpected),
      ...violationsOf('the same Idempotency-Key returns the same order', await repeatCreations(outcomes)),
      ...audit(snapshot),
      ...violationsOf('every order belongs to a scenario', unknownOrders(snapshot.orders, outcomes)),
      ...violationsOf('no tampered webhook is accepted', tampered),
      ...violationsOf(
        'no log contains a secret',
        secretsInLogs(filesIn(dataDir).logs, flattenSecrets(secrets)),
      ),
    ],
  };
}

/**
 * Each shopper starts the next scenario when the last one has ended. The injector keeps step with
 * them.
 */
async function runScenarios(
  { shop, log }: TestBed,
  injector: FaultInjector,
  random: SeededRandom,
  { orders, seed, shoppers }: ChaosOptions,
): Promise<Outcome[]> {
  const run = `${seed}-${Date.now().toString(36)}`;
  const outcomes: Outcome[] = [];
  let next = 0;
  const shopper = async (): Promise<void> => {
    while (next < orders) {
      const number = next++;
      const overdue = injector.advanceTo(number - shoppers);
      void injector.advanceTo(number);
      await overdue;
      outcomes.push(await runScenario(shop, scenarioOf(random, number, shop.products.length), run));
      if (outcomes.length % Math.ceil(orders / 20) === 0)
        log(`${outcomes.length} of ${orders} scenarios done`);
    }
  };
  await Promise.all(Array.from({ length: shoppers }, shopper));
  await injector.finish();
  return outcomes;
}

/** Reconciles and waits in turn: what reconciliation resolves makes new work. */
async function reconcileUntilQuiescent(
  { dataDir, log }: TestBed,
  probe: QuiescenceProbe,
): Promise<{ open: string[]; reconciled: Record<string, number> }> {
  const reconciled: Record<string, number> = {};
  for (let run = 1; ; run++) {
    log(`reconciliation ${run}`);
    const { resolved, unresolved } = await runReconciliation(dataDir);
    for (const [kind, times] of Object.entries(resolved)) count(reconciled, kind, times);
    // A capture whose refund Stripe or a bank refused is left to staff.
    const differences = unresolved.filter((finding) => !finding.startsWith('unmatched_capture:'));
    const open = await probe.waitUntilQuiescent(QUIESCENT_WITHIN_SECONDS);
    // A difference of something in progress, or of a comparison that ended early, is gone the next
    // time.
    const isSettled = run > 1 && differences.length === 0;
    if (open.length > 0 || isSettled || run === RECONCILIATIONS)
      return { open: [...open, ...differences], reconciled };
    for (const difference of differences) log(`checking again: ${difference}`);
  }
}

/** Repeats every twentieth order under its Idempotency-Key. */
async function repeatCreations(outcomes: Outcome[]): Promise<string[]> {
  const found: string[] = [];
  for (const { orderId, creation } of outcomes.filter((_, index) => index % 20 === 0)) {
    if (!creation) continue;
    const { shopper, key, body } = creation;
    const { status, body: repeated } = await shopper.createOrder(body, { 'idempotency-key': key });
    // The body of a problem has no order.
    const id = (repeated as Partial<typeof repeated>).order?.id;
    if (id !== orderId) found.push(`${key} gave ${orderId}, then ${status} ${id}`);
  }
  return found;
}

/** A retried request must not leave a second order that can still be paid. */
function unknownOrders(orders: { id: string; status: string }[], outcomes: Outcome[]): string[] {
  const known = new Set(outcomes.map(({ orderId }) => orderId));
  return orders
    .filter(({ id, status }) => !known.has(id) && status !== 'CANCELLED')
    .map(({ id, status }) => `order ${id}, ${status}, is unknown to all scenarios`);
}
