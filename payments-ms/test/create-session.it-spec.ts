import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { CANCEL_URL, faultOf, order, SUCCESS_URL, World } from './world.js';

const CREATE = /^\/v1\/checkout\/sessions$/;

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
    const asked = world.stripe.calls.filter(({ key }) => key?.includes(request.orderId));
    expect(asked.map(({ key }) => key)).toEqual([`checkout:${request.orderId}:1`]);
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
      "UPDATE payment_sessions SET keyed_at = now() - interval '23 hours 2 minutes' WHERE order_id = $1",
      [request.orderId],
    );
    world.stripe.fate = () => 'pass';
    world.stripe.calls.length = 0;
    const { id } = await world.create(request);
    expect(creates()).toBe(0);
    const [search] = world.stripe.calls.map(({ path }) => decodeURIComponent(path));
    expect(search).toMatch(/created\[gte\]=\d+.*created\[lte\]=\d+/);
    expect(await world.stripe.sessionsOf(request.orderId)).toEqual([id]);
  });

  test('an opening whose time is long past ends without a question to Stripe', async () => {
    const request = order();
    world.stripe.fate = () => 'break';
    await faultOf(world.create(request));
    world.stripe.calls.length = 0;
    await world.rows(
      "UPDATE payment_sessions SET expires_at = now() - interval '8 days' WHERE order_id = $1",
      [request.orderId],
    );
    expect((await faultOf(world.create(request))).code).toBe('payments.rejected');
    expect(world.stripe.calls).toEqual([]);
    expect(await world.statusOf(request.orderId)).toEqual(['expired']);
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

function stripeError(type: string, message = 'No.'): object {
  return { error: { type, message } };
}
