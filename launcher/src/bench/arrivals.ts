import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Begins `perSecond` calls a second for `seconds`, as strangers arrive: whether or not earlier ones are done. Gives what
 * they resolved with. Each call gets the moment at which it was due, so that waiting to be sent counts as waiting.
 */
export async function arrive<T>(
  perSecond: number,
  seconds: number,
  call: (due: number, number: number) => Promise<T>,
): Promise<T[]> {
  const begin = performance.now();
  const calls: Promise<T>[] = [];
  while (calls.length < perSecond * seconds) {
    const due = begin + (calls.length * 1_000) / perSecond;
    const wait = due - performance.now();
    if (wait > 0) await sleep(wait);
    calls.push(call(due, calls.length));
  }
  return Promise.all(calls);
}
