import { execFile } from 'node:child_process';
import { join } from 'node:path';
import {
  bareEnvironment,
  environmentOfService,
  repositoryRoot,
  runningSystem,
} from '@orderwire/launcher/system';

export interface ReconciliationResult {
  exitCode: number;
  /** Resolved differences by kind. */
  resolved: Record<string, number>;
  /** `<kind>: <text>` of each difference that remains. */
  unresolved: string[];
}

/** Runs the reconciliation command of payments-ms beside the system of a data folder. */
export function runReconciliation(dataDir: string): Promise<ReconciliationResult> {
  const running = { ...runningSystem(dataDir), dataDir, environment: bareEnvironment() };
  const env = environmentOfService('payments-ms', running);
  const program = join(repositoryRoot, 'payments-ms', 'dist', 'reconcile.js');
  return new Promise((resolve) => {
    execFile(process.execPath, [program, '--json'], { env, maxBuffer: 2 ** 26 }, (error, out, err) => {
      const exitCode = error ? Number((error as { code?: unknown }).code ?? 1) : 0;
      resolve({ exitCode, ...parse(out, err) });
    });
  });
}

interface ReconciliationReport {
  resolved: Record<string, number>;
  differences: { kind: string; text: string; resolved: boolean }[];
}

/** The report, or the end of the output when there is none. */
function parse(out: string, err: string): Omit<ReconciliationResult, 'exitCode'> {
  try {
    const { resolved, differences } = JSON.parse(out) as ReconciliationReport;
    const unresolved = differences
      .filter((difference) => !difference.resolved)
      .map(({ kind, text }) => `${kind}: ${text}`);
    return { resolved, unresolved };
  } catch {
    return { resolved: {}, unresolved: [(err || out).trim().slice(-500)] };
  }
}
