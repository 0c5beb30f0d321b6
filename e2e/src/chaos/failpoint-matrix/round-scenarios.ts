import { setTimeout as sleep } from 'node:timers/promises';
import type { SystemState } from '@orderwire/launcher/system';
import type { ChaosShop } from '../chaos-shop.js';
import { queryService } from '../query-service.js';
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

/**
 * Runs all scripts at once, then expires the abandoned session, loses one dispute and wins the
 * other. With `accounts` it also registers, verifies and deletes an account, which is slow and no
 * part of an order's path. Staff wait `paidWithinMs` for an order to be paid.
 */
export async function runRoundScenarios(
  { shop, system }: TestBed,
  round: number,
  accounts: boolean,
  paidWithinMs?: number,
): Promise<Outcome[]> {
  const lowStock = await shop.addLowStockProduct();
  const earlier = new Set(await openDisputes(shop));
  const account = accounts ? registerVerifyDelete(shop, system.state, round) : Promise.resolve();
  const running = scripts.map(([shopperAction, staffAction, card], index) => {
    const scenario: Scenario = {
      ...{ shopperAction, staffAction, card, currency: 'usd', guest: index % 4 === 3 },
      number: round * scripts.length + index,
      lines: [{ product: index === 0 ? lowStock : index % 9, quantity: 2 }],
    };
    return runScenario(shop, scenario, `matrix-${round}`, paidWithinMs);
  });
  const [outcomes] = await Promise.all([Promise.all(running), account]);
  const abandoned = outcomes.at(-1)?.sessionId;
  if (abandoned) await shop.stripe.expireSession(abandoned);
  await closeDisputes(shop, earlier);
  return outcomes;
}

/** The newest disputes that wait for a verdict. */
async function openDisputes({ stripe }: ChaosShop): Promise<string[]> {
  const page = await stripe.request<{ data: { id: string; status: string }[] }>(
    'GET',
    '/v1/disputes?limit=20',
  );
  return page.orThrow().data.flatMap(({ id, status }) => (status === 'needs_response' ? [id] : []));
}

/**
 * Waits until both disputes of the round are open: closing one alone would leave the other verdict
 * untested.
 */
async function closeDisputes(shop: ChaosShop, earlier: ReadonlySet<string>): Promise<void> {
  for (let tries = 0; tries < 1_200; tries++) {
    const open = (await openDisputes(shop)).filter((id) => !earlier.has(id));
    if (open.length >= 2) {
      for (const [index, id] of open.entries())
        await shop.stripe.closeDispute(id, index % 2 ? 'won' : 'lost');
      return;
    }
    await sleep(50);
  }
  throw new Error(`No dispute was opened for card ${cards.disputed}, which is always disputed.`);
}

/** orders-ms consumes the events of the verification and of the deletion. */
async function registerVerifyDelete(shop: ChaosShop, state: SystemState, round: number): Promise<void> {
  const visitor = await shop.register(`visitor-${round}-${Date.now()}@example.com`);
  const [requested] = await queryService<{ token: string }>(
    state,
    'auth-ms',
    `SELECT payload::json ->> 'token' AS token FROM messaging.outbox WHERE aggregate_id = $1 AND subject = 'user.email_verification_requested'`,
    [visitor.account.id],
  );
  const token = requested?.token;
  // A token is valid once: 410 when the reply of the first attempt was lost.
  const { status, text } = await visitor.request('POST', '/auth/email-verification/confirm', { token });
  if (status !== 200 && status !== 410) throw new Error(`verifying an address returned ${status} ${text}`);
  await visitor.request('DELETE', '/auth/me', { password: visitor.session.credentials.password });
}
