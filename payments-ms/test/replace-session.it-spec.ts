import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { CreatePaymentSessionRequest } from '@orderwire/contracts';
import { faultOf, order, waitUntil, World } from './world.js';

const EXPIRE = /\/expire$/;

let world: World;
beforeAll(async () => {
  world = await World.create();
});
afterEach(() => {
  world.stripe.fate = () => 'pass';
  world.stripe.after = async () => undefined;
  world.stripe.calls.length = 0;
});
afterAll(() => world.close());

const next = (request: CreatePaymentSessionRequest, attempt: number) => ({ ...request, attempt });

describe('a new link', () => {
  test('expires the old one at Stripe first, and its end is nobody’s news', async () => {
    const request = order();
    const old = await world.create(request);
    const fresh = await world.create(next(request, 2));
    expect(fresh.id).not.toBe(old.id);
    expect(await world.stripe.retrieve(old.id)).toMatchObject({ status: 'expired' });
    expect(await world.statusOf(request.orderId)).toEqual(['superseded', 'open']);
    expect(await world.outcomes(old.id)).toEqual({ 'checkout.session.expired': 'superseded' });
    expect(await world.announced(request.orderId)).toEqual([]);
  });

  test('is no news either when Stripe tells of the expiry before the new link is there', async () => {
    const request = order();
    const old = await world.create(request);
    // Stripe's answer is held back until the worker has seen the event.
    world.stripe.after = async ({ path }) => {
      if (EXPIRE.test(path))
        await waitUntil(
          () => world.eventOf(old.id, 'checkout.session.expired'),
          ({ tries }) => tries > 0,
        );
    };
    await world.create(next(request, 2));
    expect(await world.outcomes(old.id)).toEqual({ 'checkout.session.expired': 'superseded' });
    expect(await world.announced(request.orderId)).toEqual([]);
    expect(await world.statusOf(request.orderId)).toEqual(['superseded', 'open']);
  });

  test('outdates the older attempt', async () => {
    const request = order();
    await world.create(request);
    await world.create(next(request, 2));
    expect((await faultOf(world.create(request))).code).toBe('payments.attempt_superseded');
    const late = order();
    await world.create(next(late, 2));
    expect((await faultOf(world.create(late))).code).toBe('payments.attempt_superseded');
  });

  test('finishes an opening that was cut off before it closes it: no forgotten session can be paid', async () => {
    const request = order();
    world.stripe.fate = () => 'break_after';
    await faultOf(world.create(request));
    world.stripe.fate = () => 'pass';
    const fresh = await world.create(next(request, 2));
    const all = await world.stripe.sessionsOf(request.orderId);
    expect(all).toHaveLength(2);
    const states = await Promise.all(
      all.map(async (id) => [id, (await world.stripe.retrieve(id))['status']]),
    );
    expect(states.filter(([, status]) => status === 'open')).toEqual([[fresh.id, 'open']]);
  });

  test('is refused once the shopper has paid with the old one', async () => {
    const request = order();
    const { id } = await world.create(request);
    await world.stripe.pay(id);
    expect((await faultOf(world.create(next(request, 2)))).code).toBe('payments.already_paid');
    await world.waitFor(request.orderId, 'payment.succeeded');
    expect((await faultOf(world.create(next(request, 2)))).code).toBe('payments.already_paid');
    expect(await world.statusOf(request.orderId)).toEqual(['complete']);
  });

  test('is refused while a delayed payment is on its way', async () => {
    const request = order();
    const { id } = await world.create(request);
    await world.stripe.pay(id, { method: 'delayed_success' });
    expect((await faultOf(world.create(next(request, 2)))).code).toBe('payments.already_paid');
    await world.stripe.settle(id);
    await world.waitFor(request.orderId, 'payment.succeeded');
  });

  test('asked for by several at once leaves one open session and no other', async () => {
    const request = order();
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

  test('is not given when the old session could not be closed', async () => {
    const request = order();
    await world.create(request);
    world.stripe.fate = ({ path }) =>
      EXPIRE.test(path) ? { status: 503, body: { error: { type: 'api_error' } } } : 'pass';
    expect((await faultOf(world.create(next(request, 2)))).code).toBe('payments.unavailable');
    expect(await world.statusOf(request.orderId)).toEqual(['open']);
  });
});

describe('expiring an order’s session', () => {
  test('closes it at Stripe and announces its end', async () => {
    const request = order();
    const { id } = await world.create(request);
    expect(await world.expire(request.orderId)).toEqual({ expired: true });
    expect(await world.stripe.retrieve(id)).toMatchObject({ status: 'expired' });
    const { payload } = await world.waitFor(request.orderId, 'payment.session.expired');
    expect(payload).toMatchObject({ sessionId: id });
    expect(await world.expire(request.orderId)).toEqual({ expired: false });
  });

  test('is for our own services alone: a stranger on NATS closes nothing', async () => {
    const request = order();
    const { id } = await world.create(request);
    const strangers = [null, Buffer.alloc(32, 'stranger').toString('base64')];
    for (const key of strangers)
      expect((await faultOf(world.expire(request.orderId, key))).code).toBe('auth.not_allowed');
    expect(await world.stripe.retrieve(id)).toMatchObject({ status: 'open' });
    expect(await world.statusOf(request.orderId)).toEqual(['open']);
  });

  test('says that there was none', async () => {
    expect(await world.expire(order().orderId)).toEqual({ expired: false });
  });

  test('says that the shopper was faster, before and after the webhook', async () => {
    const request = order();
    const { id } = await world.create(request);
    await world.stripe.pay(id);
    expect((await faultOf(world.expire(request.orderId))).code).toBe('payments.already_paid');
    await waitUntil(
      () => world.outcomes(id),
      (found) => found['checkout.session.completed'] === 'paid',
    );
    expect((await faultOf(world.expire(request.orderId))).code).toBe('payments.already_paid');
  });

  test('closes a session whose opening was cut off', async () => {
    const request = order();
    world.stripe.fate = () => 'break_after';
    await faultOf(world.create(request));
    world.stripe.fate = () => 'pass';
    expect(await world.expire(request.orderId)).toEqual({ expired: true });
    const [id] = await world.stripe.sessionsOf(request.orderId);
    expect(await world.stripe.retrieve(id ?? '')).toMatchObject({ status: 'expired' });
  });

  test('is not confirmed when Stripe does not answer', async () => {
    const request = order();
    await world.create(request);
    world.stripe.fate = () => 'break';
    expect((await faultOf(world.expire(request.orderId))).code).toBe('payments.unavailable');
    expect(await world.statusOf(request.orderId)).toEqual(['open']);
  });
});
