import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ReconcileFixture, kinds, type Paid } from './reconcile-fixture.js';
import { type PaymentsWorld } from './payments-world.js';

let fixture: ReconcileFixture;
let world: PaymentsWorld;
beforeAll(async () => {
  fixture = await ReconcileFixture.create();
  world = fixture.world;
});
afterAll(() => fixture.close());

const totals = async () =>
  world.rows<{ currency: string; sum: string }>(
    'SELECT currency, sum(amount)::text AS sum FROM ledger_entries GROUP BY currency',
  );

describe('the ledger after refunds, failures and disputes', () => {
  const settledBy = async (work: (paid: Paid) => Promise<unknown>) => {
    const paid = await fixture.pay();
    await fixture.dropper.drop(() => work(paid));
    await fixture.withoutEvents(() => fixture.reconcile([]));
    return paid.orderId;
  };
  const refund = (paymentId: string, form: Record<string, string> = {}) =>
    world.stripe.api('POST', '/v1/refunds', { payment_intent: paymentId, ...form });
  const dispute = async (chargeId: string, status?: 'won' | 'lost') => {
    const { id } = await world.stripe.control(`/charges/${chargeId}/dispute`, {});
    if (status) await world.stripe.control(`/disputes/${id as string}/close`, { status });
  };
  test('keeps the fee of a refunded payment', async () => {
    const orderId = await settledBy(({ paymentId }) => refund(paymentId));
    expect(await fixture.accountsOf(orderId)).toEqual({
      ...{ captured: -4498, refunded: 4498 },
      ...{ fees: 160, stripe_balance: -160 },
    });
  });

  test('reverses a refund that fails later', async () => {
    const orderId = await settledBy(async ({ paymentId }) => {
      const { id } = await refund(paymentId, { amount: '1000' });
      await world.stripe.control(`/refunds/${id as string}/fail-now`);
    });
    expect(await fixture.accountsOf(orderId)).toEqual({ captured: -4498, fees: 160, stripe_balance: 4338 });
  });

  test('has the amount and fee of a dispute, and reverses the amount when it is won', async () => {
    const lost = await settledBy(({ chargeId }) => dispute(chargeId, 'lost'));
    const won = await settledBy(({ chargeId }) => dispute(chargeId, 'won'));
    expect(await fixture.accountsOf(lost)).toMatchObject({ captured: -4498, disputed: 4498 });
    expect((await fixture.accountsOf(won))['disputed']).toBeUndefined();
    expect((await fixture.accountsOf(won))['stripe_balance']).toBeGreaterThan(0);
  });

  test('equals the sum of all balance transactions of Stripe', async () => {
    const { report } = await fixture.reconcile([]);
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
    const balances = await world.rows<{ currency: string; sum: number }>(
      `SELECT currency, sum(amount)::int AS sum FROM ledger_entries WHERE account = 'stripe_balance' GROUP BY 1`,
    );
    expect(Object.fromEntries(balances.map(({ currency, sum }) => [currency, sum]))).toEqual(sums);
  });
});

describe('the ledger', () => {
  test('gets missing captures and fees from reconciliation', async () => {
    const { orderId, paymentId } = await fixture.pay();
    // As if the payment had never been posted.
    await world.rows('ALTER TABLE ledger_entries DISABLE TRIGGER ledger_entries_stay');
    await world.rows('DELETE FROM ledger_entries WHERE order_id = $1', [orderId]);
    await world.rows('ALTER TABLE ledger_entries ENABLE TRIGGER ledger_entries_stay');
    const { found } = await fixture.reconcile([paymentId]);
    expect(kinds(found)).toContain('unposted_capture');
    expect(await fixture.accountsOf(orderId)).toEqual({ captured: -4498, fees: 160, stripe_balance: 4338 });
  });

  test('sums to zero in every currency', async () => {
    expect((await totals()).every(({ sum }) => sum === '0')).toBe(true);
  });
});
