import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { CrashMode } from '@orderwire/platform';
import { bareEnvironment, type Environment } from '../../config.js';
import type { System } from '../../system/start-system.js';
import { audit, type Violation } from '../audit/audit.js';
import { readBooks } from '../audit/read-books.js';
import { Quiet } from '../calm.js';
import { Random } from '../random.js';
import { onStage, type Stage, type StageSettings } from '../stage.js';
import { casesOf, type CrashCase, roundsOf } from './cases.js';
import { playScene } from './scene.js';

/** Which part of the matrix, against how many processes of each service. */
export interface MatrixOptions {
  modes: CrashMode[];
  replicas: number;
  /** Keeps the cases whose `<service> <point>` fits. */
  only: RegExp;
  /** How long a process that hangs stands still. */
  hangMs: number;
}

export interface MatrixReport {
  cases: CrashCase[];
  /** The point was passed, and the process failed there. */
  struck: CrashCase[];
  violations: Violation[];
}

/** How long the system may take to come to rest after a round. */
const REST_SECONDS = 120;

/** Makes each service fail once at each point while orders pass it; after every round all orders must be at rest, at the end all books right. */
export function runMatrix(
  { modes, replicas, only, hangMs }: MatrixOptions,
  tell: (line: string) => void,
  signal?: AbortSignal,
): Promise<MatrixReport> {
  // Bank and banker are quick here: nobody wants to wait for them in every round.
  const environment: Environment = {
    ...bareEnvironment(),
    DELAYED_PAYMENT_SECONDS: '0.2',
    REFUND_SECONDS: '0.2',
    DISPUTE_SECONDS: '0.2',
    EVENT_ACK_WAIT_SECONDS: '3',
    CRASH_POINT_HANG_MS: String(hangMs),
  };
  const cases = modes.flatMap((mode) => casesOf(mode, only));
  const rounds = roundsOf(cases);
  const settings: StageSettings = {
    replicas: { 'orders-ms': replicas, 'payments-ms': replicas, 'products-ms': replicas },
    backoff: { firstMs: 100, longestMs: 1_000 },
    environment,
    random: new Random('matrix'),
    orders: 100 * rounds.length,
    keep: false,
  };
  return onStage(settings, tell, signal, async (stage) => ({
    cases,
    ...(await allRounds(stage, rounds, environment)),
  }));
}

async function allRounds(
  { system, dataDir, secrets, floor, tell }: Stage,
  rounds: CrashCase[][],
  environment: Environment,
): Promise<Omit<MatrixReport, 'cases'>> {
  const quiet = new Quiet(() => system.state, 250);
  const violations: Violation[] = [];
  const struck: CrashCase[] = [];
  let armed: CrashCase[] = [];
  for (const [number, round] of rounds.entries()) {
    const onceFile = ({ service }: CrashCase): string => join(dataDir, `struck-${number}-${service}`);
    await arm(system, environment, round, onceFile, armed);
    const outcomes = await playScene(floor, number);
    const left = await quiet.until(REST_SECONDS, tell);
    const fired = round.filter((one) => existsSync(onceFile(one)));
    armed = round.filter((one) => !fired.includes(one));
    struck.push(...fired);
    const where = round.map(({ service, point, mode }) => `${service} ${point}:${mode}`).join(' + ');
    tell(`round ${number + 1} of ${rounds.length}: ${fired.length} of ${round.length} struck: ${where}`);
    violations.push(
      ...left.map((what) => ({ rule: 'the system comes to rest', what: `${what} after ${where}` })),
      ...outcomes
        .flatMap(({ surprises }) => surprises)
        .map((what) => ({ rule: 'nobody gets an answer they should not', what: `${what} during ${where}` })),
    );
  }
  const books = await readBooks(system.state, secrets.stripe.secret);
  return { struck, violations: [...violations, ...audit(books)] };
}

/** Starts each service of a round anew, told where to fail; those armed before, and not struck, are disarmed. */
async function arm(
  system: System,
  environment: Environment,
  round: CrashCase[],
  onceFile: (one: CrashCase) => string,
  armed: CrashCase[],
): Promise<void> {
  const names = [...new Set([...round, ...armed].map(({ service }) => service))];
  await Promise.all(names.map((name) => system.stopService(name)));
  const starting = names.map((name) => {
    const one = round.find(({ service }) => service === name);
    if (one) {
      environment['CRASH_POINT'] = `${one.point}:${one.mode}`;
      environment['CRASH_POINT_ONCE'] = onceFile(one);
    }
    // What it had left undone may strike it before it is ready: then it is started once more, unarmed.
    const started = system.start(name).catch(() => system.start(name));
    // Whoever starts later, the struck ones among them, must not be told the same.
    delete environment['CRASH_POINT'];
    delete environment['CRASH_POINT_ONCE'];
    return started;
  });
  await Promise.all(starting);
}
