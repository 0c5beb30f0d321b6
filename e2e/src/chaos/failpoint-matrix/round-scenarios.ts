import { setTimeout as sleep } from 'node:timers/promises';
import type { HttpReply, ShopClient } from '@orderwire/test-kit/shop-client';
import type { ChaosShop } from '../chaos-shop.js';
import { tokenFromMail } from '../mails.js';
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
  ['pays', 'ships', cards.succeeds],
  ['pays', 'parcel_comes_back', cards.succeeds],
  ['pays', 'corrects_address', cards.succeeds],
  ['abandons', 'nothing', cards.succeeds],
];

/**
 * Runs all scripts at once, then expires the abandoned session, approves the review, loses one
 * dispute and wins the other. With `accounts` it also uses an account from its registration to its
 * deletion, which is slow and no part of an order's path. Staff wait `paidWithinMs` for an order to be paid.
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
  const account = accounts ? useAccount(testBed, round) : Promise.resolve();
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

/** Every event of an account that orders-ms or notifications-ms consumes. */
async function useAccount(testBed: TestBed, round: number): Promise<void> {
  const { shop } = testBed;
  const name = `visitor-${round}-${Date.now()}`;
  const [email, newEmail] = [`${name}@example.com`, `${name}-moved@example.com`];
  let account = await shop.register(email);
  const { password } = account.session.credentials;
  const again = await shop.guest.request('POST', '/auth/register', { name, email, password });
  expectStatus(again, 409);
  const verification = await tokenFromMail(testBed, email, 'Verify your e-mail address');
  await confirm(account, '/auth/email-verification/confirm', { token: verification });

  expectStatus(await shop.guest.request('POST', '/auth/password-reset', { email }), 202);
  const reset = await tokenFromMail(testBed, email, 'Set a new password');
  const newPassword = `another ${password}`;
  await confirm(shop.guest, '/auth/password-reset/confirm', { token: reset, newPassword });
  account = await shop.signIn(email, newPassword);

  expectStatus(await account.request('POST', '/auth/email-change', { newEmail, password: newPassword }), 202);
  const change = await tokenFromMail(testBed, newEmail, 'Confirm your new e-mail address');
  await confirm(account, '/auth/email-change/confirm', { token: change });
  await account.request('DELETE', '/auth/me', { password: newPassword });
}

/** A token is valid once: 410 when the reply of the first attempt was lost. */
async function confirm(
  client: ShopClient,
  path: string,
  body: { token: string; newPassword?: string },
): Promise<void> {
  expectStatus(await client.request('POST', path, body), 200, 410);
}

function expectStatus({ status, text }: HttpReply<object>, ...expected: number[]): void {
  if (!expected.includes(status))
    throw new Error(`an account got ${status} instead of ${expected.join(' or ')}: ${text}`);
}
