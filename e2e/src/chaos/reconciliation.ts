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
  /** `<kind>: <text>` of each difference that remains; without a report, the end of the output. */
  unresolved: string[];
}

/** Systems of tests are younger, and each day of the default thirty costs requests to Stripe. */
const COMPARED_MS = 24 * 3_600_000;

/** Runs the reconciliation command of payments-ms beside the system of a data folder. */
export function runReconciliation(dataDir: string): Promise<ReconciliationResult> {
  const running = { ...runningSystem(dataDir), dataDir, environment: bareEnvironment() };
  const env = environmentOfService('payments-ms', running);
  const program = join(repositoryRoot, 'payments-ms', 'dist', 'reconcile.js');
  const from = new Date(Date.now() - COMPARED_MS).toISOString();
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [program, '--json', '--from', from],
      { env, maxBuffer: 2 ** 26 },
      (error, out, err) => {
        const exitCode = error ? Number(error.code ?? 1) : 0;
        try {
          const { resolved, differences } = JSON.parse(out) as ReconciliationReport;
          const open = differences.filter((difference) => !difference.resolved);
          resolve({ exitCode, resolved, unresolved: open.map(({ kind, text }) => `${kind}: ${text}`) });
        } catch {
          resolve({ exitCode, resolved: {}, unresolved: [(err || out).trim().slice(-500)] });
        }
      },
    );
  });
}

interface ReconciliationReport {
  resolved: Record<string, number>;
  differences: { kind: string; text: string; resolved: boolean }[];
}
