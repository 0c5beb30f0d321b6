import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { npmCommand } from '../../bootstrap/run.mjs';
import { composedSystem, type ComposedSystem } from '../compose/composed-system.js';
import { checkHealth } from '../readiness.js';
import { repositoryRoot } from '../repository.js';
import { stopSignal } from '../system/stop-signal.js';
import { parseTarget } from '../target.js';
import { makeRunFolder, removeAbandonedFolders, removeRunFolder } from '../run-folder.js';
import { UserError } from '../user-error.js';

const SUFFIX = '.e2e-spec.ts';
const stages = ['check', 'unit', 'integration', 'e2e'] as const;
type Stage = (typeof stages)[number];

/** Result of one stage of the tests. */
interface StageResult {
  stage: string;
  passed: number;
  failed: number;
}

/** Settings of one test run. */
interface Run {
  /** The temporary folder of all its programs, removed at the end. */
  folder: string;
  signal: AbortSignal;
  /** The suites for the composed system. Default: all. */
  suites: string[];
}

/**
 * `npm test [-- --only unit,e2e] [--target compose]`: runs every stage, also after a failure. The
 * last line of the output is `N passed, N failed` for all of jest's stages; failed checks count as
 * one failure. With `--target compose` only end-to-end suites run, against the composed system.
 */
export async function test(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { only: { type: 'string' }, target: { type: 'string' } } });
  const composed = parseTarget(values.target) === 'compose';
  const selected = parseStages(values.only ?? (composed ? 'e2e' : stages.join(',')));
  if (composed && selected.some((stage) => stage !== 'e2e'))
    throw new UserError('--target compose: only the stage e2e runs against a running system.');
  const suites = composed ? await selectSuites() : [];
  removeAbandonedFolders();
  const folder = makeRunFolder('orderwire-test-');
  const signal = stopSignal();
  const run: Run = { folder, signal, suites };
  const results: StageResult[] = [];
  try {
    for (const stage of selected) {
      if (signal.aborted) break;
      console.log(`\n── ${stage} ${'─'.repeat(70 - stage.length)}`);
      results.push(stage === 'check' ? await check(run) : await jest(stage, run));
    }
  } finally {
    removeRunFolder(folder);
  }
  if (signal.aborted) {
    console.log('\nInterrupted; all processes and files of the run were removed.');
    return 130;
  }
  console.log();
  for (const { stage, passed, failed } of results) {
    const succeeded = stage === 'check' ? (failed ? [] : ['ok']) : [`${passed} passed`];
    console.log(`${stage.padEnd(12)} ${[...succeeded, ...(failed ? [`${failed} failed`] : [])].join(', ')}`);
  }
  console.log(summaryLine(results));
  return results.some(({ failed }) => failed > 0) ? 1 : 0;
}

function parseStages(only: string): Stage[] {
  const names = only.split(',');
  const unknown = names.find((name) => !stages.includes(name as Stage));
  if (unknown !== undefined)
    throw new UserError(`--only: there is no stage "${unknown}"; there are ${stages.join(', ')}.`);
  return stages.filter((name) => names.includes(name));
}

async function selectSuites(): Promise<string[]> {
  await assertReady(composedSystem(repositoryRoot));
  const { portable, others } = composedSuites(join(repositoryRoot, 'e2e', 'specs'));
  console.log(`Skipped, because they start their own systems: ${others.join(', ')}`);
  return portable;
}

async function check(run: Run): Promise<StageResult> {
  const [file, ...head] = npmCommand();
  const code = await runProgram(file, [...head, 'run', 'check'], run, {});
  return { stage: 'check', passed: 0, failed: code === 0 ? 0 : 1 };
}

async function jest(stage: Exclude<Stage, 'check'>, run: Run): Promise<StageResult> {
  const { folder, suites } = run;
  const report = join(folder, `${stage}.json`);
  // The compile cache is kept between runs, outside the folder.
  const cache = join(repositoryRoot, 'node_modules', '.cache', 'jest');
  const cli = join(repositoryRoot, 'node_modules', 'jest', 'bin', 'jest.js');
  const flags = ['--passWithNoTests', '--json', `--outputFile=${report}`, `--cacheDirectory=${cache}`];
  const args = [cli, '-c', `jest.${stage}.config.mjs`, ...flags, ...suiteArguments(suites)];
  const code = await runProgram(process.execPath, args, run, {
    NODE_OPTIONS: '--experimental-vm-modules --no-warnings=ExperimentalWarning',
    ...(suites.length > 0 && { ORDERWIRE_TARGET: 'compose' }),
  });
  return readReport(stage, report, code);
}

/** One suite for the composed system runs at a time: one of them kills the services that all use. */
export const suiteArguments = (suites: readonly string[]): string[] =>
  suites.length > 0 ? ['--runInBand', ...suites] : [];

/** Resolves with the exit code, also after an interrupt, which the program receives. */
function runProgram(
  file: string,
  args: string[],
  { folder, signal }: Run,
  environment: Record<string, string>,
): Promise<number> {
  const child = spawn(file, args, {
    cwd: repositoryRoot,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, TMPDIR: folder, ...environment },
    signal,
    killSignal: 'SIGINT',
  });
  // A program that could not be started, or was interrupted, closes too.
  child.on('error', () => undefined);
  return new Promise((resolve) => child.once('close', (code) => resolve(code ?? 1)));
}

/** The numbers of jest's JSON report that count. */
interface JestReport {
  numPassedTests: number;
  numFailedTests: number;
  /** Files that failed before their tests ran. */
  numRuntimeErrorTestSuites: number;
}

/** Reads jest's report. A failed run without a failed test counts as one failure. */
export function readReport(stage: string, file: string, exitCode: number): StageResult {
  const report = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as JestReport) : undefined;
  const passed = report?.numPassedTests ?? 0;
  const failed = (report?.numFailedTests ?? 0) + (report?.numRuntimeErrorTestSuites ?? 0);
  return { stage, passed, failed: failed || (exitCode === 0 ? 0 : 1) };
}

/** The last line of `npm test`. */
export function summaryLine(results: StageResult[]): string {
  const sum = (key: 'passed' | 'failed') => results.reduce((total, result) => total + result[key], 0);
  return `${sum('passed')} passed, ${sum('failed')} failed`;
}

/** The suites that run against any system (`useSystem`), and those that start their own. */
export function composedSuites(folder: string): { portable: string[]; others: string[] } {
  const suites = readdirSync(folder).filter((name) => name.endsWith(SUFFIX));
  const isPortable = (name: string) => /\buseSystem\(/.test(readFileSync(join(folder, name), 'utf8'));
  return {
    portable: suites.filter(isPortable).map((name) => join(folder, name)),
    others: suites.filter((name) => !isPortable(name)).map((name) => name.slice(0, -SUFFIX.length)),
  };
}

/** Throws a UserError when the system is not ready, or has no sandbox or no demo accounts. */
export async function assertReady({ gateway, sandbox, demo }: ComposedSystem): Promise<void> {
  if (!sandbox || !demo['customer'])
    throw new UserError(
      'The tests pay at the Stripe sandbox with demo accounts; this system uses real Stripe or runs in production mode.',
    );
  if ((await checkHealth(`${gateway}/health/ready`, undefined, 10_000)).problem)
    throw new UserError(`No system is ready at ${gateway}: docker compose up --build, then try again.`);
}
