import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { FailpointMode } from '@orderwire/platform';
import { bareEnvironment, type Environment } from '../../config.js';
import { audit, type Violation } from '../audit/audit.js';
import { readBooks } from '../audit/read-books.js';
import { Quiet } from '../calm.js';
import { Random } from '../random.js';
import { onStage, type Stage, type StageSettings } from '../stage.js';
import { arm } from './arm.js';
import { casesOf, type CrashCase, isAboutAccounts, nameOf, reasonToMiss, roundsOf } from './cases.js';
import { playScene } from './scene.js';

/** Which part of the matrix, against how many processes of each service. */
export interface MatrixOptions {
  modes: FailpointMode[];
  replicas: number;
  /** Keeps the cases whose `<service> <point>` fits. */
  only: RegExp;
  /** How long a process that hangs stands still. */
  hangMs: number;
  /** The data folder stays, for its logs and databases. */
  keep: boolean;
}

export interface MatrixReport {
  cases: CrashCase[];
  /** The point was passed, and the process failed there. */
  struck: CrashCase[];
  violations: Violation[];
}

/** How long the system may take to come to rest after a round. */
const REST_SECONDS = 240;

/**
 * Makes each service fail once at each point while orders pass it. After every round all orders must be at rest, at the end every
 * point passed and all books right.
 */
export function runMatrix(
  { modes, replicas, only, hangMs, keep }: MatrixOptions,
  tell: (line: string) => void,
  signal?: AbortSignal,
): Promise<MatrixReport> {
  // Banks, clocks and sweepers are quick here: nobody wants to wait for them in every round.
  const environment: Environment = {
    ...bareEnvironment(),
    DELAYED_PAYMENT_SECONDS: '0.2',
    REFUND_SECONDS: '0.2',
    DISPUTE_SECONDS: '0.2',
    WEBHOOK_RETRY_BASE_MS: '200',
    EVENT_ACK_WAIT_SECONDS: '3',
    HOLD_SWEEP_SECONDS: '1',
    ORDER_SWEEP_SECONDS: '1',
    CRASH_POINT_HANG_MS: String(hangMs),
  };
  const cases = modes.flatMap((mode) => casesOf(mode, only));
  const rounds = roundsOf(cases);
  const settings: StageSettings = {
    replicas: { 'orders-ms': replicas, 'payments-ms': replicas, 'products-ms': replicas },
    backoff: { firstMs: 100, longestMs: 1_000 },
    environment,
    random: new Random('matrix'),
    // Each round may be played twice.
    orders: 200 * rounds.length,
    keep,
  };
  return onStage(settings, tell, signal, async (stage) => {
    const play = new Rounds(stage, environment);
    for (const [number, round] of rounds.entries())
      await play.next(round, `round ${number + 1} of ${rounds.length}`);
    // What raced past its point the first time has a second one.
    for (const round of roundsOf(play.missed)) await play.next(round, 'once more');
    const violations = [...play.violations, ...play.missed.map(unstruck)];
    const books = await readBooks(stage.system.state, stage.secrets.stripe.secret);
    return { cases, struck: play.struck, violations: [...violations, ...audit(books)] };
  });
}

const unstruck = (one: CrashCase): Violation => ({
  rule: 'every crash point is passed',
  what: `nothing that was played passes ${nameOf(one)}`,
});

/** Plays rounds one after another, and keeps what came of them. */
class Rounds {
  readonly violations: Violation[] = [];
  readonly struck: CrashCase[] = [];
  /** Should have struck, and did not. */
  missed: CrashCase[] = [];
  private played = 0;
  private armed: CrashCase[] = [];
  private readonly quiet: Quiet;

  constructor(
    private readonly stage: Stage,
    private readonly environment: Environment,
  ) {
    this.quiet = new Quiet(() => stage.system.state, stage.secrets.stripe.secret, 250, stage.signal);
  }

  async next(round: CrashCase[], title: string): Promise<void> {
    const { system, dataDir, floor, tell } = this.stage;
    const number = this.played++;
    const onceFile = ({ service }: CrashCase): string => join(dataDir, `struck-${number}-${service}`);
    await arm(system, this.environment, round, onceFile, this.armed);
    const accounts = round.some(isAboutAccounts);
    const outcomes = await playScene(floor, system.state, { round: number, accounts });
    const left = await this.quiet.until(REST_SECONDS, tell);
    const fired = round.filter((one) => existsSync(onceFile(one)));
    this.armed = round.filter((one) => !fired.includes(one));
    this.struck.push(...fired);
    this.missed = this.missed.filter((one) => !round.includes(one));
    this.missed.push(...this.armed.filter((one) => reasonToMiss(one) === undefined));
    const where = round.map(nameOf).join(' + ');
    tell(`${title}: ${fired.length} of ${round.length} struck: ${where}`);
    this.violations.push(
      ...left.map((what) => ({ rule: 'the system comes to rest', what: `${what} after ${where}` })),
      ...outcomes
        .flatMap(({ surprises }) => surprises)
        .map((what) => ({ rule: 'nobody gets an answer they should not', what: `${what} during ${where}` })),
    );
  }
}
