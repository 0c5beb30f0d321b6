import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../log/logger.js';
import { isConnectionError } from './errors.js';

/** The pause between two tries; every tenth is worth a line in the log. */
const PAUSE_MS = 500;

/**
 * Does the first work on a database, and waits for one that is not up yet, as long as it takes. What the database refuses
 * (a password, a name) is thrown at once: waiting would not change that.
 */
export async function whenUp<T>(work: () => Promise<T>, url: string, logger: Logger): Promise<T> {
  const { host } = new URL(url);
  for (let attempt = 0; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (!isConnectionError(error)) throw error;
      const reason = error instanceof Error ? error.message || error.name : String(error);
      if (attempt % 10 === 0) logger.warn({ host, reason }, 'waiting for the database');
      await sleep(PAUSE_MS);
    }
  }
}
