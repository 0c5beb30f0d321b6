import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { bareEnvironment } from '../config.js';
import { repositoryRoot } from '../repository.js';
import { environmentOfRunning } from '../system/environment-of-running.js';
import { runningSystem } from '../system/running-system.js';

export interface Reconciled {
  code: number;
  /** By kind. */
  healed: Record<string, number>;
  /** What it found and could not heal, in its own words. */
  unhealed: string[];
}

/** Runs payments-ms's own command on the system of a data folder. */
export function reconcile(dataDir: string): Promise<Reconciled> {
  const env = environmentOfRunning('payments-ms', {
    ...runningSystem(dataDir),
    dataDir,
    environment: bareEnvironment(),
  });
  const program = join(repositoryRoot, 'payments-ms', 'dist', 'reconcile.js');
  return new Promise((resolve) => {
    execFile(process.execPath, [program, '--json'], { env, maxBuffer: 2 ** 26 }, (error, out, err) => {
      const code = error ? Number((error as { code?: unknown }).code ?? 1) : 0;
      resolve({ code, ...read(out, err) });
    });
  });
}

interface Report {
  healed: Record<string, number>;
  findings: { kind: string; text: string; healed: boolean }[];
}

/** The command's report, or what it said instead of one. */
function read(out: string, err: string): Pick<Reconciled, 'healed' | 'unhealed'> {
  try {
    const { healed, findings } = JSON.parse(out) as Report;
    return {
      healed,
      unhealed: findings.filter((finding) => !finding.healed).map(({ kind, text }) => `${kind}: ${text}`),
    };
  } catch {
    return { healed: {}, unhealed: [(err || out).trim().slice(-500)] };
  }
}
