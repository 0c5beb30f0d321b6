import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { ChaosShop } from '../chaos-shop.js';
import { type Outcome, runScenario } from '../run-scenario.js';
import { cards, type Scenario, type ShopperAction, type StaffAction } from '../scenario.js';
import type { TestBed } from '../test-bed.js';

/** One scenario for every failpoint. The last one abandons its order. */
const scripts: [ShopperAction, StaffAction, string][] = [
  ['pays', 'refunds_part', cards.succeeds],
  ['pays', 'refunds_all', cards.refundFails],
  ['pays', 'nothing', cards.disputed],
  ['pays', 'nothing', cards.disputed],
  ['pays_by_debit', 'nothing', cards.succeeds],
  ['debit_fails', 'nothing', cards.succeeds],
  ['pays_a_wrong_amount', 'nothing', cards.succeeds],
  ['cancels', 'nothing', cards.succeeds],
  ['renews_session', 'nothing', cards.succeeds],
  ['abandons', 'nothing', cards.succeeds],
];

export interface RoundOptions {
  round: number;
  /** Registers, verifies and deletes an account as well; slow, and no part of an order's path. */
  accounts: boolean;
}

/**
 * Runs all scripts at once, then expires the abandoned session, loses one dispute and wins the
 * other.
 */
export async function runRoundScenarios(
  { shop, system }: TestBed,
  { round, accounts }: RoundOptions,
): Promise<Outcome[]> {
  const lowStock = await shop.addLowStockProduct();
  const authDatabase = system.state.services['auth-ms']?.databaseUrl ?? '';
  const account = accounts ? registerVerifyDelete(shop, authDatabase, round) : Promise.resolve();
  const running = scripts.map(([shopperAction, staffAction, card], index) => {
    const scenario: Scenario = {
      ...{ shopperAction, staffAction, card, currency: 'usd', guest: index % 4 === 3 },
      number: round * scripts.length + index,
      lines: [{ product: index === 0 ? lowStock : index % 9, quantity: 2 }],
    };
    return runScenario(shop, scenario, `matrix-${round}`);
  });
  const [outcomes] = await Promise.all([Promise.all(running), account]);
  const abandoned = outcomes.at(-1)?.sessionId;
  if (abandoned) await shop.stripe.expireSession(abandoned);
  await closeDisputes(shop);
  return outcomes;
}

interface DisputeList {
  data: { id: string; status: string }[];
}

/** Waits until both disputes are open: closing one alone would leave the other verdict untested. */
async function closeDisputes({ stripe }: ChaosShop): Promise<void> {
  for (let tries = 0; tries < 1_200; tries++) {
    const { data } = (await stripe.request<DisputeList>('GET', '/v1/disputes?limit=20')).orThrow();
    const open = data.filter(({ status }) => status === 'needs_response');
    if (open.length >= 2) {
      for (const [index, { id }] of open.entries()) await stripe.closeDispute(id, index % 2 ? 'won' : 'lost');
      return;
    }
    await sleep(50);
  }
  throw new Error(`No dispute was opened for card ${cards.disputed}, which is always disputed.`);
}

/** orders-ms consumes the events of the verification and of the deletion. */
async function registerVerifyDelete(shop: ChaosShop, authDatabase: string, round: number): Promise<void> {
  const visitor = await shop.register(`visitor-${round}-${Date.now()}@example.com`);
  const token = await verificationToken(visitor.account.id, authDatabase);
  // A token is valid once: 410 when the reply of the first attempt was lost.
  const { status, text } = await visitor.request('POST', '/auth/email-verification/confirm', { token });
  if (status !== 200 && status !== 410) throw new Error(`verifying an address returned ${status} ${text}`);
  await visitor.request('DELETE', '/auth/me', { password: visitor.session.credentials.password });
}

async function verificationToken(userId: string, connectionString: string): Promise<string> {
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
