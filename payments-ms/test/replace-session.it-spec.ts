import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { type CreatePaymentSessionRequest, GetOpenSessions, system } from '@orderwire/contracts';
import { v7 as uuidv7 } from 'uuid';
import { faultOf, sessionRequest, waitUntil, PaymentsWorld } from './payments-world.js';

const EXPIRE = /\/expire$/;

let world: PaymentsWorld;
beforeAll(async () => {
  world = await PaymentsWorld.create();
});
afterEach(() => {
  world.stripe.intercept = () => 'pass';
  world.stripe.after = async () => undefined;
  world.stripe.calls.length = 0;
});
afterAll(() => world.close());

const next = (request: CreatePaymentSessionRequest, attempt: number) => ({ ...request, attempt });

describe('a new payment session', () => {
  test('expires the old one at Stripe first, without an event', async () => {
    const request = sessionRequest();
    const old = await world.create(request);
    const fresh = await world.create(next(request, 2));
    expect(fresh.id).not.toBe(old.id);
    expect(await world.stripe.retrieve(old.id)).toMatchObject({ status: 'expired' });
    expect(await world.statusOf(request.orderId)).toEqual(['superseded', 'open']);
    expect(await world.outcomes(old.id)).toEqual({ 'checkout.session.expired': 'superseded' });
    expect(await world.publishedEvents(request.orderId)).toEqual([]);
  });

  test('causes no event if the expiry arrives before the new session is created', async () => {
    const request = sessionRequest();
    const old = await world.create(request);
    // Delays Stripe's response until the worker has processed the event.
    world.stripe.after = async ({ path }) => {
      if (EXPIRE.test(path))
        await waitUntil(
          () => world.eventOf(old.id, 'checkout.session.expired'),
          ({ tries }) => tries > 0,
        );
    };
    await world.create(next(request, 2));
    expect(await world.outcomes(old.id)).toEqual({ 'checkout.session.expired': 'superseded' });
    expect(await world.publishedEvents(request.orderId)).toEqual([]);
    expect(await world.statusOf(request.orderId)).toEqual(['superseded', 'open']);
  });

  test('supersedes the older attempt', async () => {
    const request = sessionRequest();
    await world.create(request);
    await world.create(next(request, 2));
    expect((await faultOf(world.create(request))).code).toBe('payments.attempt_superseded');
    const late = sessionRequest();
    await world.create(next(late, 2));
    expect((await faultOf(world.create(late))).code).toBe('payments.attempt_superseded');
  });

  test('completes an interrupted opening first, so that no unknown session can be paid', async () => {
    const request = sessionRequest();
    world.stripe.intercept = () => 'break_after';
    await faultOf(world.create(request));
    world.stripe.intercept = () => 'pass';
    const fresh = await world.create(next(request, 2));
    const all = await world.stripe.sessionsOf(request.orderId);
    expect(all).toHaveLength(2);
    const states = await Promise.all(
      all.map(async (id) => [id, (await world.stripe.retrieve(id))['status']]),
    );
    expect(states.filter(([, status]) => status === 'open')).toEqual([[fresh.id, 'open']]);
  });

  test('is refused after the old one was paid', async () => {
    const request = sessionRequest();
    const { id } = await world.create(request);
    await world.stripe.pay(id);
    expect((await faultOf(world.create(next(request, 2)))).code).toBe('payments.already_paid');
    await world.waitFor(request.orderId, 'payment.succeeded');
    expect((await faultOf(world.create(next(request, 2)))).code).toBe('payments.already_paid');
    expect(await world.statusOf(request.orderId)).toEqual(['complete']);
  });

  test('is refused while a delayed payment is in progress', async () => {
    const request = sessionRequest();
    const { id } = await world.create(request);
    await world.stripe.pay(id, { method: 'delayed_success' });
    expect((await faultOf(world.create(next(request, 2)))).code).toBe('payments.in_progress');
    await world.waitFor(request.orderId, 'payment.delayed');
    expect((await faultOf(world.create(next(request, 2)))).code).toBe('payments.in_progress');
    expect(await world.statusOf(request.orderId)).toEqual(['complete']);
    await world.stripe.settle(id);
    await world.waitFor(request.orderId, 'payment.succeeded');
  });

  test('in concurrent requests leaves one open session', async () => {
    const request = sessionRequest();
    await world.create(request);
    const results = await Promise.allSettled(
      [2, 3, 4, 2, 3, 4].map((attempt) => world.create(next(request, attempt))),
    );
    const opened = new Set(results.flatMap((one) => (one.status === 'fulfilled' ? [one.value.id] : [])));
    expect(opened.size).toBeGreaterThan(0);
    const all = await world.stripe.sessionsOf(request.orderId);
    const open = [];
    for (const id of all) if ((await world.stripe.retrieve(id))['status'] === 'open') open.push(id);
    expect(open).toHaveLength(1);
    expect((await world.statusOf(request.orderId)).filter((status) => status === 'open')).toHaveLength(1);
  });

  test('is refused if the old session could not be closed', async () => {
    const request = sessionRequest();
    await world.create(request);
    world.stripe.intercept = ({ path }) =>
      EXPIRE.test(path) ? { status: 503, body: { error: { type: 'api_error' } } } : 'pass';
    expect((await faultOf(world.create(next(request, 2)))).code).toBe('payments.unavailable');
    expect(await world.statusOf(request.orderId)).toEqual(['open']);
  });
});

describe('expiring a payment session', () => {
  test('expires it at Stripe and publishes the expiry', async () => {
    const request = sessionRequest();
    const { id } = await world.create(request);
    expect(await world.expire(request.orderId)).toEqual({ expired: true });
    expect(await world.stripe.retrieve(id)).toMatchObject({ status: 'expired' });
    const { payload } = await world.waitFor(request.orderId, 'payment.session.expired');
    expect(payload).toMatchObject({ sessionId: id });
    expect(await world.expire(request.orderId)).toEqual({ expired: false });
  });

  test('is allowed only to our own services', async () => {
    const request = sessionRequest();
    const { id } = await world.create(request);
    const invalidKeys = [null, Buffer.alloc(32, 'unknown').toString('base64')];
    for (const key of invalidKeys)
      expect((await faultOf(world.expire(request.orderId, { key }))).code).toBe('auth.not_allowed');
    expect(await world.stripe.retrieve(id)).toMatchObject({ status: 'open' });
    expect(await world.statusOf(request.orderId)).toEqual(['open']);
  });

  test('returns false if there was none', async () => {
    expect(await world.expire(sessionRequest().orderId)).toEqual({ expired: false });
  });

  test('is payments.already_paid if the shopper paid, before and after the webhook', async () => {
    const request = sessionRequest();
    const { id } = await world.create(request);
    await world.stripe.pay(id);
    expect((await faultOf(world.expire(request.orderId))).code).toBe('payments.already_paid');
    await waitUntil(
      () => world.outcomes(id),
      (found) => found['checkout.session.completed'] === 'paid',
    );
    expect((await faultOf(world.expire(request.orderId))).code).toBe('payments.already_paid');
  });

  test('is payments.in_progress while a delayed payment is processed, which is published without a webhook', async () => {
    const { orderId, id } = await world.openSession();
    await world.withoutWebhooks(async () => {
      await world.stripe.pay(id, { method: 'delayed_success' });
      for (const replacing of [false, true])
        expect((await faultOf(world.expire(orderId, { replacing }))).code).toBe('payments.in_progress');
      const { payload } = await world.waitFor(orderId, 'payment.delayed');
      expect(payload).toMatchObject({ sessionId: id });
      await world.stripe.settle(id);
      expect((await faultOf(world.expire(orderId))).code).toBe('payments.already_paid');
      await world.waitFor(orderId, 'payment.succeeded');
    });
  });

  test('waits for the end of a delayed payment that failed, and finds it without a webhook', async () => {
    const { orderId, id } = await world.openSession();
    await world.stripe.pay(id, { method: 'delayed_failure' });
    await world.waitFor(orderId, 'payment.delayed');
    await world.withoutWebhooks(async () => {
      await world.stripe.settle(id);
      expect((await faultOf(world.expire(orderId))).code).toBe('payments.unavailable');
      await world.waitFor(orderId, 'payment.failed');
      expect(await world.expire(orderId)).toEqual({ expired: false });
    });
  });

  test('in favour of a new one is not published', async () => {
    const { orderId, id } = await world.openSession();
    expect(await world.expire(orderId, { replacing: true })).toEqual({ expired: true });
    expect(await world.outcomes(id)).toEqual({ 'checkout.session.expired': 'superseded' });
    expect(await world.publishedEvents(orderId)).toEqual([]);
    const fresh = await world.create({ ...sessionRequest({ orderId }), attempt: 2 });
    expect(await world.stripe.retrieve(fresh.id)).toMatchObject({ status: 'open' });
  });

  test('of an earlier attempt leaves the session of a later one open', async () => {
    const request = sessionRequest();
    await world.create(request);
    await world.create(next(request, 2));
    const replace = (attempt: number) => world.expire(request.orderId, { replacing: true, attempt });
    expect(await replace(1)).toEqual({ expired: false });
    expect(await world.statusOf(request.orderId)).toEqual(['superseded', 'open']);
    expect(await replace(2)).toEqual({ expired: true });
  });

  test('completes and expires an interrupted opening', async () => {
    const request = sessionRequest();
    world.stripe.intercept = () => 'break_after';
    await faultOf(world.create(request));
    world.stripe.intercept = () => 'pass';
    expect(await world.expire(request.orderId)).toEqual({ expired: true });
    const [id] = await world.stripe.sessionsOf(request.orderId);
    expect(await world.stripe.retrieve(id ?? '')).toMatchObject({ status: 'expired' });
  });

  test('fails if Stripe is unavailable', async () => {
    const request = sessionRequest();
    await world.create(request);
    world.stripe.intercept = () => 'break';
    expect((await faultOf(world.expire(request.orderId))).code).toBe('payments.unavailable');
    expect(await world.statusOf(request.orderId)).toEqual(['open']);
  });
});

describe('the open payment sessions of orders', () => {
  const openOf = async (...orderIds: string[]) =>
    (await world.request(GetOpenSessions, { orderIds }, { actor: system })).sessions;

  test('are the newest ones, with the page and the end that Stripe responded', async () => {
    const [one, replaced] = [sessionRequest(), sessionRequest()];
    const { url, expiresAt } = await world.create(one);
    await world.create(replaced);
    const fresh = await world.create(next(replaced, 2));
    const found = await openOf(one.orderId, replaced.orderId, uuidv7());
    expect(found).toHaveLength(2);
    expect(found).toContainEqual({ orderId: one.orderId, url, expiresAt });
    expect(found).toContainEqual({ orderId: replaced.orderId, url: fresh.url, expiresAt: fresh.expiresAt });
  });

  test.each([
    ['was paid', "status = 'complete'"],
    ['was expired', "status = 'expired'"],
    ['is being opened', "status = 'opening', stripe_id = NULL, url = NULL, request = '{}'"],
    ['is about to be replaced', 'replacing = true'],
    ['has ended without an event', "expires_at = now() - interval '1 second'"],
  ])('are none for a session that %s', async (_, change) => {
    const { orderId } = await world.openSession();
    await world.rows(`UPDATE payment_sessions SET ${change} WHERE order_id = $1`, [orderId]);
    expect(await openOf(orderId)).toEqual([]);
  });

  test('are read while Stripe is unavailable: no request is sent', async () => {
    const { orderId } = await world.openSession();
    world.stripe.calls.length = 0;
    expect(await openOf(orderId)).toHaveLength(1);
    expect(world.stripe.calls).toEqual([]);
  });
});
