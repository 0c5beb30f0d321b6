import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { StripeStatus } from '../src/stripe/stripe-status.client.js';
import {
  CANCEL_URL,
  faultOf,
  sessionRequest,
  SUCCESS_URL,
  PaymentsWorld,
  waitUntil,
} from './payments-world.js';

const CREATE = /^\/v1\/checkout\/sessions$/;

let world: PaymentsWorld;
beforeAll(async () => {
  world = await PaymentsWorld.create();
});
afterEach(() => {
  world.stripe.intercept = () => 'pass';
  world.stripe.calls.length = 0;
});
afterAll(() => world.close());

const creates = () => world.stripe.count('POST', CREATE);

describe('creating a payment session', () => {
  test('returns the id, the URLs and the expiry', async () => {
    const request = sessionRequest({ email: 'ada@example.com' });
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

  test('sends lines, order id and e-mail, and no image that Stripe would refuse', async () => {
    const { orderId } = sessionRequest();
    const items = [{ name: 'Cup', unitAmount: 500, quantity: 3, imageUrl: 'http://localhost/cup.png' }];
    const { id } = await world.create(
      sessionRequest({ orderId, items, currency: 'jpy', email: 'ada@example.com' }),
    );
    const session = await world.stripe.retrieve(id);
    expect(session).toMatchObject({
      amount_total: 1500,
      currency: 'jpy',
      client_reference_id: orderId,
      metadata: { orderId, attempt: '1', shop: await world.shop() },
      customer_email: 'ada@example.com',
    });
  });

  test('returns the same session for the same attempt without another request to Stripe', async () => {
    const request = sessionRequest();
    const first = await world.create(request);
    expect(await world.create(request)).toEqual(first);
    expect(creates()).toBe(1);
  });

  test('creates one session for concurrent requests', async () => {
    const request = sessionRequest();
    const views = await Promise.all(Array.from({ length: 8 }, () => world.create(request)));
    expect(new Set(views.map(({ id }) => id)).size).toBe(1);
    expect(await world.statusOf(request.orderId)).toEqual(['open']);
  });

  test('retries under the same idempotency key after a lost response', async () => {
    const request = sessionRequest();
    let cut = 3;
    world.stripe.intercept = () => (cut-- > 0 ? 'break_after' : 'pass');
    expect((await faultOf(world.create(request))).code).toBe('payments.unavailable');
    expect(await world.statusOf(request.orderId)).toEqual(['opening']);
    const { id } = await world.create(request);
    expect(await world.stripe.sessionsOf(request.orderId)).toEqual([id]);
    expect(new Set(world.stripe.calls.map(({ key }) => key)).size).toBe(1);
  });

  test('searches for the session if Stripe may have deleted the idempotency key', async () => {
    const request = sessionRequest();
    world.stripe.intercept = () => 'break_after';
    await faultOf(world.create(request));
    await world.rows(
      "UPDATE payment_sessions SET keyed_at = now() - interval '23 hours 2 minutes' WHERE order_id = $1",
      [request.orderId],
    );
    world.stripe.intercept = () => 'pass';
    world.stripe.calls.length = 0;
    const { id } = await world.create(request);
    expect(creates()).toBe(0);
    const [search] = world.stripe.calls.map(({ path }) => decodeURIComponent(path));
    expect(search).toMatch(/created\[gte\]=\d+.*created\[lte\]=\d+/);
    expect(await world.stripe.sessionsOf(request.orderId)).toEqual([id]);
  });

  test('expires an abandoned attempt without a request to Stripe', async () => {
    const request = sessionRequest();
    world.stripe.intercept = () => 'break';
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

  test('replaces an idempotency key that repeats an old failure, if the search finds no session', async () => {
    const request = sessionRequest();
    const key = `checkout:${request.orderId}:1`;
    world.stripe.intercept = (call) =>
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

describe('an error of Stripe', () => {
  test('is payments.rejected with Stripe’s code and message if the request is refused', async () => {
    const request = sessionRequest({ expiresAt: new Date(Date.now() + 60_000).toISOString() });
    const fault = await faultOf(world.create(request));
    expect(fault).toMatchObject({
      code: 'payments.rejected',
      kind: 'invalid',
      details: { stripe: { message: expect.stringContaining('expires_at'), param: 'expires_at' } },
    });
    expect(await world.statusOf(request.orderId)).toEqual(['rejected']);
  });

  test('does not prevent another request for a refused attempt', async () => {
    const bad = sessionRequest({ expiresAt: new Date(Date.now() + 60_000).toISOString() });
    await faultOf(world.create(bad));
    const view = await world.create(sessionRequest({ orderId: bad.orderId }));
    expect(view.id).toMatch(/^cs_/);
    expect(await world.statusOf(bad.orderId)).toEqual(['open']);
  });

  test('is avoided for a total that Stripe cannot charge', async () => {
    const free = sessionRequest({ items: [{ name: 'Air', unitAmount: 0, quantity: 1 }] });
    expect(await faultOf(world.create(free))).toMatchObject({ code: 'payments.rejected' });
    expect(world.stripe.calls).toEqual([]);
  });

  test.each([
    ['is unreachable', 'break' as const],
    ['fails', { status: 500, body: stripeError('api_error') }],
    ['is overloaded', { status: 429, body: stripeError('rate_limit_error') }],
    ['refuses our account', { status: 400, body: stripeError('invalid_request_error') }],
    ['refuses our API key', { status: 401, body: stripeError('invalid_request_error') }],
  ])('is payments.unavailable if Stripe %s, and a retry is safe', async (_name, fate) => {
    const request = sessionRequest();
    world.stripe.intercept = () => fate;
    expect(await faultOf(world.create(request))).toMatchObject({
      code: 'payments.unavailable',
      kind: 'unavailable',
    });
    world.stripe.intercept = () => 'pass';
    const { id } = await world.create(request);
    expect(await world.stripe.sessionsOf(request.orderId)).toEqual([id]);
  });

  test('that lasts stops further requests: nothing is stored, until a trial succeeds', async () => {
    const opened = sessionRequest();
    const session = await world.create(opened);
    const status = world.get(StripeStatus);
    const report = () => world.readiness(world.replica);
    world.stripe.intercept = () => ({ status: 503, body: stripeError('api_error') });
    // Three attempts each.
    for (let order = 0; order < 3; order++) await faultOf(world.create(sessionRequest()));
    expect(status.circuit.isOpen).toBe(true);
    expect(await waitUntil(report, ({ warnings }) => warnings !== undefined)).toMatchObject({
      status: 'ready',
      warnings: { stripe: expect.stringContaining('status.stripe.com') },
    });
    Object.assign(status.circuit, { openUntil: Date.now() + 3_600_000 });
    world.stripe.calls.length = 0;
    const request = sessionRequest();
    expect(await faultOf(world.create(request))).toMatchObject({
      code: 'payments.unavailable',
      details: { stripe: { code: 'circuit_open' }, retryAfterMs: expect.any(Number) },
    });
    expect([await world.statusOf(request.orderId), world.stripe.calls]).toEqual([[], []]);
    expect(await world.create(opened)).toEqual(session);
    // The link of an older attempt stays payable.
    await faultOf(world.create({ ...opened, attempt: 2 }));
    expect(await faultOf(world.expire(opened.orderId, { replacing: true }))).toMatchObject({
      details: { stripe: { code: 'circuit_open' } },
    });
    expect(await world.statusOf(opened.orderId)).toEqual(['open']);
    world.stripe.intercept = () => 'pass';
    Object.assign(status.circuit, { openUntil: 0 });
    expect(await world.create(request)).toMatchObject({ id: expect.stringMatching(/^cs_/) });
    await waitUntil(report, ({ warnings }) => warnings === undefined);
  });

  test('about the account stands in the readiness report until Stripe accepts a session', async () => {
    const report = () => world.readiness(world.replica);
    world.stripe.intercept = () => ({ status: 400, body: stripeError('invalid_request_error') });
    await faultOf(world.create(sessionRequest()));
    expect(await waitUntil(report, ({ warnings }) => warnings !== undefined)).toMatchObject({
      status: 'ready',
      warnings: { 'stripe account': expect.stringContaining('correct the account') },
    });
    world.stripe.intercept = () => 'pass';
    await world.create(sessionRequest());
    await waitUntil(report, ({ warnings }) => warnings === undefined);
  });

  test('about the account that Stripe keeps under the key does not outlast the repair', async () => {
    const request = sessionRequest();
    const first = `checkout:${request.orderId}:1`;
    world.stripe.intercept = () => ({ status: 400, body: stripeError('invalid_request_error') });
    await faultOf(world.create(request));
    world.stripe.intercept = ({ key }) =>
      key === first
        ? {
            status: 400,
            headers: { 'idempotent-replayed': 'true' },
            body: stripeError('invalid_request_error'),
          }
        : 'pass';
    const { id } = await world.create(request);
    expect(await world.stripe.sessionsOf(request.orderId)).toEqual([id]);
  });

  test('about the account does not keep an order from being cancelled', async () => {
    const request = sessionRequest();
    world.stripe.intercept = ({ method }) =>
      method === 'POST' ? { status: 400, body: stripeError('invalid_request_error') } : 'pass';
    await faultOf(world.create(request));
    expect(await world.expire(request.orderId)).toEqual({ expired: false });
    expect(await world.statusOf(request.orderId)).toEqual(['expired']);
  });

  test('about optional data opens the session without it', async () => {
    const request = sessionRequest({ email: 'ada@example.com' });
    const key = `checkout:${request.orderId}:1`;
    world.stripe.intercept = (call) =>
      call.key === key
        ? { status: 400, body: stripeError('invalid_request_error', 'No.', 'customer_email') }
        : 'pass';
    const { id } = await world.create(request);
    expect(await world.stripe.retrieve(id)).toMatchObject({ customer_email: null, amount_total: 4498 });
    // A repetition after a lost response finds the same session.
    expect(await world.create(request)).toMatchObject({ id });
  });

  test.each([
    ['the account before it was repaired', { headers: { 'idempotent-replayed': 'true' } }, undefined],
    ['the order', {}, 'line_items[0][price_data][unit_amount]'],
  ])(
    'about optional data opens one session also after a lost response and a refusal of %s',
    async (_what, headers, param) => {
      const request = sessionRequest({ email: 'ada@example.com' });
      const key = `checkout:${request.orderId}:1`;
      const refusal = (of?: string) => ({
        status: 400,
        body: stripeError('invalid_request_error', 'No.', of),
      });
      world.stripe.intercept = (call) => (call.key === key ? refusal('customer_email') : 'break_after');
      expect(await faultOf(world.create(request))).toMatchObject({ code: 'payments.unavailable' });
      world.stripe.intercept = (call) => (call.key === key ? { ...refusal(param), ...headers } : 'pass');
      const { id } = await world.create(request);
      expect(await world.stripe.sessionsOf(request.orderId)).toEqual([id]);
    },
  );

  test('never shows the secret key', async () => {
    world.stripe.intercept = () => ({
      status: 401,
      body: stripeError('invalid_request_error', 'Invalid API Key: sk_test_sandbox'),
    });
    expect(JSON.stringify((await faultOf(world.create(sessionRequest()))).toWire())).not.toContain('sk_test');
  });
});

function stripeError(type: string, message = 'No.', param?: string): object {
  return { error: { type, message, param } };
}
