import { setTimeout as sleep } from 'node:timers/promises';

/** Longer than the work takes unless the machine is overloaded. */
const RESPONSE_MS = 250;

/**
 * Replies after a fixed time, so that the duration does not reveal whether an address has an
 * account.
 */
export class ConstantTimeResponse {
  /** Runs the work and returns or throws its result no sooner than the pause ends. */
  async respond<T>(work: () => Promise<T>): Promise<T> {
    const [result] = await Promise.allSettled([work(), this.pause()]);
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  }

  async pause(): Promise<void> {
    await sleep(RESPONSE_MS);
  }
}
