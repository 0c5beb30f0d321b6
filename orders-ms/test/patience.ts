import { jest } from '@jest/globals';
import { allRpcs } from '@orderwire/contracts';
import { Database, type RunningService } from '@orderwire/platform';

/** No rule here is about how fast a machine is: what waits, waits so long, also where the product would give up sooner. */
export const PATIENCE_MS = 60_000;

// A test waits several times.
jest.setTimeout(4 * PATIENCE_MS);
for (const contract of allRpcs().values()) Object.assign(contract, { timeoutMs: PATIENCE_MS });

/** A database's address with which statements and locks wait long. */
export function patientUrl(url: string): string {
  const limits = ['lock_timeout', 'statement_timeout', 'idle_in_transaction_session_timeout'];
  const patient = new URL(url);
  patient.searchParams.set('options', limits.map((limit) => `-c ${limit}=${PATIENCE_MS}`).join(' '));
  return patient.href;
}

/** Work of this service waits long for a free connection. */
export function waitForConnections({ app }: RunningService): void {
  app.get(Database).pool.options.connectionTimeoutMillis = PATIENCE_MS;
}
