import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type Stripe from 'stripe';
import { failure, line, Shop, idOf } from './shop.js';

describe('lists and expansion', () => {
  let shop: Shop;
  const ids: string[] = [];
  beforeAll(async () => {
    shop = await Shop.open();
    for (let count = 0; count < 25; count++) ids.unshift((await shop.session()).id);
    await shop.pay(ids[0]!);
  });
  afterAll(() => shop.close());

  const page = async (params: Stripe.Checkout.SessionListParams): Promise<[string[], boolean]> => {
    const { data, has_more } = await shop.stripe.checkout.sessions.list(params);
    return [data.map(({ id }) => id), has_more];
  };

  it('returns ten, newest first, with has_more', async () => {
    expect(await page({})).toEqual([ids.slice(0, 10), true]);
    expect(await page({ limit: 100 })).toEqual([ids, false]);
  });

  it('continues after starting_after and before ending_before', async () => {
    expect(await page({ limit: 10, starting_after: ids[9]! })).toEqual([ids.slice(10, 20), true]);
    expect(await page({ limit: 10, starting_after: ids[19]! })).toEqual([ids.slice(20), false]);
    expect(await page({ limit: 10, ending_before: ids[15]! })).toEqual([ids.slice(5, 15), true]);
    expect(await page({ limit: 10, ending_before: ids[5]! })).toEqual([ids.slice(0, 5), false]);
  });

  it('works with the SDK’s automatic pagination', async () => {
    const seen: string[] = [];
    for await (const { id } of shop.stripe.checkout.sessions.list({ limit: 7 })) seen.push(id);
    expect(seen).toEqual(ids);
  });

  it('refuses limits out of 1 to 100 and unknown cursors', async () => {
    for (const limit of [0, 101]) {
      expect(await failure(page({ limit }))).toMatchObject({
        statusCode: 400,
        code: 'parameter_invalid_integer',
      });
    }
    expect(await failure(page({ starting_after: 'cs_no' }))).toMatchObject({ code: 'resource_missing' });
  });

  it('filters by PaymentIntent, status and time', async () => {
    const paid = await shop.stripe.checkout.sessions.retrieve(ids[0]!);
    expect(await page({ payment_intent: idOf(paid.payment_intent) })).toEqual([[paid.id], false]);
    expect(await page({ status: 'complete' })).toEqual([[paid.id], false]);
    expect(await page({ created: { gt: paid.created } })).toEqual([[], false]);
    expect((await page({ created: { lte: paid.created }, limit: 100 }))[0]).toHaveLength(25);
  });

  it('filters events by type, by several types and by cursor', async () => {
    const { data } = await shop.stripe.events.list({ types: ['charge.succeeded', 'payment_intent.created'] });
    expect(data.map(({ type }) => type)).toEqual(['charge.succeeded', 'payment_intent.created']);
    const [newest] = (await shop.stripe.events.list({ type: 'checkout.session.completed' })).data;
    expect((await shop.stripe.events.list({ ending_before: newest!.id })).data).toEqual([]);
    expect(await shop.stripe.events.retrieve(newest!.id)).toMatchObject({
      api_version: '2026-10-28.endive',
      data: { object: { id: ids[0], status: 'complete' } },
    });
  });

  it('lists events of the last 30 days only, and objects without limit', async () => {
    let now = Date.now();
    const old = await Shop.open({ now: () => now });
    try {
      const { id } = await old.session();
      await old.pay(id);
      const [event] = (await old.stripe.events.list({ type: 'checkout.session.completed' })).data;
      now += 31 * 86_400_000;
      expect(await old.eventTypes()).toEqual([]);
      expect(await failure(old.stripe.events.retrieve(event!.id))).toMatchObject({ statusCode: 404 });
      expect(await old.stripe.checkout.sessions.retrieve(id)).toMatchObject({ payment_status: 'paid' });
    } finally {
      await old.close();
    }
  });

  it('expands to the depth asked for, in lists too', async () => {
    const session = await shop.stripe.checkout.sessions.retrieve(ids[0]!, {
      expand: [
        'payment_intent.latest_charge.balance_transaction',
        'payment_intent.payment_method',
        'line_items',
      ],
    });
    expect(session).toMatchObject({
      payment_intent: {
        payment_method: { type: 'card', card: { last4: '4242' } },
        latest_charge: { object: 'charge', balance_transaction: { amount: 1200, fee: 65, net: 1135 } },
      },
      line_items: {
        data: [{ quantity: 2, amount_total: 1200, description: 'Tea', price: { unit_amount: 600 } }],
      },
    });
    const list = await shop.stripe.checkout.sessions.list({ limit: 1, expand: ['data.payment_intent'] });
    expect(list.data[0]?.payment_intent).toMatchObject({ object: 'payment_intent', status: 'succeeded' });
  });

  it('expands fields that are empty: they stay null', async () => {
    const paths = [
      'invoice',
      'setup_intent',
      'subscription',
      'payment_link',
      'customer',
      'shipping_cost.shipping_rate',
    ];
    const deep = [
      'payment_intent.review',
      'payment_intent.latest_charge.application_fee',
      'total_details.breakdown',
    ];
    const session = await shop.stripe.checkout.sessions.retrieve(ids[0]!, { expand: [...paths, ...deep] });
    expect(session).toMatchObject({
      invoice: null,
      subscription: null,
      customer: null,
      payment_intent: { review: null, latest_charge: { application_fee: null } },
      total_details: { breakdown: { discounts: [], taxes: [] } },
    });
  });

  it('refuses to expand a field that is no reference', async () => {
    const retrieve = (path: string): Promise<unknown> =>
      shop.stripe.checkout.sessions.retrieve(ids[0]!, { expand: [path] });
    for (const path of [
      'amount_total',
      'payment_intent.banana',
      'customer.banana',
      'metadata',
      'cancel_url',
      'a.b.c.d.e',
    ]) {
      expect(await failure(retrieve(path))).toMatchObject({ statusCode: 400 });
    }
    const list = shop.stripe.checkout.sessions.list({ expand: ['payment_intent'] });
    expect((await failure(list)).message).toContain("'data.payment_intent'");
  });

  it('pages through line items in the order of the order', async () => {
    const other = await Shop.open();
    try {
      const { sessions } = other.stripe.checkout;
      const { id } = await other.session({
        line_items: [1, 2, 3].map((quantity) => line('usd', 100, quantity)),
      });
      const first = await sessions.listLineItems(id, { limit: 2 });
      expect([first.data.map(({ quantity }) => quantity), first.has_more]).toEqual([[1, 2], true]);
      const rest = await sessions.listLineItems(id, { starting_after: first.data[1]!.id });
      expect([rest.data.map(({ quantity }) => quantity), rest.has_more]).toEqual([[3], false]);
    } finally {
      await other.close();
    }
  });
});
