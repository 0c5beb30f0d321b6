import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bareEnvironment, startSystem, type System, type SystemOptions } from '@orderwire/launcher/system';

/**
 * Starts a system in a temporary folder, runs `work`, and removes everything, at once when `signal` has
 * interrupted it.
 */
export async function withOwnSystem<Result>(
  options: Omit<SystemOptions, 'dataDir'>,
  work: (dataDir: string) => Promise<Result>,
): Promise<Result> {
  const dataDir = mkdtempSync(join(tmpdir(), 'orderwire-bench-'));
  let system: System | undefined;
  try {
    system = await startSystem({ environment: bareEnvironment(), seed: false, ...options, dataDir });
    return await work(dataDir);
  } finally {
    try {
      const stopped = system?.stop();
      if (options.signal?.aborted) system?.forceStop();
      await stopped;
    } finally {
      rmSync(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    }
  }
}
