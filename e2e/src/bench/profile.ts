import {
  accessSync,
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { repositoryRoot, topology, UserError } from '@orderwire/launcher/system';
import { callTree, type CpuProfile, flameGraph, topFunctions } from './flame-graph.js';
import { hundredths } from './measurements.js';
import type { BenchmarkReport, OrderBenchmarkOptions } from './order-benchmark.js';
import { measureOwnSystem } from './own-system.js';
import type { Target } from './target.js';

const profiler = pathToFileURL(join(repositoryRoot, 'e2e', 'dist', 'bench', 'cpu-profiler.js')).href;

/** Functions per process in the report. */
const FUNCTIONS = 12;

export interface Profile {
  report: BenchmarkReport;
  /** During the load only. */
  services: {
    service: string;
    /** Milliseconds in which the main thread was not idle: it worked, or waited for a processor. */
    ms: number;
    /** The functions with most time of their own. */
    functions: { name: string; ms: number }[];
  }[];
}

/**
 * Measures a system of its own whose services run with V8's sampling profiler. Writes a flame graph of each
 * service to `<folder>/<service>.svg`, and its profile for Chrome's DevTools to `<folder>/<service>/`. Writes
 * nothing when it fails or is interrupted.
 */
export async function profileTo(folder: string, options: OrderBenchmarkOptions): Promise<Profile> {
  claimFolder(folder);
  const profiles = mkdtempSync(join(tmpdir(), 'orderwire-profiles-'));
  try {
    const profiled = topology.map((service): typeof service => ({
      ...service,
      environment: (context) => ({
        ...service.environment?.(context),
        NODE_OPTIONS: `--import=${profiler}?folder=${encodeURIComponent(join(profiles, service.name))}`,
      }),
    }));
    const report = await measureOwnSystem({ topology: profiled }, { ...options, beforeLoad: startProfilers });
    // The processes wrote their profiles when they ended.
    const windows = report.rows.map(({ window }) => window);
    const services = topology.map(({ name }) => {
      const calls = callTree(profilesIn(join(profiles, name)), windows);
      if (calls.total > 0) writeFileSync(join(profiles, `${name}.svg`), flameGraph(name, calls));
      const functions = topFunctions(calls, FUNCTIONS).map((top) => ({ ...top, ms: hundredths(top.ms) }));
      return { service: name, ms: hundredths(calls.total), functions };
    });
    cpSync(profiles, folder, { recursive: true });
    return { report, services };
  } finally {
    rmSync(profiles, { recursive: true, force: true });
  }
}

function startProfilers({ processes }: Target): void {
  for (const { name } of topology) {
    const pid = processes[name];
    // 0 of a process that is down would mean this process and its group.
    if (pid) process.kill(pid, 'SIGUSR2');
  }
}

/** Old profiles must not be mixed with new ones. */
function claimFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
    if (readdirSync(folder).length > 0) throw new Error('it is not empty');
  } catch (error) {
    throw new UserError(`--profile: cannot use ${folder}: ${(error as Error).message}`);
  }
}

/** None of a process that was killed. */
const profilesIn = (folder: string): CpuProfile[] =>
  existsSync(folder)
    ? readdirSync(folder).map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as CpuProfile)
    : [];
