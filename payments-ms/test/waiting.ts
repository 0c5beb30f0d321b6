import { setTimeout as sleep } from 'node:timers/promises';
import { jest } from '@jest/globals';
import type { Fault } from '@orderwire/contracts';

/** No rule here is about how quick the machine is: all limits of waiting are far off. */
jest.setTimeout(240_000);
export const PATIENCE_MS = 60_000;

/** A contract whose answer is waited for however slow the machine is. */
export const patient = <Contract extends { timeoutMs: number }>(contract: Contract): Contract => ({
  ...contract,
  timeoutMs: PATIENCE_MS,
});

/** The fault a promise ends with. */
export const faultOf = (promise: Promise<unknown>): Promise<Fault> =>
  promise.then(
    () => {
      throw new Error('there was no fault');
    },
    (error: unknown) => error as Fault,
  );

/** Waits until a condition holds; fails with the last value seen when it does not within a minute. */
export async function until<T>(look: () => Promise<T> | T, holds: (value: T) => boolean): Promise<T> {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const value = await look();
    if (holds(value)) return value;
    if (Date.now() > end) throw new Error(`the condition never held; last seen: ${JSON.stringify(value)}`);
    await sleep(15);
  }
}
