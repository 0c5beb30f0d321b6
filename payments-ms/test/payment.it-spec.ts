import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { PaymentSucceeded, system } from '@orderwire/contracts';
import { parseMessage, runInContext } from '@orderwire/platform';
import { faultOf, order, waitUntil, World } from './world.js';

let world: World;
beforeAll(async () => {
  world = await World.create();
});
afterEach(() => {
  world.stripe.calls.length = 0;
});
afterAll(() => world.close());

describe('a paid session', () => {
  test('announces payment.succeeded with what Stripe captured', async () => {
    const { orderId, id } = await world.opened({ email: 'ada@example.com' });
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
    const request = order();
    const context = { correlationId: 'shopper-7', actor: system };
    const { id } = await runInContext(context, () => world.create(request));
    await world.stripe.pay(id);
    const { headers } = await world.waitFor(request.orderId, 'payment.succeeded');
    expect(Object.values(headers)).toContain('shopper-7');
  });

  test('is announced on JetStream', async () => {
    const { orderId, id } = await world.opened();
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

  test('costs two calls to Stripe: one to open it, one to look at it', async () => {
    const { orderId, id } = await world.opened();
    await world.stripe.pay(id);
    await world.waitFor(orderId, 'payment.succeeded');
    const calls = world.stripe.calls.filter(({ key, path }) => key?.includes(orderId) || path.includes(id));
    expect(calls.map(({ method }) => method)).toEqual(['POST', 'GET']);
  });
});

describe('the same event twice', () => {
  test('changes nothing the second time, also when both come at once', async () => {
    const { orderId, id } = await world.opened();
    await world.stripe.pay(id);
    const { payload } = await world.eventOf(id, 'checkout.session.completed');
    const answers = await Promise.all([world.post(payload), world.post(payload), world.post(payload)]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    await world.outcomes(id);
    expect(await world.subjectsOf(orderId)).toEqual(['payment.succeeded']);
    expect(await world.paymentsOf(orderId)).toHaveLength(1);
  });

  test('under two ids is still one payment', async () => {
    const { orderId, id } = await world.opened();
    await world.stripe.pay(id);
    const { payload, id: event } = await world.eventOf(id, 'checkout.session.completed');
    const copies = [1, 2, 3].map((number) => payload.replace(event, `${event}${number}`));
    await Promise.all(copies.map((body) => world.post(body)));
    for (const number of ['', 1, 2, 3]) await world.outcomeOf(`${event}${number}`);
    expect(await world.subjectsOf(orderId)).toEqual(['payment.succeeded']);
  });
});

describe('a delayed payment', () => {
  test('is announced when it succeeds, not when Checkout is completed', async () => {
    const { orderId, id } = await world.opened();
    await world.stripe.pay(id, { method: 'delayed_success' });
    expect(await world.outcomes(id)).toEqual({ 'checkout.session.completed': 'processing' });
    expect(await world.subjectsOf(orderId)).toEqual([]);
    await world.stripe.settle(id);
    const { payload } = await world.waitFor(orderId, 'payment.succeeded');
    expect(payload['webhook']).toMatchObject({ type: 'checkout.session.async_payment_succeeded' });
    expect(await world.outcomes(id)).toEqual({
      'checkout.session.completed': 'processing',
      'checkout.session.async_payment_succeeded': 'paid',
    });
  });

  test('that fails is announced with the reason, and the order may be paid anew', async () => {
    const { orderId, id } = await world.opened();
    await world.stripe.pay(id, { method: 'delayed_failure' });
    await world.stripe.settle(id);
    const { payload } = await world.waitFor(orderId, 'payment.failed');
    expect(payload).toMatchObject({
      orderId,
      sessionId: id,
      reason: expect.stringContaining('insufficient funds'),
    });
    expect(await world.statusOf(orderId)).toEqual(['failed']);
    expect((await world.create(order({ orderId, attempt: 2 }))).id).not.toBe(id);
  });
});

describe('a session that is never paid', () => {
  test('is announced when it expires, once', async () => {
    const { orderId, id } = await world.opened();
    await world.stripe.control(`/checkout/sessions/${id}/expire-now`);
    const { payload } = await world.waitFor(orderId, 'payment.session.expired');
    expect(payload).toMatchObject({ orderId, sessionId: id });
    const event = await world.eventOf(id, 'checkout.session.expired');
    await world.post(event.payload.replace(event.id, `${event.id}again`));
    await world.outcomeOf(`${event.id}again`);
    expect(await world.subjectsOf(orderId)).toEqual(['payment.session.expired']);
    expect(await faultOf(world.create(order({ orderId })))).toMatchObject({
      code: 'payments.rejected',
      details: { stripe: { code: 'session_expired' } },
    });
  });
});

describe('money that is not what the order costs', () => {
  test.each([
    ['amount', 'amount = 4497'],
    ['currency', "currency = 'eur'"],
  ])('in its %s is kept and reported, and never announced as a success', async (_name, change) => {
    const { orderId, id } = await world.opened();
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

describe('money whose webhook does not come', () => {
  test('is settled when somebody looks, and once: the webhook that comes after all changes nothing', async () => {
    const { orderId, id } = await world.opened();
    await world.withoutWebhooks(async () => {
      await world.stripe.pay(id);
      expect((await faultOf(world.expire(orderId))).code).toBe('payments.already_paid');
      const { payload } = await world.waitFor(orderId, 'payment.succeeded');
      expect(payload).toMatchObject({ sessionId: id, amount: 4498, webhook: { eventId: `look_${id}` } });
    });
    const { payload } = await world.stripe.eventOf(id, 'checkout.session.completed');
    await world.outcomeOf((JSON.parse(payload) as { id: string }).id);
    expect(await world.subjectsOf(orderId)).toEqual(['payment.succeeded']);
  });
});
