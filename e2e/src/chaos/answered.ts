import { setTimeout as sleep } from 'node:timers/promises';

/** What `read` answers; undefined when it has no answer in time. */
export async function answered<Answer>(
  withinMs: number,
  read: () => Promise<Answer | undefined>,
): Promise<Answer | undefined> {
  const end = Date.now() + withinMs;
  while (Date.now() < end) {
    const answer = await read();
    if (answer !== undefined) return answer;
    await sleep(250);
  }
  return undefined;
}
