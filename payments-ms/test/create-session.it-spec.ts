import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { CreatePaymentSessionRequest } from '@orderwire/contracts';
import { CANCEL_URL, faultOf, order, SUCCESS_URL, until, World } from './world.js';

const CREATE = /^\/v1\/checkout\/sessions$/;
const EXPIRE = /\/expire$/;

let world: World;
beforeAll(async () => {
  world = await World.create();
});
afterEach(() => {
  world.stripe.fate = () => 'pass';
  world.stripe.calls.length = 0;
});
afterAll(() => world.close());

const creates = () => world.stripe.count('POST', CREATE);
const next = (request: CreatePaymentSessionRequest, attempt: number) => ({ ...request, attempt });

describe('opening a session', () => {
  test('gives what the shopper and the order need', async () => {
    const request = order({ email: 'ada@example.com' });
    const session = await world.create(request);
    expect(session).toEqual({
      id: expect.stringMatching(/^cs_test_/),
      url: expect.stringContaining(session.id),
      successUrl: SUCCESS_URL,
      cancelUrl: CANCEL_URL,
      expiresAt: new Date(Math.floor(Date.parse(request.expiresAt) / 1_000) * 1_000).toISOString(),
    });
    expect(world.stripe.calls.map(({ key }) => key)).toEqual([`checkout:${request.orderId}:1`]);
  });

  test('charges our lines, names our order, and never asks for a picture Stripe would refuse', async () => {
    const { orderId } = order();
    const items = [{ name: 'Cup', unitAmount: 500, quantity: 3, imageUrl: 'http://localhost/cup.png' }];
    const { id } = await world.create(order({ orderId, items, currency: 'jpy', email: 'ada@example.com' }));
    const session = await world.stripe.retrieve(id);
    expect(session).toMatchObject({
      amount_total: 1500,
      currency: 'jpy',
      client_reference_id: orderId,
      metadata: { orderId, attempt: '1' },
      customer_email: 'ada@example.com',
    });
  });

  test('the same attempt gives the same session again, without asking Stripe again', async () => {
    const request = order();
    const first = await world.create(request);
    expect(await world.create(request)).toEqual(first);
    expect(creates()).toBe(1);
  });

  test('asked many times at once, it is still one session', async () => {
    const request = order();
    const views = await Promise.all(Array.from({ length: 8 }, () => world.create(request)));
    expect(new Set(views.map(({ id }) => id)).size).toBe(1);
    expect(await world.statusOf(request.orderId)).toEqual(['open']);
  });

  test('an answer that got lost is asked for again under the same key', async () => {
    const request = order();
    let cut = 3;
    world.stripe.fate = () => (cut-- > 0 ? 'break_after' : 'pass');
    expect((await faultOf(world.create(request))).code).toBe('payments.unavailable');
    expect(await world.statusOf(request.orderId)).toEqual(['opening']);
    const { id } = await world.create(request);
    expect(await world.stripe.sessionsOf(request.orderId)).toEqual([id]);
    expect(new Set(world.stripe.calls.map(({ key }) => key)).size).toBe(1);
  });

  test('a key that Stripe may have forgotten is not asked again: the session is looked up', async () => {
    const request = order();
    world.stripe.fate = () => 'break_after';
    await faultOf(world.create(request));
    await world.rows(
      "UPDATE payment_sessions SET keyed_at = now() - interval '25 hours' WHERE order_id = $1",
      [request.orderId],
    );
    world.stripe.fate = () => 'pass';
    world.stripe.calls.length = 0;
    const { id } = await world.create(request);
    expect(creates()).toBe(0);
    expect(await world.stripe.sessionsOf(request.orderId)).toEqual([id]);
  });

  test('a key that only repeats an old failure is replaced, once nothing is found under it', async () => {
    const request = order();
    const key = `checkout:${request.orderId}:1`;
    world.stripe.fate = (call) =>
      call.key === key
        ? {
            status: 500,
            headers: { 'idempotent-replayed': 'true', 'stripe-should-retry': 'false' },
            body: stripeError('api_error'),
          }
        : 'pass';
    const { id } = await world.create(request);
    expect(await world.stripe.sessionsOf(request.orderId)).toEqual([id]);
    expect(await world.create(request)).toMatchObject({ id });
  });
});

describe('what Stripe refuses or fails at', () => {
  test('a refused request is payments.rejected with Stripe’s own code and message', async () => {
    const request = order({ expiresAt: new Date(Date.now() + 60_000).toISOString() });
    const fault = await faultOf(world.create(request));
    expect(fault).toMatchObject({
      code: 'payments.rejected',
      kind: 'invalid',
      details: { stripe: { message: expect.stringContaining('expires_at'), param: 'expires_at' } },
    });
    expect(await world.statusOf(request.orderId)).toEqual(['rejected']);
  });

  test('a refused attempt may be asked for again with a better request', async () => {
    const bad = order({ expiresAt: new Date(Date.now() + 60_000).toISOString() });
    await faultOf(world.create(bad));
    const view = await world.create(order({ orderId: bad.orderId }));
    expect(view.id).toMatch(/^cs_/);
    expect(await world.statusOf(bad.orderId)).toEqual(['open']);
  });

  test('a total that Stripe cannot charge never reaches Stripe', async () => {
    const free = order({ items: [{ name: 'Air', unitAmount: 0, quantity: 1 }] });
    expect(await faultOf(world.create(free))).toMatchObject({ code: 'payments.rejected' });
    expect(world.stripe.calls).toEqual([]);
  });

  test.each([
    ['is unreachable', 'break' as const],
    ['fails', { status: 500, body: stripeError('api_error') }],
    ['is overloaded', { status: 429, body: stripeError('rate_limit_error') }],
    ['does not know our key', { status: 401, body: stripeError('invalid_request_error') }],
  ])('a Stripe that %s is payments.unavailable, and asking again is safe', async (_name, fate) => {
    const request = order();
    world.stripe.fate = () => fate;
    expect(await faultOf(world.create(request))).toMatchObject({
      code: 'payments.unavailable',
      kind: 'unavailable',
    });
    world.stripe.fate = () => 'pass';
    const { id } = await world.create(request);
    expect(await world.stripe.sessionsOf(request.orderId)).toEqual([id]);
  });

  test('no answer of ours carries the secret key', async () => {
    world.stripe.fate = () => ({
      status: 401,
      body: stripeError('invalid_request_error', 'Invalid API Key: sk_test_sandbox'),
    });
    expect(JSON.stringify((await faultOf(world.create(order()))).toWire())).not.toContain('sk_test');
  });
});

describe('a new link', () => {
  test('expires the old one at Stripe first, and its end is nobody’s news', async () => {
    const request = order();
    const old = await world.create(request);
    const fresh = await world.create(next(request, 2));
    expect(fresh.id).not.toBe(old.id);
    expect(await world.stripe.retrieve(old.id)).toMatchObject({ status: 'expired' });
    expect(await world.statusOf(request.orderId)).toEqual(['superseded', 'open']);
    expect(await world.outcomes(old.id)).toEqual({ 'checkout.session.expired': 'expired' });
    expect(await world.announced(request.orderId)).toEqual([]);
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
      EXPIRE.test(path) ? { status: 503, body: stripeError('api_error') } : 'pass';
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

  test('says that there was none', async () => {
    expect(await world.expire(order().orderId)).toEqual({ expired: false });
  });

  test('says that the shopper was faster, before and after the webhook', async () => {
    const request = order();
    const { id } = await world.create(request);
    await world.stripe.pay(id);
    expect((await faultOf(world.expire(request.orderId))).code).toBe('payments.already_paid');
    await until(
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

function stripeError(type: string, message = 'No.'): object {
  return { error: { type, message } };
}
