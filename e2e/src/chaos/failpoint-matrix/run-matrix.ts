import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { bareEnvironment, type System } from '@orderwire/launcher/system';
import { audit, type Violation, violationsOf } from '../audit/audit.js';
import { readSnapshot } from '../audit/read-snapshot.js';
import { remakeStream } from '../faults/fault-injector.js';
import { LostEvents } from '../faults/lost-events.js';
import { mailSettings } from '../mails.js';
import type { MatrixOptions } from '../options.js';
import { lostEventsSettings, QuiescenceProbe } from '../quiescence-probe.js';
import type { Outcome } from '../run-scenario.js';
import { SeededRandom } from '../seeded-random.js';
import { type TestBed, type TestBedOptions, withTestBed } from '../test-bed.js';
import {
  casesOf,
  type FailpointCase,
  MATRIX_ACK_WAIT_SECONDS,
  nameOf,
  needsAccounts,
  roundsOf,
  services,
  type SystemFault,
  systemFaultsOf,
} from './cases.js';
import { runRoundScenarios } from './round-scenarios.js';

export interface MatrixReport {
  cases: FailpointCase[];
  /** Cases whose failpoint was reached, and whose process failed there. */
  triggered: FailpointCase[];
  violations: Violation[];
}

const QUIESCENT_WITHIN_SECONDS = 240;
const UNPAID_SECONDS = 30;
/** Staff wait this long for an order whose payment.succeeded was lost. */
const PAID_FROM_FACTS_WITHIN_MS = 60_000;

/**
 * Makes each service fail once at each failpoint, and the stream in each of its ways. The system must
 * be quiescent after every round; the audit comes last.
 */
export function runMatrix(
  matrixOptions: MatrixOptions,
  log: (line: string) => void,
  signal?: AbortSignal,
): Promise<MatrixReport> {
  const { modes, replicas, only, hangMs, keep } = matrixOptions;
  const rounds = roundsOf(modes.flatMap((mode) => casesOf(mode, only)));
  const options: TestBedOptions = {
    replicas: Object.fromEntries(services.map((service) => [service, replicas])),
    backoff: { firstMs: 100, longestMs: 1_000 },
    // Short delays, because every round waits for all of them.
    environment: {
      ...bareEnvironment(),
      // A shopper waits this long for a killed process, and its key is claimed 5 s longer.
      REQUEST_TIMEOUT_MS: '3000',
      // Long enough for payments-ms to see that a payment is delayed.
      DELAYED_PAYMENT_SECONDS: '1',
      REFUND_SECONDS: '0.2',
      DISPUTE_SECONDS: '0.2',
      WEBHOOK_RETRY_BASE_MS: '200',
      EVENT_ACK_WAIT_SECONDS: String(MATRIX_ACK_WAIT_SECONDS),
      ...lostEventsSettings,
      HOLD_SWEEP_SECONDS: '1',
      ORDER_SWEEP_SECONDS: '1',
      CRASH_POINT_HANG_MS: String(hangMs),
      ...mailSettings,
    },
    random: new SeededRandom('matrix'),
    // A round may be repeated.
    orders: 200 * (rounds.length + systemFaultsOf(only).length),
    keep,
  };
  return withTestBed(options, log, signal, (testBed) => runRounds(testBed, matrixOptions));
}

/** The rounds of a matrix in a system that has been started. */
export async function runRounds(
  testBed: TestBed,
  { modes, only }: Pick<MatrixOptions, 'modes' | 'only'>,
): Promise<MatrixReport> {
  const cases = modes.flatMap((mode) => casesOf(mode, only));
  const rounds = roundsOf(cases);
  const matrix = new RoundRunner(testBed);
  for (const [index, round] of rounds.entries())
    await matrix.run(round, `round ${index + 1} of ${rounds.length}`);
  // A race may have passed a failpoint by.
  for (const round of roundsOf(matrix.missed)) await matrix.run(round, 'repeated');
  for (const fault of systemFaultsOf(only)) await matrix.runWith(fault);
  const snapshot = await readSnapshot(testBed);
  const missed = matrix.missed.map((one) => `no scenario reached ${nameOf(one)}`);
  return {
    cases,
    triggered: matrix.triggered,
    violations: [
      ...matrix.violations,
      ...violationsOf('every failpoint is reached', missed),
      ...audit(snapshot),
    ],
  };
}

class RoundRunner {
  readonly violations: Violation[] = [];
  readonly triggered: FailpointCase[] = [];
  /** Cases that no round has triggered so far. */
  missed: FailpointCase[] = [];
  private rounds = 0;
  private armed: FailpointCase[] = [];
  private readonly probe: QuiescenceProbe;

  constructor(private readonly testBed: TestBed) {
    this.probe = new QuiescenceProbe(testBed, 250);
  }

  async run(round: FailpointCase[], title: string): Promise<void> {
    const { dataDir, log } = this.testBed;
    const number = this.rounds++;
    const onceFile = ({ service }: FailpointCase): string => join(dataDir, `triggered-${number}-${service}`);
    await this.arm(round, onceFile);
    const outcomes = await runRoundScenarios(this.testBed, number, round.some(needsAccounts));
    const open = await this.probe.waitUntilQuiescent(QUIESCENT_WITHIN_SECONDS);
    const triggered = round.filter((one) => existsSync(onceFile(one)));
    this.armed = round.filter((one) => !triggered.includes(one));
    this.triggered.push(...triggered);
    this.missed = [...this.missed.filter((one) => !round.includes(one)), ...this.armed];
    const where = round.map(nameOf).join(' + ');
    log(`${title}: ${triggered.length} of ${round.length} triggered: ${where}`);
    this.violate(where, open, outcomes);
  }

  /** One round of scenarios without failpoints. A loss of events expires all sessions: it comes last. */
  async runWith(fault: SystemFault): Promise<void> {
    const { testBed, probe } = this;
    const number = this.rounds++;
    await this.arm([], () => '');
    this.armed = [];
    const lostEvents = new LostEvents(testBed.system.state, 0, 1);
    if (fault === 'events_lost') await lostEvents.begin();
    const running = runRoundScenarios(testBed, number, true, PAID_FROM_FACTS_WITHIN_MS);
    if (fault === 'stream_remade') await remakeStream(testBed.system);
    const outcomes = await running;
    if (fault === 'events_lost') {
      await probe.waitUntilOnlyUnpaid(UNPAID_SECONDS);
      const lost = await lostEvents.end();
      testBed.log(`lost: ${Object.keys(lost).sort().join(', ')}`);
      await probe.waitUntilLostEventsAreFound();
      await probe.expireSessions();
    }
    const open = await probe.waitUntilQuiescent(QUIESCENT_WITHIN_SECONDS);
    testBed.log(`round with ${fault}`);
    this.violate(fault, open, outcomes);
  }

  private violate(where: string, open: readonly string[], outcomes: readonly Outcome[]): void {
    this.violations.push(
      ...open.map((what) => ({ rule: 'the system becomes quiescent', what: `${what} after ${where}` })),
      ...outcomes
        .flatMap(({ unexpected }) => unexpected)
        .map((what) => ({ rule: 'no request gets an unexpected reply', what: `${what} during ${where}` })),
    );
  }

  /**
   * Restarts the services of a round with their failpoints, and without them those that the last
   * round left armed.
   */
  private async arm(round: FailpointCase[], onceFile: (one: FailpointCase) => string): Promise<void> {
    const { system, environment } = this.testBed;
    const services = [...new Set([...round, ...this.armed].map(({ service }) => service))];
    await Promise.all(services.map((service) => system.stopService(service)));
    const starting: Promise<void>[] = [];
    for (const service of services) {
      const one = round.find((candidate) => candidate.service === service);
      if (one) {
        environment['CRASH_POINT'] = `${one.point}:${one.mode}`;
        environment['CRASH_POINT_ONCE'] = onceFile(one);
      }
      // Unfinished work may trigger the failpoint before the service is ready; the second start is
      // unarmed.
      const started = system.start(service).catch(() => system.start(service));
      await Promise.race([started, launched(system, service, started)]);
      // Processes that start later, restarted ones included, must not inherit them.
      delete environment['CRASH_POINT'];
      delete environment['CRASH_POINT_ONCE'];
      starting.push(started);
    }
    await Promise.all(starting);
  }
}

/**
 * Resolves once every process of a service was spawned and has read its environment, or the start
 * has ended.
 */
async function launched(system: System, service: string, started: Promise<void>): Promise<void> {
  let isOver = false;
  const end = (): void => void (isOver = true);
  started.then(end, end);
  while (!isOver && system.replicasOf(service).some(({ pid }) => pid === undefined)) await sleep(5);
}
