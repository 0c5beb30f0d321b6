import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { composedSystem } from '../compose/composed-system.js';
import { assertReady, portableSuites } from '../compose/portable-suites.js';
import { repositoryRoot } from '../repository.js';
import { stopSignal } from '../system/stop-signal.js';
import { targetNamed } from '../target.js';
import { makeRunFolder, removeRunFolder, sweepAbandoned } from '../run-folder.js';
import { readReport, summaryLine, type StageResult } from '../test-summary.js';
import { UserError } from '../user-error.js';

const stages = ['check', 'unit', 'integration', 'e2e'] as const;
type Stage = (typeof stages)[number];

/**
 * `npm test [-- --only unit,e2e] [--target compose]`: every stage, also after one that failed. The last line of the output is
 * `N passed, N failed` over all of jest's stages; the checks count as one failure when they fail. With `--target compose` only
 * the end-to-end suites run, against the composed system that is up.
 */
export async function test(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { only: { type: 'string' }, target: { type: 'string' } } });
  const composed = targetNamed(values.target) === 'compose';
  const wanted = stagesOf(values.only ?? (composed ? 'e2e' : stages.join(',')));
  if (composed && wanted.some((stage) => stage !== 'e2e'))
    throw new UserError('--target compose: only the stage e2e runs against a system that is up.');
  const suites = composed ? await composedSuites() : [];
  sweepAbandoned();
  const folder = makeRunFolder('orderwire-test-');
  const signal = stopSignal();
  const run: Run = { folder, signal, suites };
  const results: StageResult[] = [];
  try {
    for (const stage of wanted) {
      if (signal.aborted) break;
      console.log(`\n── ${stage} ${'─'.repeat(70 - stage.length)}`);
      results.push(stage === 'check' ? await check(run) : await jest(stage, run));
    }
  } finally {
    removeRunFolder(folder);
  }
  if (signal.aborted) {
    console.log('\nStopped before the end; nothing is left behind.');
    return 130;
  }
  console.log();
  for (const { stage, passed, failed } of results) {
    const good = stage === 'check' ? (failed ? [] : ['ok']) : [`${passed} passed`];
    console.log(`${stage.padEnd(12)} ${[...good, ...(failed ? [`${failed} failed`] : [])].join(', ')}`);
  }
  console.log(summaryLine(results));
  return results.some(({ failed }) => failed > 0) ? 1 : 0;
}

function stagesOf(only: string): Stage[] {
  const names = only.split(',');
  const unknown = names.find((name) => !stages.includes(name as Stage));
  if (unknown !== undefined)
    throw new UserError(`--only: there is no stage "${unknown}"; there are ${stages.join(', ')}.`);
  return stages.filter((name) => names.includes(name));
}

/** Which suites can run against the composed system; says which are left out. */
async function composedSuites(): Promise<string[]> {
  await assertReady(composedSystem(repositoryRoot));
  const { portable, others } = portableSuites(join(repositoryRoot, 'e2e', 'specs'));
  console.log(`Left out, because they bring up systems of their own: ${others.join(', ')}`);
  return portable;
}

/** What all stages of one run share. */
interface Run {
  /** The temporary directory of every program of the run: what they leave there is removed with it. */
  folder: string;
  signal: AbortSignal;
  /** The suites for the composed system; none means all. */
  suites: string[];
}

async function check(run: Run): Promise<StageResult> {
  const cli = process.env.npm_execpath;
  const [file, head] = cli?.endsWith('.js') ? [process.execPath, [cli]] : ['npm', []];
  const code = await runThrough(file, [...head, 'run', 'check'], run, {});
  return { stage: 'check', passed: 0, failed: code === 0 ? 0 : 1 };
}

/** All suites of a stage, or with `suites` those of the composed system. */
async function jest(stage: Exclude<Stage, 'check'>, run: Run): Promise<StageResult> {
  const { folder, suites } = run;
  const report = join(folder, `${stage}.json`);
  // What was compiled is kept from run to run: not in the folder.
  const cache = join(repositoryRoot, 'node_modules', '.cache', 'jest');
  const cli = join(repositoryRoot, 'node_modules', 'jest', 'bin', 'jest.js');
  const flags = ['--passWithNoTests', '--json', `--outputFile=${report}`, `--cacheDirectory=${cache}`];
  const code = await runThrough(
    process.execPath,
    [cli, '-c', `jest.${stage}.config.mjs`, ...flags, ...suites],
    run,
    {
      NODE_OPTIONS: '--experimental-vm-modules --no-warnings=ExperimentalWarning',
      ...(suites.length > 0 && { ORDERWIRE_TARGET: 'compose' }),
    },
  );
  return readReport(stage, report, code);
}

/**
 * Resolves with the exit code. Its output is ours; the report that jest would print besides goes to its file only. When the
 * run is interrupted it is told so, and waited for.
 */
function runThrough(
  file: string,
  args: string[],
  { folder, signal }: Run,
  environment: Record<string, string>,
): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(file, args, {
      cwd: repositoryRoot,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, TMPDIR: folder, ...environment },
    });
    const interrupt = () => void child.kill('SIGINT');
    signal.addEventListener('abort', interrupt, { once: true });
    child.once('error', () => resolve(1));
    child.once('exit', (code) => {
      signal.removeEventListener('abort', interrupt);
      resolve(code ?? 1);
    });
  });
}
