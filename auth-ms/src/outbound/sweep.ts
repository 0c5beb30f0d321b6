import { type Runs, statement } from '@orderwire/platform';

const attempts = statement('sweep.attempts', 'DELETE FROM attempts WHERE last_at < $1');
const mails = statement('sweep.one_time_tokens', 'DELETE FROM one_time_tokens WHERE expires_at < $1');
const sessions = statement('sweep.sessions', 'DELETE FROM sessions WHERE expires_at < $1');

const DAY = 24 * 3_600_000;

/** Removes attempts after two days, mail tokens and sessions a week after their time. The audit log stays. */
export async function sweep(runs: Runs, now: Date): Promise<void> {
  const before = (days: number) => [new Date(now.getTime() - days * DAY)];
  await runs.run(attempts, before(2));
  await runs.run(mails, before(7));
  await runs.run(sessions, before(7));
}
