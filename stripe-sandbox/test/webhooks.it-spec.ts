import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import Stripe from 'stripe';
import { TEST_ENDPOINT_SECRET } from '../src/index.js';
import { Endpoint, Shop, until, idOf } from './shop.js';

describe('webhooks', () => {
  let endpoint: Endpoint;
  let shop: Shop | undefined;
  beforeEach(async () => {
    endpoint = await Endpoint.listen();
  });
  afterEach(async () => {
    await shop?.close();
    await endpoint.close();
  });

  const paidSession = async (): Promise<string> => {
    const { id } = await shop!.session();
    await shop!.pay(id);
    return id;
  };

  it('arrive signed, with the object as it was when the event happened', async () => {
    shop = await Shop.open({ webhookUrl: endpoint.url });
    const id = await paidSession();
    await until(() => endpoint.events.length === 4);
    expect(endpoint.types()).toEqual([
      'charge.succeeded',
      'checkout.session.completed',
      'payment_intent.created',
      'payment_intent.succeeded',
    ]);
    const created = endpoint.events.find(({ type }) => type === 'payment_intent.created');
    expect(created).toMatchObject({
      object: 'event',
      api_version: '2026-10-28.endive',
      livemode: false,
      pending_webhooks: 1,
      data: { object: { status: 'requires_payment_method' } },
    });
    const completed = endpoint.events.find(({ type }) => type === 'checkout.session.completed');
    expect(completed?.data.object).toMatchObject({
      id,
      payment_status: 'paid',
      metadata: { orderId: 'order-1' },
    });
    await until(async () => (await shop!.stripe.events.retrieve(completed!.id)).pending_webhooks === 0);
  });

  it('are indented as Stripe’s: parsed and written again, they no longer match their signature', async () => {
    shop = await Shop.open({ webhookUrl: endpoint.url });
    await paidSession();
    await until(() => endpoint.posts.length === 4);
    for (const { body, signature } of endpoint.posts) {
      expect(body).toBe(JSON.stringify(JSON.parse(body), null, 2));
      const again = JSON.stringify(JSON.parse(body));
      const verify = (): unknown => Stripe.webhooks.constructEvent(again, signature, TEST_ENDPOINT_SECRET);
      expect(verify).toThrow('No signatures found matching');
    }
  });

  it('contain the request and the idempotency key that caused them', async () => {
    shop = await Shop.open({ webhookUrl: endpoint.url });
    const customer = await shop.stripe.customers.create({ email: 'a@b.co' }, { idempotencyKey: 'k-1' });
    await until(() => endpoint.events.length === 1);
    expect(endpoint.events[0]?.request).toEqual({
      id: customer.lastResponse.requestId,
      idempotency_key: 'k-1',
    });
  });

  it('are retried until a 2xx reply', async () => {
    shop = await Shop.open({
      webhookUrl: endpoint.url,
      webhookRetryBaseMs: 5,
      webhookEvents: ['checkout.session.completed'],
    });
    endpoint.answer = (attempt) => [500, 400, 302][attempt - 1] ?? 200;
    await paidSession();
    await until(() => endpoint.events.length === 1);
    expect(endpoint.attempts).toBe(4);
  });

  it('are posted for the enabled types only', async () => {
    shop = await Shop.open({
      webhookUrl: endpoint.url,
      webhookEvents: ['checkout.session.completed', 'refund.created'],
    });
    const id = await paidSession();
    const { payment_intent } = await shop.stripe.checkout.sessions.retrieve(id);
    await shop.stripe.refunds.create({ payment_intent: idOf(payment_intent) });
    await until(() => endpoint.events.length === 2);
    expect(endpoint.types()).toEqual(['checkout.session.completed', 'refund.created']);
    expect(await shop.eventTypes()).toHaveLength(6);
  });

  it('are posted for the types that a pattern matches', async () => {
    shop = await Shop.open({ webhookUrl: endpoint.url, webhookEvents: ['refund.*', 'checkout.session.*'] });
    const id = await paidSession();
    const { payment_intent } = await shop.stripe.checkout.sessions.retrieve(id);
    await shop.stripe.refunds.create({ payment_intent: idOf(payment_intent) });
    await until(() => endpoint.events.length >= 2);
    const pushed = new Set(endpoint.types().map((type) => type.split('.')[0]));
    expect(pushed).toEqual(new Set(['checkout', 'refund']));
  });

  it('can be resent, and are counted', async () => {
    shop = await Shop.open({ webhookUrl: endpoint.url, webhookEvents: ['checkout.session.completed'] });
    await paidSession();
    const stats = (): Promise<object> => shop!.read('stats');
    const idle = (): Promise<void> =>
      until(async () => JSON.stringify(await stats()).includes('"pending":0'));
    await idle();
    const [first] = endpoint.events;
    await shop.control(`events/${first!.id}/resend`);
    await idle();
    expect(endpoint.events.map(({ id }) => id)).toEqual([first!.id, first!.id]);
    expect(await stats()).toEqual({
      apiCalls: { total: 1, byRoute: { 'POST /v1/checkout/sessions': 1 } },
      webhooks: { delivered: 2, failed: 0, pending: 0 },
    });
    await shop.control('stats/reset');
    expect(await stats()).toMatchObject({ apiCalls: { total: 0 }, webhooks: { delivered: 0 } });
  });
});
