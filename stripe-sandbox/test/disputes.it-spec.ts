import { afterEach, describe, expect, it } from '@jest/globals';
import type Stripe from 'stripe';
import type { SandboxOptions } from '../src/index.js';
import { dataFolder } from './data-folder.js';
import { failure, idOf, Shop, until } from './shop.js';

const DISPUTED = '4000000000000259';
const INQUIRY = '4000000000001976';

describe('disputes', () => {
  let shop: Shop;
  const open = async (options: SandboxOptions = {}): Promise<void> => {
    shop = await Shop.open({ disputeSeconds: 0, ...options });
  };
  afterEach(() => shop.close());

  const paid = async (card = '4242424242424242'): Promise<{ intent: string; charge: string }> => {
    const { id } = await shop.session();
    const intent = idOf((await shop.pay(id, { card })).body.payment_intent);
    const { latest_charge } = await shop.stripe.paymentIntents.retrieve(intent);
    return { intent, charge: idOf(latest_charge) };
  };
  const dispute = async (charge: string, body: object = {}): Promise<Stripe.Dispute> => {
    const answer = await shop.control(`charges/${charge}/dispute`, body);
    expect(answer.status).toBe(200);
    return answer.body as unknown as Stripe.Dispute;
  };
  const disputeEvents = async (): Promise<string[]> =>
    (await shop.eventTypes()).filter((type) => type.startsWith('charge.dispute'));
  const nets = async (source: string): Promise<number[][]> => {
    const { data } = await shop.stripe.balanceTransactions.list({ source });
    return data.map(({ amount, fee, net }) => [amount, fee, net]);
  };

  it('are opened automatically for the dispute card, and withdraw the amount and a fee', async () => {
    await open();
    const { intent, charge } = await paid(DISPUTED);
    const list = async (): Promise<Stripe.Dispute[]> =>
      (await shop.stripe.disputes.list({ payment_intent: intent })).data;
    await until(async () => (await list()).length === 1);
    const [found] = await list();
    expect(found).toMatchObject({
      amount: 1200,
      charge,
      payment_intent: intent,
      reason: 'fraudulent',
      status: 'needs_response',
      is_charge_refundable: false,
      balance_transactions: [
        { type: 'adjustment', reporting_category: 'dispute', amount: -1200, fee: 1500, net: -2700 },
      ],
    });
    expect(await shop.stripe.charges.retrieve(charge)).toMatchObject({ disputed: true });
    expect(await disputeEvents()).toEqual(['charge.dispute.created', 'charge.dispute.funds_withdrawn']);
    expect(await nets(found!.id)).toEqual([[-1200, 1500, -2700]]);
    const expand = ['charge', 'payment_intent'];
    expect(await shop.stripe.disputes.retrieve(found!.id, { expand })).toMatchObject({
      charge: { id: charge },
      payment_intent: { id: intent, metadata: { orderId: 'order-1' } },
    });
  });

  it('reinstate the amount when they are won, but not the fee', async () => {
    await open();
    const { charge } = await paid();
    const { id } = await dispute(charge, { reason: 'product_not_received', amount: 700 });
    expect((await shop.control(`disputes/${id}/close`, { status: 'won' })).body).toMatchObject({
      status: 'won',
    });
    expect(await nets(id)).toEqual([
      [700, 0, 700],
      [-700, 1500, -2200],
    ]);
    expect((await disputeEvents()).slice(2)).toEqual([
      'charge.dispute.funds_reinstated',
      'charge.dispute.closed',
    ]);
    expect(await shop.stripe.refunds.create({ charge })).toMatchObject({ amount: 1200 });
  });

  it('are lost when the shop accepts them, and close once', async () => {
    await open();
    const { charge } = await paid();
    const { id } = await dispute(charge);
    expect(await shop.stripe.disputes.close(id)).toMatchObject({ status: 'lost' });
    expect((await disputeEvents()).at(-1)).toBe('charge.dispute.closed');
    expect((await failure(shop.stripe.disputes.close(id))).message).toContain('already closed');
    expect((await shop.control(`disputes/${id}/close`, { status: 'won' })).status).toBe(400);
    expect(await nets(id)).toHaveLength(1);
  });

  it('prevent a refund of the charge', async () => {
    await open();
    const { charge } = await paid();
    const { id } = await dispute(charge);
    expect(await failure(shop.stripe.refunds.create({ charge }))).toMatchObject({ code: 'charge_disputed' });
    await shop.stripe.disputes.close(id);
    expect(await failure(shop.stripe.refunds.create({ charge }))).toMatchObject({ code: 'charge_disputed' });
  });

  it('are won or lost by the winning or losing test evidence', async () => {
    await open();
    const verdicts = [];
    for (const text of ['winning_evidence', 'losing_evidence']) {
      const { id } = await dispute((await paid()).charge);
      const answered = await shop.stripe.disputes.update(id, { evidence: { uncategorized_text: text } });
      expect(answered).toMatchObject({ status: 'under_review', evidence_details: { submission_count: 1 } });
      await until(async () => (await shop.stripe.disputes.retrieve(id)).status !== 'under_review');
      verdicts.push((await shop.stripe.disputes.retrieve(id)).status);
    }
    expect(verdicts).toEqual(['won', 'lost']);
    expect((await disputeEvents()).filter((type) => type === 'charge.dispute.updated')).toHaveLength(2);
  });

  it('of the kind inquiry move no money and leave the charge refundable', async () => {
    await open();
    const { charge } = await paid(INQUIRY);
    const find = async (): Promise<Stripe.Dispute | undefined> =>
      (await shop.stripe.disputes.list({ charge })).data[0];
    await until(async () => (await find()) !== undefined);
    expect(await find()).toMatchObject({ status: 'warning_needs_response', balance_transactions: [] });
    expect(await shop.stripe.refunds.create({ charge, amount: 100 })).toMatchObject({ status: 'succeeded' });
    const { id } = (await find())!;
    expect(await shop.stripe.disputes.close(id)).toMatchObject({ status: 'warning_closed' });
  });

  it('cannot exceed the rest of the charge, and are opened once', async () => {
    await open();
    const { charge } = await paid();
    const ask = async (body: object): Promise<number> =>
      (await shop.control(`charges/${charge}/dispute`, body)).status;
    await shop.stripe.refunds.create({ charge, amount: 1000 });
    expect(await ask({ amount: 201 })).toBe(400);
    expect(await ask({ reason: 'because' })).toBe(400);
    expect(await ask({ surprise: 1 })).toBe(400);
    expect(await dispute(charge)).toMatchObject({ amount: 200 });
    expect(await ask({})).toBe(400);
    expect((await shop.control('charges/ch_none/dispute')).status).toBe(404);
  });

  it('are not opened for a charge that was refunded before', async () => {
    const dataDir = dataFolder();
    await open({ dataDir, disputeSeconds: 3600 });
    const early = await paid(DISPUTED);
    await shop.stripe.refunds.create({ charge: early.charge });
    const late = await paid(DISPUTED);
    await shop.close();
    await open({ dataDir, now: () => Date.now() + 3_600_000 });
    await until(async () => (await shop.stripe.disputes.list()).data.length > 0);
    const { data } = await shop.stripe.disputes.list();
    expect(data.map(({ charge }) => charge)).toEqual([late.charge]);
  });

  it('and full refunds end what Radar says about a charge: warnings and reviews', async () => {
    await open();
    const { intent, charge } = await paid('4000000000005423');
    const { data } = await shop.stripe.radar.earlyFraudWarnings.list({ payment_intent: intent });
    expect(data).toMatchObject([{ charge, payment_intent: intent, actionable: true, fraud_type: 'misc' }]);
    const review = (await shop.control(`charges/${charge}/review`)).body as unknown as Stripe.Review;
    expect(review).toMatchObject({ charge, open: true, opened_reason: 'manual', closed_reason: null });
    expect((await shop.stripe.reviews.list()).data).toEqual([review]);
    expect((await shop.control(`charges/${charge}/review`)).status).toBe(400);
    await dispute(charge);
    expect(await shop.stripe.radar.earlyFraudWarnings.retrieve(data[0]!.id)).toMatchObject({
      actionable: false,
    });
    const expand = ['payment_intent'];
    expect(await shop.stripe.reviews.retrieve(review.id, { expand })).toMatchObject({
      ...{ open: false, closed_reason: 'disputed', reason: 'disputed' },
      payment_intent: { id: intent, metadata: { orderId: 'order-1' } },
    });
    expect((await shop.stripe.reviews.list()).data).toEqual([]);
    const second = await paid('4000000000009235');
    const [opened] = (await shop.stripe.reviews.list()).data;
    expect(await shop.stripe.charges.retrieve(second.charge)).toMatchObject({ review: opened!.id });
    expect(await shop.stripe.reviews.approve(opened!.id)).toMatchObject({ closed_reason: 'approved' });
    const types = (await shop.eventTypes()).filter((type) => /^(radar|review)/.test(type));
    expect(types).toEqual([
      ...['radar.early_fraud_warning.created', 'review.opened'],
      ...['radar.early_fraud_warning.updated', 'review.closed'],
      ...['review.opened', 'review.closed'],
    ]);
  });
});
