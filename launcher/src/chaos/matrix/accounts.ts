import pg from 'pg';
import type { SystemState } from '../../system/state-file.js';
import type { ShopFloor } from '../shop-floor.js';

/** A customer shows that an address is theirs, and somebody else closes an account: orders-ms hears of both. */
export async function visitAccounts(floor: ShopFloor, state: SystemState, round: number): Promise<void> {
  await floor.registerAndLeave(`leaves-${round}-${Date.now()}@example.com`);
  const asked = await floor.asCustomer(round, 'POST', '/auth/email-verification', {});
  const token = await newestToken(state.services['auth-ms']?.databaseUrl ?? '');
  const confirmed = await floor.asCustomer(round, 'POST', '/auth/email-verification/confirm', { token });
  if (confirmed.status !== 200)
    throw new Error(`an address could not be verified: ${asked.status}, ${JSON.stringify(confirmed)}`);
}

/** As it stands in the mail that was sent last. */
async function newestToken(connectionString: string): Promise<string> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    const { rows } = await client.query<{ payload: string }>(
      `SELECT payload FROM messaging.outbox WHERE subject = 'user.email_verification_requested'
       ORDER BY position DESC LIMIT 1`,
    );
    return (JSON.parse(rows[0]?.payload ?? '{}') as { token?: string }).token ?? '';
  } finally {
    await client.end();
  }
}
