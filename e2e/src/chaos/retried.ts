import { setTimeout as sleep } from 'node:timers/promises';

/** A killed process must be back, and a restored service must have recovered, within this time. */
const WITHIN_MS = 180_000;
const TRY_EVERY_MS = 100;
const ASK_EVERY_MS = 250;

/** Repeats what fails while a killed process is down. Throws the last error after three minutes. */
export async function retried<Result>(
  work: () => Result | Promise<Result>,
  signal?: AbortSignal,
): Promise<Result> {
  const end = performance.now() + WITHIN_MS;
  for (;;) {
    signal?.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      if (performance.now() > end) throw error;
      await sleep(TRY_EVERY_MS);
    }
  }
}

/** What `read` answers; undefined when it has no answer in time. */
export async function answered<Answer>(
  withinMs: number,
  read: () => Promise<Answer | undefined>,
): Promise<Answer | undefined> {
  const end = Date.now() + withinMs;
  while (Date.now() < end) {
    const answer = await read();
    if (answer !== undefined) return answer;
    await sleep(ASK_EVERY_MS);
  }
  return undefined;
}
