import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bareEnvironment, startSystem, type SystemOptions } from '@orderwire/launcher/system';

/** Starts a system in a temporary folder, runs `work`, and removes everything. */
export async function withOwnSystem<Result>(
  options: Omit<SystemOptions, 'dataDir'>,
  work: (dataDir: string) => Promise<Result>,
): Promise<Result> {
  const dataDir = mkdtempSync(join(tmpdir(), 'orderwire-bench-'));
  let stop = (): Promise<void> => Promise.resolve();
  try {
    const system = await startSystem({ environment: bareEnvironment(), seed: false, ...options, dataDir });
    stop = () => system.stop();
    return await work(dataDir);
  } finally {
    await stop();
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}
