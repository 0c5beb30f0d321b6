import { setTimeout as sleep } from 'node:timers/promises';
import { allRpcs } from '@orderwire/contracts';
import { Database, type RunningService } from '@orderwire/platform';

/**
 * How long tests wait for a condition. No test depends on the machine's speed: only a broken rule
 * takes this long.
 */
export const WAIT_LIMIT_MS = 60_000;

const limits = ['lock_timeout', 'statement_timeout', 'idle_in_transaction_session_timeout'];

/**
 * A database URL whose statement, lock and idle-transaction time-outs are longer than those of a
 * service.
 */
export function withLongTimeouts(url: string, timeoutMs = WAIT_LIMIT_MS): string {
  const changed = new URL(url);
  changed.searchParams.set('options', limits.map((limit) => `-c ${limit}=${timeoutMs}`).join(' '));
  return changed.href;
}

/** Gives every contract the timeout {@link WAIT_LIMIT_MS}. */
export function useLongRpcTimeouts(): void {
  for (const contract of allRpcs().values()) Object.assign(contract, { timeoutMs: WAIT_LIMIT_MS });
}

/** Lets this service wait longer for a free database connection. */
export function useLongConnectionTimeout(
  { app }: Pick<RunningService, 'app'>,
  timeoutMs = WAIT_LIMIT_MS,
): void {
  app.get(Database).pool.options.connectionTimeoutMillis = timeoutMs;
}

/**
 * Waits until a value meets a condition. Throws with the last value after {@link WAIT_LIMIT_MS}.
 */
export async function waitUntil<T>(read: () => Promise<T> | T, holds: (value: T) => boolean): Promise<T> {
  const end = Date.now() + WAIT_LIMIT_MS;
  for (;;) {
    const value = await read();
    if (holds(value)) return value;
    if (Date.now() > end) throw new Error(`the condition was not met; last value: ${JSON.stringify(value)}`);
    await sleep(15);
  }
}
