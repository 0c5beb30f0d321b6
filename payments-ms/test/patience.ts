import { jest } from '@jest/globals';
import type { Fault } from '@orderwire/contracts';
import { WAIT_LIMIT_MS } from '@orderwire/test-kit';

/** Tests do not depend on the speed of the machine. */
jest.setTimeout(4 * WAIT_LIMIT_MS);

/** A contract with a long time limit. */
export const patient = <Contract extends { timeoutMs: number }>(contract: Contract): Contract => ({
  ...contract,
  timeoutMs: WAIT_LIMIT_MS,
});

/** The fault a promise ends with. */
export const faultOf = (promise: Promise<unknown>): Promise<Fault> =>
  promise.then(
    () => {
      throw new Error('there was no fault');
    },
    (error: unknown) => error as Fault,
  );
