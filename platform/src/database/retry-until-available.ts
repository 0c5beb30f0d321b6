import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../log/logger.js';
import { permanentReason } from './connection.js';
import { isDatabaseUnavailable } from './errors.js';

/** The pause between two attempts. Every tenth attempt is logged. */
const PAUSE_MS = 500;

/**
 * Runs the first work on a database, and retries without limit while the database is unavailable or busy.
 * Errors that waiting does not change (a wrong password or name) are thrown at once.
 */
export async function retryUntilAvailable<T>(
  work: () => Promise<T>,
  url: string,
  logger: Logger,
): Promise<T> {
  const { host } = new URL(url);
  for (let attempt = 0; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      const permanent = permanentReason(error, url);
      if (permanent) throw new Error(permanent, { cause: error });
      if (!isDatabaseUnavailable(error)) throw error;
      const reason = error instanceof Error ? error.message || error.name : String(error);
      if (attempt % 10 === 0) logger.warn({ host, reason }, 'waiting for the database');
      await sleep(PAUSE_MS);
    }
  }
}
