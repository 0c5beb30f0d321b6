import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Auditor, kinds, type Paid } from './auditor.js';
import { type World } from './world.js';

let auditor: Auditor;
let world: World;
beforeAll(async () => {
  auditor = await Auditor.create();
  world = auditor.world;
});
afterAll(() => auditor.close());

const totals = async () =>
  world.rows<{ currency: string; sum: string }>(
    'SELECT currency, sum(amount)::text AS sum FROM ledger_entries GROUP BY currency',
  );

describe('the account book after refunds, failures and disputes', () => {
  const settledBy = async (work: (paid: Paid) => Promise<unknown>) => {
    const paid = await auditor.paidOpenly();
    await auditor.thief.steals(() => work(paid));
    await auditor.withoutEvents(() => auditor.reconcile([]));
    return paid.orderId;
  };
  const refund = (paymentId: string, form: Record<string, string> = {}) =>
    world.stripe.api('POST', '/v1/refunds', { payment_intent: paymentId, ...form });
  const dispute = async (chargeId: string, status?: 'won' | 'lost') => {
    const { id } = await world.stripe.control(`/charges/${chargeId}/dispute`, {});
    if (status) await world.stripe.control(`/disputes/${id as string}/close`, { status });
  };
  test('a refund leaves the fee', async () => {
    const orderId = await settledBy(({ paymentId }) => refund(paymentId));
    expect(await auditor.accountsOf(orderId)).toEqual({
      ...{ captured: -4498, refunded: 4498 },
      ...{ fees: 160, stripe_balance: -160 },
    });
  });

  test('a refund that fails afterwards is as if it had not been', async () => {
    const orderId = await settledBy(async ({ paymentId }) => {
      const { id } = await refund(paymentId, { amount: '1000' });
      await world.stripe.control(`/refunds/${id as string}/fail-now`);
    });
    expect(await auditor.accountsOf(orderId)).toEqual({ captured: -4498, fees: 160, stripe_balance: 4338 });
  });

  test('a dispute takes the money and a fee, and gives the money back when it is won', async () => {
    const lost = await settledBy(({ chargeId }) => dispute(chargeId, 'lost'));
    const won = await settledBy(({ chargeId }) => dispute(chargeId, 'won'));
    expect(await auditor.accountsOf(lost)).toMatchObject({ captured: -4498, disputed: 4498 });
    expect((await auditor.accountsOf(won))['disputed']).toBeUndefined();
    expect((await auditor.accountsOf(won))['stripe_balance']).toBeGreaterThan(0);
  });

  test('holds to the cent what all of Stripe’s balance transactions come to', async () => {
    const { report } = await auditor.reconcile([]);
    expect(report.difference).toEqual({});
    const sums: Record<string, number> = {};
    for (let after = ''; ;) {
      const path = `/v1/balance_transactions?limit=100${after && `&starting_after=${after}`}`;
      const page = await world.stripe.api('GET', path);
      const lines = page['data'] as { id: string; net: number; currency: string }[];
      for (const { net, currency } of lines) sums[currency] = (sums[currency] ?? 0) + net;
      after = lines.at(-1)?.id ?? '';
      if (!page['has_more']) break;
    }
    const held = await world.rows<{ currency: string; sum: number }>(
      `SELECT currency, sum(amount)::int AS sum FROM ledger_entries WHERE account = 'stripe_balance' GROUP BY 1`,
    );
    expect(Object.fromEntries(held.map(({ currency, sum }) => [currency, sum]))).toEqual(sums);
  });
});

describe('the account book', () => {
  test('gets what a fee came to later, and what old replicas did not post', async () => {
    const { orderId, paymentId } = await auditor.paidOpenly();
    // As before the account book was there: nothing of this payment is posted.
    await world.rows('ALTER TABLE ledger_entries DISABLE TRIGGER ledger_entries_stay');
    await world.rows('DELETE FROM ledger_entries WHERE order_id = $1', [orderId]);
    await world.rows('ALTER TABLE ledger_entries ENABLE TRIGGER ledger_entries_stay');
    const { found } = await auditor.reconcile([paymentId]);
    expect(kinds(found)).toContain('unposted_capture');
    expect(await auditor.accountsOf(orderId)).toEqual({ captured: -4498, fees: 160, stripe_balance: 4338 });
  });

  test('sums to zero in every currency, whatever happened in this file', async () => {
    expect((await totals()).every(({ sum }) => sum === '0')).toBe(true);
  });
});
