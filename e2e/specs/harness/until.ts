import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Waits until a condition holds. A read that fails counts as not yet; the last value is in the
 * error after `seconds`.
 */
export async function until<T>(
  read: () => Promise<T>,
  holds: (value: T) => boolean,
  seconds = 120,
): Promise<T> {
  const end = Date.now() + seconds * 1_000;
  for (;;) {
    // The process that answers may have been killed on purpose.
    const seen = await read().then(
      (value) => ({ value, is: holds(value) }),
      (error: unknown) => ({ value: String(error), is: false as const }),
    );
    if (seen.is) return seen.value;
    if (Date.now() > end)
      throw new Error(`the condition was never met; last value: ${JSON.stringify(seen.value)}`);
    await sleep(100);
  }
}
