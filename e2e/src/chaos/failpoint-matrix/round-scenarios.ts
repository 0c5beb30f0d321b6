import { setTimeout as sleep } from 'node:timers/promises';
import { UserEmailVerificationRequested } from '@orderwire/contracts';
import { emailTokenOf } from '../../email-token.js';
import type { ChaosShop } from '../chaos-shop.js';
import { retried } from '../retried.js';
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
  ['pays', 'nothing', cards.warnedOfFraud],
  ['pays', 'nothing', cards.reviewed],
  ['abandons', 'nothing', cards.succeeds],
];

/**
 * Runs all scripts at once, then expires the abandoned session, approves the review, loses one
 * dispute and wins the other. With `accounts` it also registers, verifies and deletes an account,
 * which is slow and no part of an order's path. Staff wait `paidWithinMs` for an order to be paid.
 */
export async function runRoundScenarios(
  testBed: TestBed,
  round: number,
  accounts: boolean,
  paidWithinMs?: number,
): Promise<Outcome[]> {
  const { shop } = testBed;
  const lowStock = await shop.addLowStockProduct();
  const earlier = new Set([...(await openDisputes(shop)), ...(await openReviews(shop))]);
  const account = accounts ? registerVerifyDelete(testBed, round) : Promise.resolve();
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
  for (const id of await opened(1, openReviews, shop, earlier)) await shop.stripe.approveReview(id);
  for (const [index, id] of (await opened(2, openDisputes, shop, earlier)).entries())
    await shop.stripe.closeDispute(id, index % 2 ? 'won' : 'lost');
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

async function openReviews({ stripe }: ChaosShop): Promise<string[]> {
  const page = await stripe.request<{ data: { id: string }[] }>('GET', '/v1/reviews?limit=20');
  return page.orThrow().data.map(({ id }) => id);
}

/** Waits until as many are open as the scripts of a round open: fewer would leave an end untested. */
async function opened(
  count: number,
  read: (shop: ChaosShop) => Promise<string[]>,
  shop: ChaosShop,
  earlier: ReadonlySet<string>,
): Promise<string[]> {
  for (let tries = 0; tries < 1_200; tries++) {
    const open = (await read(shop)).filter((id) => !earlier.has(id));
    if (open.length >= count) return open;
    await sleep(50);
  }
  throw new Error(`${read.name} found fewer than ${count} of this round, whose cards always open them.`);
}

/** orders-ms consumes the events of the verification and of the deletion. */
async function registerVerifyDelete({ shop, system, secrets }: TestBed, round: number): Promise<void> {
  const visitor = await shop.register(`visitor-${round}-${Date.now()}@example.com`);
  const { SERVICE_KEY } = secrets.keys;
  const { id } = visitor.account;
  const token = await retried(() =>
    emailTokenOf(system.state, SERVICE_KEY, UserEmailVerificationRequested, id),
  );
  // A token is valid once: 410 when the reply of the first attempt was lost.
  const { status, text } = await visitor.request('POST', '/auth/email-verification/confirm', { token });
  if (status !== 200 && status !== 410) throw new Error(`verifying an address returned ${status} ${text}`);
  await visitor.request('DELETE', '/auth/me', { password: visitor.session.credentials.password });
}
