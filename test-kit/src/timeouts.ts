import { setTimeout as sleep } from 'node:timers/promises';
import { allRpcs } from '@orderwire/contracts';
import { Database, type RunningService } from '@orderwire/platform';

/** No rule is about how fast a machine is: what has to happen is waited for so long. Only a rule that broke takes it. */
export const WAIT_LIMIT_MS = 60_000;

const limits = ['lock_timeout', 'statement_timeout', 'idle_in_transaction_session_timeout'];

/** A database's address with which statements, locks and open transactions wait longer than a service lets them. */
export function withLongTimeouts(url: string, patienceMs = WAIT_LIMIT_MS): string {
  const patient = new URL(url);
  patient.searchParams.set('options', limits.map((limit) => `-c ${limit}=${patienceMs}`).join(' '));
  return patient.href;
}

/** From here on the answer to any question is waited for so long. */
export function useLongRpcTimeouts(): void {
  for (const contract of allRpcs().values()) Object.assign(contract, { timeoutMs: WAIT_LIMIT_MS });
}

/** Work of this service waits long for a free connection. */
export function useLongConnectionTimeout(
  { app }: Pick<RunningService, 'app'>,
  patienceMs = WAIT_LIMIT_MS,
): void {
  app.get(Database).pool.options.connectionTimeoutMillis = patienceMs;
}

/** Waits until a condition holds; fails with the last value seen when it does not within {@link WAIT_LIMIT_MS}. */
export async function waitUntil<T>(look: () => Promise<T> | T, holds: (value: T) => boolean): Promise<T> {
  const end = Date.now() + WAIT_LIMIT_MS;
  for (;;) {
    const value = await look();
    if (holds(value)) return value;
    if (Date.now() > end) throw new Error(`the condition never held; last seen: ${JSON.stringify(value)}`);
    await sleep(15);
  }
}
