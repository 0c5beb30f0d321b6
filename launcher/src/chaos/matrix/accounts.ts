import pg from 'pg';
import type { SystemState } from '../../system/state-file.js';
import type { ShopFloor } from '../shop-floor.js';

/** Somebody opens an account, shows that its address is theirs, and closes it again: orders-ms hears of the latter two. */
export async function visitAccounts(floor: ShopFloor, state: SystemState, round: number): Promise<void> {
  const visitor = await floor.newcomer(`visitor-${round}-${Date.now()}@example.com`);
  const token = await mailedTo(visitor.id, state.services['auth-ms']?.databaseUrl ?? '');
  // A link is good once. It is refused to whoever asks again because the first answer was lost.
  const { status, body } = await visitor.ask('POST', '/auth/email-verification/confirm', { token });
  if (status !== 200 && status !== 410)
    throw new Error(`an address could not be verified: ${status} ${JSON.stringify(body)}`);
  await visitor.ask('DELETE', '/auth/me', { password: visitor.password });
}

/** The token in the mail that greets a new account. */
async function mailedTo(userId: string, connectionString: string): Promise<string> {
  const client = new pg.Client({ connectionString });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query<{ payload: string }>(
      `SELECT payload FROM messaging.outbox WHERE aggregate_id = $1 AND subject = 'user.email_verification_requested'`,
      [userId],
    );
    return (JSON.parse(rows[0]?.payload ?? '{}') as { token?: string }).token ?? '';
  } finally {
    await client.end();
  }
}
