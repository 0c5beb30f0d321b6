import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type Stripe from 'stripe';
import { failure, idOf, line, Shop, until } from './shop.js';

describe('balance transactions', () => {
  let shop: Shop;
  let now: number;
  beforeEach(async () => {
    now = Date.now();
    shop = await Shop.open({ now: () => now, delayedPaymentSeconds: 0 });
  });
  afterEach(() => shop.close());

  const paid = async (change: Partial<Stripe.Checkout.SessionCreateParams> = {}): Promise<string> => {
    const { id } = await shop.session(change);
    return idOf((await shop.pay(id)).body.payment_intent);
  };
  const movements = async (params: Stripe.BalanceTransactionListParams = {}): Promise<unknown[]> => {
    const { data } = await shop.stripe.balanceTransactions.list({ limit: 100, ...params });
    return data.map(({ type, amount, fee, net }) => [type, amount, fee, net]);
  };

  it('record every charge and refund, with Stripe’s fee', async () => {
    const intent = await paid();
    await shop.stripe.refunds.create({ payment_intent: intent, amount: 500 });
    expect(await movements()).toEqual([
      ['refund', -500, 0, -500],
      ['charge', 1200, 65, 1135],
    ]);
    const { pending, available } = await shop.stripe.balance.retrieve();
    expect([pending[0]?.amount, available[0]?.amount]).toEqual([635, 0]);
  });

  it('become available after two days', async () => {
    await paid();
    const [before] = (await shop.stripe.balanceTransactions.list()).data;
    expect(before?.status).toBe('pending');
    now += 2 * 24 * 3600 * 1000;
    expect((await shop.stripe.balanceTransactions.retrieve(before!.id)).status).toBe('available');
    const { pending, available } = await shop.stripe.balance.retrieve();
    expect([pending[0]?.amount, available[0]?.amount]).toEqual([0, 1135]);
  });

  it('can be expanded on the charge, the refund and from the session', async () => {
    const { id } = await shop.session();
    await shop.pay(id);
    const deep = ['payment_intent.latest_charge.balance_transaction'];
    const session = await shop.stripe.checkout.sessions.retrieve(id, { expand: deep });
    const intent = session.payment_intent as Stripe.PaymentIntent;
    const charge = intent.latest_charge as Stripe.Charge;
    expect(charge.balance_transaction).toMatchObject({ type: 'charge', net: 1135, source: charge.id });
    const expand = ['balance_transaction'];
    const refund = await shop.stripe.refunds.create({ charge: charge.id, expand });
    expect(refund.balance_transaction).toMatchObject({ type: 'refund', net: -1200, source: refund.id });
    expect(await shop.stripe.charges.retrieve(charge.id, { expand })).toMatchObject({
      balance_transaction: { fee: 65 },
    });
    const { data } = await shop.stripe.balanceTransactions.list({ expand: ['data.source'] });
    expect(data.map(({ source }) => (source as Stripe.Charge).object)).toEqual(['refund', 'charge']);
  });

  it('of a bank debit are created when it settles', async () => {
    const { id } = await shop.session();
    await shop.pay(id, { method: 'delayed_failure' });
    const other = await shop.session();
    await shop.pay(other.id, { method: 'delayed_success' });
    const settled = async (): Promise<boolean> => (await movements()).length > 0;
    await until(settled);
    expect(await movements()).toEqual([['payment', 1200, 65, 1135]]);
  });

  it('are filtered by type, source, currency and time, in pages', async () => {
    const intent = await paid();
    now += 60_000;
    const yen = await paid({ line_items: [line('jpy', 1000, 1)] });
    const refund = await shop.stripe.refunds.create({ payment_intent: yen });
    expect(await movements({ currency: 'jpy' })).toHaveLength(2);
    expect(await movements({ type: 'charge' })).toHaveLength(2);
    expect(await movements({ source: refund.id })).toEqual([['refund', -1000, 0, -1000]]);
    expect(await movements({ created: { lt: Math.floor(now / 1000) } })).toEqual([
      ['charge', 1200, 65, 1135],
    ]);
    const all: string[] = [];
    for await (const { id } of shop.stripe.balanceTransactions.list({ limit: 1 })) all.push(id);
    expect(new Set(all).size).toBe(3);
    const { latest_charge } = await shop.stripe.paymentIntents.retrieve(intent);
    expect(await movements({ source: idOf(latest_charge) })).toHaveLength(1);
    expect(await failure(shop.stripe.balanceTransactions.retrieve('txn_none'))).toMatchObject({
      statusCode: 404,
      code: 'resource_missing',
    });
  });

  it('are integers in the minor unit of the currency', async () => {
    await paid({ line_items: [line('jpy', 999, 1)] });
    await paid({ line_items: [line('kwd', 1230, 1)] });
    expect(await movements()).toEqual([
      ['charge', 1230, 66, 1164],
      ['charge', 999, 59, 940],
    ]);
  });
});
