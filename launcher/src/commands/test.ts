import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { repositoryRoot } from '../repository.js';
import { readReport, summaryLine, type StageResult } from '../test-summary.js';
import { UserError } from '../user-error.js';

const stages = ['check', 'unit', 'integration', 'e2e'] as const;
type Stage = (typeof stages)[number];

/**
 * `npm test [-- --only unit,e2e]`: every stage, also after one that failed. The last line of the output is
 * `N passed, N failed` over all of jest's stages; the checks count as one failure when they fail.
 */
export async function test(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { only: { type: 'string' } } });
  const wanted = values.only?.split(',') ?? stages;
  const unknown = wanted.find((name) => !stages.includes(name as Stage));
  if (unknown !== undefined)
    throw new UserError(`--only: there is no stage "${unknown}"; there are ${stages.join(', ')}.`);
  const folder = mkdtempSync(join(tmpdir(), 'orderwire-test-'));
  const results: StageResult[] = [];
  try {
    for (const stage of stages.filter((name) => wanted.includes(name))) {
      console.log(`\n── ${stage} ${'─'.repeat(70 - stage.length)}`);
      results.push(stage === 'check' ? await check() : await jest(stage, join(folder, `${stage}.json`)));
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  console.log();
  for (const { stage, passed, failed } of results) {
    const good = stage === 'check' ? (failed ? [] : ['ok']) : [`${passed} passed`];
    console.log(`${stage.padEnd(12)} ${[...good, ...(failed ? [`${failed} failed`] : [])].join(', ')}`);
  }
  console.log(summaryLine(results));
  return results.some(({ failed }) => failed > 0) ? 1 : 0;
}

async function check(): Promise<StageResult> {
  const cli = process.env.npm_execpath;
  const [file, head] = cli?.endsWith('.js') ? [process.execPath, [cli]] : ['npm', []];
  const code = await runThrough(file, [...head, 'run', 'check'], {});
  return { stage: 'check', passed: 0, failed: code === 0 ? 0 : 1 };
}

async function jest(stage: Exclude<Stage, 'check'>, report: string): Promise<StageResult> {
  const cli = join(repositoryRoot, 'node_modules', 'jest', 'bin', 'jest.js');
  const flags = ['--passWithNoTests', '--json', `--outputFile=${report}`];
  const code = await runThrough(process.execPath, [cli, '-c', `jest.${stage}.config.mjs`, ...flags], {
    NODE_OPTIONS: '--experimental-vm-modules --no-warnings=ExperimentalWarning',
  });
  return readReport(stage, report, code);
}

/** Resolves with the exit code. Its output is ours; the report that jest would print besides goes to its file only. */
function runThrough(file: string, args: string[], environment: Record<string, string>): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(file, args, {
      cwd: repositoryRoot,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...environment },
    });
    child.once('error', () => resolve(1));
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
