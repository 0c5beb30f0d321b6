import { bareEnvironment } from '@orderwire/launcher/system';
import { violationsOf } from './audit/audit.js';
import { FaultInjector } from './faults/fault-injector.js';
import { ACK_WAIT_SECONDS, mailboxFaults, planFaults, replicas } from './faults/fault-plan.js';
import { LostEvents } from './faults/lost-events.js';
import { StripeFaults } from './faults/stripe-faults.js';
import { mailSettings } from './mails.js';
import type { ChaosOptions } from './options.js';
import { lostEventsSettings, QuiescenceProbe } from './quiescence-probe.js';
import type { ChaosReport } from './report.js';
import { type Outcome, runScenario } from './run-scenario.js';
import { scenarioOf } from './scenario.js';
import { SeededRandom } from './seeded-random.js';
import { PROBE_PAUSE_MS, settleAndAudit } from './settle-and-audit.js';
import { type TestBed, type TestBedOptions, withTestBed } from './test-bed.js';

/** One of so many events is lost. */
const LOST_EVERY = 10;

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
  const { shop, log } = testBed;
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
  const found = new QuiescenceProbe(testBed, PROBE_PAUSE_MS).waitUntilLostEventsAreFound();
  const tampered = stripeFaults.accepted ? [`${stripeFaults.accepted} were accepted`] : [];
  const { violations, ...atRest } = await settleAndAudit(testBed, outcomes, found);
  return {
    seed,
    scenarios: orders,
    injected: injector.executed,
    lost,
    stripeFaults: stripeFaults.injected,
    ...atRest,
    violations: [...violations, ...violationsOf('no tampered webhook is accepted', tampered)],
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
