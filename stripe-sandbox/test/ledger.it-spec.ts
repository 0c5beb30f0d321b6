import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Account } from '../src/ledger/account.js';
import type { Total } from '../src/ledger/totals.js';
import { idOf, line, Shop } from './shop.js';

interface Page {
  data: Account[];
  has_more: boolean;
}

describe('the sandbox’s ledger', () => {
  let shop: Shop;
  beforeEach(async () => {
    shop = await Shop.open();
  });
  afterEach(() => shop.close());

  const pay = async (orderId: string, body: object = {}, currency = 'usd'): Promise<string> => {
    const metadata = { orderId };
    const { id } = await shop.session({ line_items: [line(currency)], payment_intent_data: { metadata } });
    await shop.control(`checkout/sessions/${id}/pay`, body);
    return idOf((await shop.stripe.checkout.sessions.retrieve(id)).payment_intent);
  };
  const book = async (query = ''): Promise<Page> => shop.read(`ledger${query}`);

  it('lists for every payment the captured, refunded, disputed and remaining amounts', async () => {
    const plain = await pay('plain');
    const refunded = await pay('refunded');
    await shop.stripe.refunds.create({ payment_intent: refunded, amount: 500, metadata: { why: 'late' } });
    const failed = await shop.stripe.refunds.create({ payment_intent: refunded, amount: 100 });
    await shop.control(`refunds/${failed.id}/fail-now`);
    const disputed = await pay('disputed');
    const { latest_charge } = await shop.stripe.paymentIntents.retrieve(disputed);
    await shop.control(`charges/${idOf(latest_charge)}/dispute`, { amount: 700 });
    await pay('declined', { card: '4000000000000002' });
    const { data, has_more } = await book();
    expect(has_more).toBe(false);
    const lines = data.map((row) => [
      row.order_id,
      row.status,
      row.captured,
      row.refunded,
      row.disputed,
      row.fees,
      row.net,
    ]);
    expect(lines).toEqual([
      ['plain', 'succeeded', 1200, 0, 0, 65, 1135],
      ['refunded', 'succeeded', 1200, 500, 0, 65, 635],
      ['disputed', 'succeeded', 1200, 0, 700, 1565, -1065],
      ['declined', 'requires_payment_method', 0, 0, 0, 0, 0],
    ]);
    expect(data[0]).toMatchObject({ payment_intent: plain, session_status: 'complete', currency: 'usd' });
    expect(data[1]?.refunds).toMatchObject([
      { amount: 500, status: 'succeeded', metadata: { why: 'late' } },
      { amount: 100, status: 'failed' },
    ]);
    expect(data[2]?.dispute).toMatchObject({ status: 'needs_response', reason: 'fraudulent' });
  });

  it('is paged, oldest first', async () => {
    for (let n = 0; n < 5; n++) await pay(`order-${n}`);
    const read: (string | null)[] = [];
    for (let query = '?limit=2', more = true; more;) {
      const { data, has_more } = await book(query);
      read.push(...data.map(({ order_id }) => order_id));
      more = has_more;
      query = `?limit=2&starting_after=${data.at(-1)?.payment_intent}`;
    }
    expect(read).toEqual(['order-0', 'order-1', 'order-2', 'order-3', 'order-4']);
    expect(await book('?starting_after=pi_none')).toMatchObject({ error: { code: 'resource_missing' } });
    expect(await book('?limit=1001')).toMatchObject({ error: { param: 'limit' } });
  });

  it('sums to the balance per currency', async () => {
    const intent = await pay('one');
    await shop.stripe.refunds.create({ payment_intent: intent, amount: 300 });
    await pay('two', {}, 'jpy');
    await pay('three', { card: '4000000000000002' }, 'kwd');
    const { data } = await shop.read<{ data: Total[] }>('ledger/totals');
    expect(data).toMatchObject([
      { currency: 'jpy', captured: 1200, net: 1135, balance: 1135 },
      { currency: 'kwd', payment_intents: 1, captured: 0, net: 0, balance: 0 },
      { currency: 'usd', captured: 1200, refunded: 300, fees: 65, net: 835, balance: 835 },
    ]);
    const { pending } = await shop.stripe.balance.retrieve();
    expect(pending.map(({ amount, currency }) => [currency, amount])).toEqual([
      ['jpy', 1135],
      ['usd', 835],
    ]);
  });

  it('is readable while every API call fails', async () => {
    await pay('plain');
    await shop.setFaults({ api: { error500Before: 1 } });
    expect((await book()).data).toHaveLength(1);
  });
});
