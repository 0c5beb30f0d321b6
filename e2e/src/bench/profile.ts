import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { repositoryRoot, runningSystem, topology, UserError } from '@orderwire/launcher/system';
import { withOwnSystem } from '../own-system.js';
import { callTree, type CpuProfile, flameGraph, topFunctions } from './flame-graph.js';
import { hundredths } from './measurements.js';
import { type BenchmarkReport, type OrderBenchmarkOptions, runOrderBenchmark } from './order-benchmark.js';
import { targetOf } from './target.js';

const profiler = pathToFileURL(join(repositoryRoot, 'e2e', 'dist', 'bench', 'cpu-profiler.js')).href;

/** Functions per process in the report. */
const FUNCTIONS = 12;

export interface Profile {
  report: BenchmarkReport;
  /** Processor time by service, of the load only. */
  services: {
    service: string;
    /** Milliseconds of the main thread, without idle time. */
    ms: number;
    /** The functions with most time of their own. */
    functions: { name: string; ms: number }[];
  }[];
}

/**
 * Measures a system of its own whose services run with V8's sampling profiler. Writes a flame graph of each
 * service to `<folder>/<service>.svg`, and its profiles for Chrome's DevTools to `<folder>/<service>/`.
 */
export async function profileTo(folder: string, options: OrderBenchmarkOptions): Promise<Profile> {
  claimFolder(folder);
  const profiled = topology.map((service): typeof service => ({
    ...service,
    environment: (context) => ({
      ...service.environment?.(context),
      NODE_OPTIONS: `--import=${profiler}?folder=${encodeURIComponent(join(folder, service.name))}`,
    }),
  }));
  const { signal } = options;
  const report = await withOwnSystem({ topology: profiled, signal }, (dataDir) =>
    runOrderBenchmark(targetOf(runningSystem(dataDir)), options),
  );
  // The processes write their profiles when they end.
  const services = topology.map(({ name }) => {
    const calls = callTree(
      profilesIn(join(folder, name)),
      report.rows.map(({ window }) => window),
    );
    if (calls.total > 0) writeFileSync(join(folder, `${name}.svg`), flameGraph(name, calls));
    const functions = topFunctions(calls, FUNCTIONS).map((top) => ({ ...top, ms: hundredths(top.ms) }));
    return { service: name, ms: hundredths(calls.total), functions };
  });
  return { report, services };
}

/** Old profiles would be merged with new ones. */
function claimFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    if (readdirSync(folder).length === 0) return;
  } catch (error) {
    throw new UserError(`--profile: cannot use ${folder}: ${(error as Error).message}`);
  }
  throw new UserError(`--profile: ${folder} is not empty.`);
}

const profilesIn = (folder: string): CpuProfile[] =>
  readdirSync(folder).map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as CpuProfile);
