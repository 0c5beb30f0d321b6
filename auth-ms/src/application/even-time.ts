import { setTimeout as sleep } from 'node:timers/promises';

/** Longer than the work takes on a machine that is not overloaded. */
const EVEN_MS = 250;

/** Does the work and answers no sooner than after 250 ms: how long it took says nothing about what was found. */
export async function inEvenTime<T>(work: () => Promise<T>): Promise<T> {
  const [result] = await Promise.allSettled([work(), sleep(EVEN_MS)]);
  if (result.status === 'rejected') throw result.reason;
  return result.value;
}
