import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { ListFacts, PaymentDelayed, type PaymentFailedEvent, PaymentSucceeded } from '@orderwire/contracts';
import { parseMessage } from '@orderwire/platform';
import { faultOf, sessionRequest, waitUntil, PaymentsWorld } from './payments-world.js';

let world: PaymentsWorld;
beforeAll(async () => {
  world = await PaymentsWorld.create();
});
afterEach(() => {
  world.stripe.calls.length = 0;
});
afterAll(() => world.close());

describe('a paid session', () => {
  test('publishes payment.succeeded with the captured amount', async () => {
    const { orderId, id } = await world.openSession({ email: 'ada@example.com' });
    await world.stripe.pay(id);
    const { payload } = await world.waitFor(orderId, 'payment.succeeded');
    expect(payload).toMatchObject({ orderId, sessionId: id, amount: 4498, currency: 'usd' });
    expect(payload).toMatchObject({
      paymentId: expect.stringMatching(/^pi_/),
      receiptUrl: expect.stringMatching(/^http/),
      email: 'shopper@example.com',
      webhook: { type: 'checkout.session.completed', eventId: expect.stringMatching(/^evt_/) },
    });
    parseMessage(PaymentSucceeded.payload, payload, 'refuse');
    expect(await world.statusOf(orderId)).toEqual(['complete']);
    expect(await world.paymentsOf(orderId)).toMatchObject([
      { id: payload['paymentId'], status: 'succeeded' },
    ]);
  });

  test('carries the correlation id of the request that opened it', async () => {
    const request = sessionRequest();
    const { id } = await world.create(request, { correlationId: 'shopper-7' });
    await world.stripe.pay(id);
    const { headers } = await world.waitFor(request.orderId, 'payment.succeeded');
    expect(Object.values(headers)).toContain('shopper-7');
  });

  test('is published to JetStream', async () => {
    const { orderId, id } = await world.openSession();
    await world.stripe.pay(id);
    await world.waitFor(orderId, 'payment.succeeded');
    await waitUntil(
      () =>
        world.rows('SELECT FROM messaging.outbox WHERE aggregate_id = $1 AND published_at IS NOT NULL', [
          orderId,
        ]),
      (rows) => rows.length === 1,
    );
  });

  test('needs two requests to Stripe: create and retrieve', async () => {
    const { orderId, id } = await world.openSession();
    await world.stripe.pay(id);
    await world.waitFor(orderId, 'payment.succeeded');
    const calls = world.stripe.calls.filter(({ key, path }) => key?.includes(orderId) || path.includes(id));
    expect(calls.map(({ method }) => method)).toEqual(['POST', 'GET']);
  });
});

describe('the same event twice', () => {
  test('is applied once, also when sent concurrently', async () => {
    const { orderId, id } = await world.openSession();
    await world.stripe.pay(id);
    const { payload } = await world.eventOf(id, 'checkout.session.completed');
    const answers = await Promise.all([world.post(payload), world.post(payload), world.post(payload)]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    await world.outcomes(id);
    expect(await world.subjectsOf(orderId)).toEqual(['payment.succeeded']);
    expect(await world.paymentsOf(orderId)).toHaveLength(1);
  });

  test('with several ids is one payment', async () => {
    const { orderId, id } = await world.openSession();
    await world.stripe.pay(id);
    const { payload, id: event } = await world.eventOf(id, 'checkout.session.completed');
    const copies = [1, 2, 3].map((number) => payload.replace(event, `${event}${number}`));
    await Promise.all(copies.map((body) => world.post(body)));
    for (const number of ['', 1, 2, 3]) await world.outcomeOf(`${event}${number}`);
    expect(await world.subjectsOf(orderId)).toEqual(['payment.succeeded']);
  });
});

describe('a delayed payment', () => {
  test('is published as delayed when Checkout is completed, and as succeeded when it succeeds', async () => {
    const { orderId, id } = await world.openSession();
    await world.stripe.pay(id, { method: 'delayed_success' });
    expect(await world.outcomes(id)).toEqual({ 'checkout.session.completed': 'processing' });
    expect(await world.publishedEvents(orderId)).toMatchObject([
      {
        subject: 'payment.delayed',
        payload: { orderId, sessionId: id, webhook: { type: 'checkout.session.completed' } },
      },
    ]);
    await world.stripe.settle(id);
    const { payload } = await world.waitFor(orderId, 'payment.succeeded');
    expect(payload['webhook']).toMatchObject({ type: 'checkout.session.async_payment_succeeded' });
    expect(await world.outcomes(id)).toEqual({
      'checkout.session.completed': 'processing',
      'checkout.session.async_payment_succeeded': 'paid',
    });
  });

  test('is published as delayed once, however often its webhook arrives', async () => {
    const { orderId, id } = await world.openSession();
    await world.stripe.pay(id, { method: 'delayed_success' });
    const { payload, id: event } = await world.eventOf(id, 'checkout.session.completed');
    await world.waitFor(orderId, 'payment.delayed');
    await world.post(payload.replace(event, `${event}again`));
    expect(await world.outcomeOf(`${event}again`)).toBe('processing');
    expect(await world.subjectsOf(orderId)).toEqual(['payment.delayed']);
  });

  test('is a fact while it is processed, and none afterwards', async () => {
    const { orderId, id } = await world.openSession();
    const facts = () => world.request(ListFacts.payments, { subject: 'payment.delayed', ids: [id] });
    await world.stripe.pay(id, { method: 'delayed_success' });
    await world.waitFor(orderId, 'payment.delayed');
    const { facts: found } = await facts();
    expect(found).toMatchObject([{ id, event: { orderId, sessionId: id } }]);
    parseMessage(PaymentDelayed.payload, found[0]?.event, 'refuse');
    expect((await world.request(ListFacts.payments, { subject: 'payment.delayed' })).facts).toContainEqual(
      found[0],
    );
    await world.stripe.settle(id);
    await world.waitFor(orderId, 'payment.succeeded');
    expect((await facts()).facts).toEqual([]);
  });

  test('that fails is published with the reason, and the order gets a new payment session', async () => {
    const { orderId, id } = await world.openSession();
    await world.stripe.pay(id, { method: 'delayed_failure' });
    await world.stripe.settle(id);
    const { payload } = await world.waitFor(orderId, 'payment.failed');
    expect(payload).toMatchObject({
      orderId,
      sessionId: id,
      reason: expect.stringContaining('insufficient funds'),
    });
    const { facts } = await world.request(ListFacts.payments, { subject: 'payment.failed', ids: [id] });
    const { currency, failedAt } = payload as unknown as PaymentFailedEvent;
    expect(facts).toMatchObject([{ event: { orderId, sessionId: id, currency, failedAt } }]);
    expect(await world.statusOf(orderId)).toEqual(['failed']);
    expect((await world.create(sessionRequest({ orderId, attempt: 2 }))).id).not.toBe(id);
  });
});

describe('a session that is never paid', () => {
  test('is published once when it expires', async () => {
    const { orderId, id } = await world.openSession();
    await world.stripe.control(`/checkout/sessions/${id}/expire-now`);
    const { payload } = await world.waitFor(orderId, 'payment.session.expired');
    expect(payload).toMatchObject({ orderId, sessionId: id });
    const event = await world.eventOf(id, 'checkout.session.expired');
    await world.post(event.payload.replace(event.id, `${event.id}again`));
    await world.outcomeOf(`${event.id}again`);
    expect(await world.subjectsOf(orderId)).toEqual(['payment.session.expired']);
    expect(await faultOf(world.create(sessionRequest({ orderId })))).toMatchObject({
      code: 'payments.rejected',
      details: { stripe: { code: 'session_expired' } },
    });
  });
});

describe('a capture that differs from its session', () => {
  test.each([
    ['amount', 'amount = 4497'],
    ['currency', "currency = 'eur'"],
  ])('in %s is stored and published as mismatched, never as succeeded', async (_name, change) => {
    const { orderId, id } = await world.openSession();
    await world.rows(`UPDATE payment_sessions SET ${change} WHERE order_id = $1`, [orderId]);
    await world.stripe.pay(id);
    expect(await world.outcomes(id)).toEqual({ 'checkout.session.completed': 'amount_mismatch' });
    expect((await world.subjectsOf(orderId))[0]).toBe('payment.mismatched');
    expect(await world.subjectsOf(orderId)).not.toContain('payment.succeeded');
    expect(await world.paymentsOf(orderId)).toMatchObject([
      { amount: '4498', currency: 'usd', status: 'amount_mismatch' },
    ]);
  });
});

describe('a capture without a webhook', () => {
  test('is settled when the session is expired, and a later webhook changes nothing', async () => {
    const { orderId, id } = await world.openSession();
    await world.withoutWebhooks(async () => {
      await world.stripe.pay(id);
      expect((await faultOf(world.expire(orderId))).code).toBe('payments.already_paid');
      const { payload } = await world.waitFor(orderId, 'payment.succeeded');
      expect(payload).toMatchObject({ sessionId: id, amount: 4498, webhook: { eventId: `sync_${id}` } });
    });
    const { payload } = await world.stripe.eventOf(id, 'checkout.session.completed');
    await world.outcomeOf((JSON.parse(payload) as { id: string }).id);
    expect(await world.subjectsOf(orderId)).toEqual(['payment.succeeded']);
  });
});
