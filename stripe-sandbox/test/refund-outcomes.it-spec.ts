import { afterEach, describe, expect, it } from '@jest/globals';
import { cpSync } from 'node:fs';
import Stripe from 'stripe';
import type { SandboxOptions } from '../src/index.js';
import { dataFolder } from './data-folder.js';
import { failure, idOf, Shop, until } from './shop.js';

const FAILS = '4000000000005126';
const PENDING = '4000000000007726';

describe('refunds that do not end at once', () => {
  const shops: Shop[] = [];
  let shop: Shop;
  const open = async (options: SandboxOptions = {}): Promise<void> => {
    shop = await Shop.open({ refundSeconds: 3600, ...options });
    shops.push(shop);
  };
  afterEach(async () => {
    for (const opened of shops.splice(0)) await opened.close();
  });

  const refund = async (card: string, amount?: number): Promise<Stripe.Refund> => {
    const { id } = await shop.session();
    const payment_intent = idOf((await shop.pay(id, { card })).body.payment_intent);
    return shop.stripe.refunds.create({ payment_intent, ...(amount && { amount }) });
  };
  const charge = ({ charge: id }: Stripe.Refund): Promise<Stripe.Charge> =>
    shop.stripe.charges.retrieve(idOf(id));
  const lastEvents = async (count: number): Promise<string[]> => (await shop.eventTypes()).slice(-count);

  it('succeed first and fail later for the test card: the amount is in the balance again', async () => {
    await open({ refundSeconds: 0 });
    const { id, status, charge: of } = await refund(FAILS, 500);
    expect(status).toBe('succeeded');
    await until(async () => (await shop.stripe.refunds.retrieve(id)).status === 'failed');
    const failed = await shop.stripe.refunds.retrieve(id, { expand: ['failure_balance_transaction'] });
    expect(failed).toMatchObject({
      failure_reason: 'expired_or_canceled_card',
      failure_balance_transaction: { type: 'refund_failure', amount: 500, fee: 0, source: id },
    });
    expect(await shop.stripe.charges.retrieve(idOf(of))).toMatchObject({
      amount_refunded: 0,
      refunded: false,
    });
    expect(await lastEvents(5)).toEqual([
      'refund.created',
      'charge.refunded',
      'refund.updated',
      'charge.refund.updated',
      'refund.failed',
    ]);
    const { data } = await shop.stripe.balanceTransactions.list({ source: id });
    expect(data.map(({ net }) => net)).toEqual([500, -500]);
  });

  it('start pending for the test card and succeed later', async () => {
    await open();
    const pending = await refund(PENDING);
    expect(pending).toMatchObject({ status: 'pending', pending_reason: 'processing' });
    expect(await charge(pending)).toMatchObject({ amount_refunded: 1200, refunded: true });
    await shop.control(`refunds/${pending.id}/succeed-now`);
    expect(await shop.stripe.refunds.retrieve(pending.id)).toMatchObject({ status: 'succeeded' });
    expect(await lastEvents(2)).toEqual(['refund.updated', 'charge.refund.updated']);
    const [event] = (await shop.stripe.events.list({ type: 'refund.updated' })).data;
    expect(event?.data.previous_attributes).toEqual({ status: 'pending' });
  });

  it('fail on command with any card, and once', async () => {
    await open();
    const { id } = await refund('4242424242424242');
    expect((await shop.control(`refunds/${id}/fail-now`)).body).toMatchObject({ id, status: 'failed' });
    expect((await shop.control(`refunds/${id}/fail-now`)).status).toBe(400);
    expect((await shop.control(`refunds/${id}/succeed-now`)).status).toBe(400);
    expect((await shop.control('refunds/re_none/fail-now')).status).toBe(404);
  });

  it('leave the charge refundable once they failed', async () => {
    await open();
    const first = await refund(FAILS);
    const again = { charge: idOf(first.charge) };
    expect(await failure(shop.stripe.refunds.create(again))).toMatchObject({
      code: 'charge_already_refunded',
    });
    await shop.control(`refunds/${first.id}/fail-now`);
    expect(await shop.stripe.refunds.create(again)).toMatchObject({ amount: 1200, status: 'succeeded' });
  });

  it('fail after a restart too', async () => {
    const dataDir = dataFolder();
    await open({ dataDir });
    const { id } = await refund(FAILS);
    const copy = dataFolder();
    cpSync(dataDir, copy, { recursive: true });
    await open({ dataDir: copy, now: () => Date.now() + 3_600_000 });
    await until(async () => (await shop.stripe.refunds.retrieve(id)).status === 'failed');
  });
});
