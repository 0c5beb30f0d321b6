import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  bareEnvironment,
  runningSystem,
  startSystem,
  type System,
  type SystemOptions,
} from '@orderwire/launcher/system';
import { type BenchmarkReport, type OrderBenchmarkOptions, runOrderBenchmark } from './order-benchmark.js';
import { targetOf } from './target.js';

/**
 * Starts a system in a temporary folder, measures it, and removes everything, at once when the run was
 * interrupted.
 */
export async function measureOwnSystem(
  system: Pick<SystemOptions, 'release' | 'topology'>,
  options: OrderBenchmarkOptions,
): Promise<BenchmarkReport> {
  const dataDir = mkdtempSync(join(tmpdir(), 'orderwire-bench-'));
  const { signal } = options;
  let started: System | undefined;
  try {
    const settings = { environment: bareEnvironment(), seed: false, signal };
    started = await startSystem({ ...system, ...settings, dataDir });
    return await runOrderBenchmark(targetOf(runningSystem(dataDir)), options);
  } finally {
    try {
      const stopped = started?.stop();
      if (signal.aborted) started?.forceStop();
      await stopped;
    } finally {
      rmSync(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    }
  }
}
