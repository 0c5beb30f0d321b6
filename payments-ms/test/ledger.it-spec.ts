import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Interception } from './stripe-proxy.js';
import { PaymentsWorld } from './payments-world.js';

const RETRIEVE = /^\/v1\/checkout\/sessions\/cs_/;

let world: PaymentsWorld;
beforeAll(async () => {
  world = await PaymentsWorld.create();
});
afterEach(() => {
  world.stripe.intercept = () => 'pass';
});
afterAll(() => world.close());

/** The balance of an order's entries by account. */
async function accountsOf(orderId: string): Promise<Record<string, number>> {
  const rows = await world.rows<{ account: string; sum: number }>(
    `SELECT account || ' ' || currency AS account, sum(amount)::int AS sum FROM ledger_entries
     WHERE order_id = $1 GROUP BY 1 HAVING sum(amount) <> 0`,
    [orderId],
  );
  return Object.fromEntries(rows.map(({ account, sum }) => [account, sum]));
}

const paid = async (changes = {}) => {
  const { orderId, id } = await world.openSession(changes);
  await world.stripe.pay(id);
  await world.waitFor(orderId, 'payment.succeeded');
  return { orderId, id };
};

describe('the ledger', () => {
  test('has a captured payment, Stripe’s fee and the net on our balance', async () => {
    const { orderId } = await paid();
    expect(await accountsOf(orderId)).toEqual({
      'captured usd': -4498,
      'fees usd': 160,
      'stripe_balance usd': 4338,
    });
  });

  test('has a capture that differs from its session', async () => {
    const { orderId, id } = await world.openSession();
    await world.rows('UPDATE payment_sessions SET amount = 1 WHERE order_id = $1', [orderId]);
    await world.stripe.pay(id);
    await world.waitFor(orderId, 'payment.mismatched');
    expect(await accountsOf(orderId)).toMatchObject({ 'captured usd': -4498 });
  });

  test('keeps the minor units of currencies without decimals and with three', async () => {
    const yen = await paid({ currency: 'jpy', items: [{ name: 'Teapot', unitAmount: 5000, quantity: 1 }] });
    expect(await accountsOf(yen.orderId)).toMatchObject({ 'captured jpy': -5000 });
    const dinars = await paid({
      currency: 'kwd',
      items: [{ name: 'Teapot', unitAmount: 5000, quantity: 1 }],
    });
    expect(await accountsOf(dinars.orderId)).toMatchObject({ 'captured kwd': -5000 });
  });

  test('posts a payment once for several webhooks', async () => {
    const { orderId, id } = await paid();
    const before = await accountsOf(orderId);
    const { payload } = await world.stripe.eventOf(id, 'checkout.session.completed');
    const event = (JSON.parse(payload) as { id: string }).id;
    await world.post(payload.replace(event, `${event}again`));
    await world.outcomeOf(`${event}again`);
    expect(await accountsOf(orderId)).toEqual(before);
  });

  test('does not prevent a payment if its entries conflict with the balance transaction', async () => {
    const { orderId, id } = await world.openSession();
    world.stripe.intercept = ({ path }) => (RETRIEVE.test(path) ? 'break' : 'pass');
    await world.stripe.pay(id);
    const expand = 'expand[]=payment_intent.latest_charge.balance_transaction';
    const session = (await world.stripe.retrieve(`${id}?${expand}`)) as unknown as {
      payment_intent: { latest_charge: { balance_transaction: { id: string; net: number } } };
    };
    const { id: key, net } = session.payment_intent.latest_charge.balance_transaction;
    await world.rows(`INSERT INTO ledger_entries (movement, account, currency, amount, at)
      VALUES ('${key}', 'stripe_balance', 'usd', ${net}, now()), ('${key}', 'other', 'usd', ${-net}, now())`);
    world.stripe.intercept = () => 'pass';
    await world.retryUntil(
      () => world.subjectsOf(orderId),
      (subjects) => subjects.includes('payment.succeeded'),
    );
    expect(await accountsOf(orderId)).toEqual({ 'captured usd': -4498, 'receivable usd': 4498 });
  });

  test('has a payment as receivable until Stripe reports its balance transaction', async () => {
    const { orderId, id } = await world.openSession();
    world.stripe.intercept = async ({ path }): Promise<Interception> => {
      if (!RETRIEVE.test(path)) return 'pass';
      const body = await world.stripe.retrieve(`${id}?expand[]=payment_intent.latest_charge`);
      return { status: 200, body };
    };
    await world.stripe.pay(id);
    await world.waitFor(orderId, 'payment.succeeded');
    expect(await accountsOf(orderId)).toEqual({ 'captured usd': -4498, 'receivable usd': 4498 });
  });
});

describe('the constraints of the ledger', () => {
  const insert = (rows: string) =>
    world.rows(`INSERT INTO ledger_entries (movement, account, currency, amount, at) VALUES ${rows}`);

  test('refuse a movement that does not sum to zero in each currency', async () => {
    await expect(insert("('m1', 'fees', 'usd', 5, now())")).rejects.toThrow('does not sum to zero');
    await expect(
      insert("('m1', 'fees', 'usd', 5, now()), ('m1', 'other', 'eur', -5, now())"),
    ).rejects.toThrow('does not sum to zero');
    await expect(
      insert("('m1', 'fees', 'usd', 5, now()), ('m2', 'other', 'usd', -5, now())"),
    ).rejects.toThrow('does not sum to zero');
    await insert("('m1', 'fees', 'usd', 5, now()), ('m1', 'other', 'usd', -5, now())");
  });

  test('refuse the same movement twice', async () => {
    const rows = "('m3', 'fees', 'usd', 5, now()), ('m3', 'other', 'usd', -5, now())";
    await insert(rows);
    await expect(insert(rows)).rejects.toThrow('duplicate key');
  });

  test('refuse updates and deletions', async () => {
    for (const change of [
      'UPDATE ledger_entries SET amount = amount * 2',
      'DELETE FROM ledger_entries',
      'TRUNCATE ledger_entries',
    ])
      await expect(world.rows(change)).rejects.toThrow('only added to');
  });
});
