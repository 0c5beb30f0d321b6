import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { failure, line, Shop, idOf } from './shop.js';

describe('refunds', () => {
  let shop: Shop;
  let intent: string;
  beforeEach(async () => {
    shop = await Shop.open();
    const { id } = await shop.session();
    intent = idOf((await shop.pay(id)).body.payment_intent);
  });
  afterEach(() => shop.close());

  const charge = async (): Promise<unknown> =>
    (await shop.stripe.paymentIntents.retrieve(intent, { expand: ['latest_charge'] })).latest_charge;

  it('refund everything without an amount', async () => {
    const refund = await shop.stripe.refunds.create({
      payment_intent: intent,
      reason: 'requested_by_customer',
      metadata: { orderId: 'order-1' },
    });
    expect(refund).toMatchObject({
      amount: 1200,
      status: 'succeeded',
      reason: 'requested_by_customer',
      metadata: { orderId: 'order-1' },
    });
    expect(await charge()).toMatchObject({ refunded: true, amount_refunded: 1200 });
    expect((await shop.eventTypes()).slice(-2)).toEqual(['refund.created', 'charge.refunded']);
    expect(await failure(shop.stripe.refunds.create({ payment_intent: intent }))).toMatchObject({
      code: 'charge_already_refunded',
      statusCode: 400,
    });
  });

  it('may be partial, but never exceed the rest', async () => {
    await shop.stripe.refunds.create({ payment_intent: intent, amount: 500 });
    expect(await charge()).toMatchObject({ refunded: false, amount_refunded: 500 });
    const tooMuch = await failure(shop.stripe.refunds.create({ payment_intent: intent, amount: 701 }));
    expect(tooMuch.message).toBe('Refund amount ($7.01) is greater than unrefunded amount on charge ($7.00)');
    await shop.stripe.refunds.create({ payment_intent: intent, amount: 700 });
    expect(await charge()).toMatchObject({ refunded: true, amount_refunded: 1200 });
    const { data } = await shop.stripe.refunds.list({ payment_intent: intent });
    expect(data.map(({ amount }) => amount)).toEqual([700, 500]);
  });

  it('do not exceed the charge when many are requested at once', async () => {
    const asked = Array.from({ length: 5 }, () =>
      shop.stripe.refunds.create({ payment_intent: intent, amount: 500 }),
    );
    const results = await Promise.allSettled(asked);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
    expect(await charge()).toMatchObject({ amount_refunded: 1000 });
  });

  it.each([
    ['isk', 500, 50, 100],
    ['ugx', 500_000, 250, 300],
    ['kwd', 1000, 125, 120],
  ])('in %s follow the steps of the currency', async (currency, price, wrong, right) => {
    const { id } = await shop.session({ line_items: [line(currency, price)] });
    const paid = idOf((await shop.pay(id)).body.payment_intent);
    const refund = (amount: number): Promise<unknown> =>
      shop.stripe.refunds.create({ payment_intent: paid, amount });
    expect(await failure(refund(wrong))).toMatchObject({ statusCode: 400, param: 'amount' });
    await expect(refund(right)).resolves.toMatchObject({ amount: right, status: 'succeeded' });
  });

  it('are refused for an unpaid charge, a zero amount and an unknown reason', async () => {
    const { id } = await shop.session();
    await shop.pay(id, { card: '4000000000000002' });
    const declined = idOf((await shop.stripe.checkout.sessions.retrieve(id)).payment_intent);
    const refuse = async (params: object): Promise<string> =>
      (await failure(shop.stripe.rawRequest('POST', '/v1/refunds', params))).message;
    expect(await refuse({ payment_intent: declined })).toContain(
      'does not have a successful charge to refund',
    );
    expect(await refuse({ amount: 1 })).toContain('payment_intent or charge');
    expect(await refuse({ payment_intent: intent, amount: 0 })).toContain('greater than or equal to 1');
    expect(await refuse({ payment_intent: intent, reason: 'because' })).toContain('must be one of');
  });
});
