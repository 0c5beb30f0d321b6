import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { type Paid, RefundDesk } from './refund-desk.js';
import { waitUntil, World } from './world.js';

/** Refunds to it succeed and fail later; are pending and succeed later. */
const FAILS_LATER = { card: '4000000000005126' };
const IS_PENDING = { card: '4000000000007726' };

let world: World;
let desk: RefundDesk;
beforeAll(async () => {
  world = await World.create();
  desk = await RefundDesk.open(world);
});
afterEach(() => {
  world.stripe.fate = () => 'pass';
});
afterAll(async () => {
  await desk.close();
  await world.close();
});

const stripeIdOf = async ({ orderId }: Paid): Promise<string> =>
  (await desk.rows(orderId))[0]?.stripe_id ?? '';

/** Waits until all stored events about an object have an outcome. */
const settled = (object: string) => world.outcomes(object);

describe('a refund that fails after it succeeded', () => {
  test('puts the amount back, is told once, and the money can be given back again', async () => {
    const paid = await desk.paid(FAILS_LATER);
    expect((await desk.refund({ orderId: paid.orderId })).status).toBe('succeeded');
    await world.stripe.control(`/refunds/${await stripeIdOf(paid)}/fail-now`);
    const [row] = await desk.until(paid.orderId, 'failed');
    expect(row?.failure).toMatch(/\S/);
    expect(await desk.refundedOf(paid)).toBe(0);
    await settled(row?.stripe_id ?? '');
    expect(await desk.news(paid.orderId)).toEqual(['refund.requested', 'refund.succeeded', 'refund.failed']);
    const { payload } = await world.waitFor(paid.orderId, 'refund.failed');
    expect(payload).toMatchObject({ refundId: row?.id, amount: 4_498, failure: row?.failure });
    const times = (await world.announced(paid.orderId))
      .filter(({ subject }) => subject.startsWith('refund.'))
      .map(({ payload: { at } }) => at as string);
    expect(times).toEqual([...times].sort());
    await desk.refund({ orderId: paid.orderId, amount: 100 });
  });

  test('stands in the account book as given back, and back again', async () => {
    const paid = await desk.paid(FAILS_LATER);
    await desk.refund({ orderId: paid.orderId, amount: 4_000 });
    expect(await desk.booked(paid, 'refunded')).toBe(4_000);
    await world.stripe.control(`/refunds/${await stripeIdOf(paid)}/fail-now`);
    await desk.until(paid.orderId, 'failed');
    expect(await desk.booked(paid, 'refunded')).toBe(0);
  });

  test('stays failed, whatever old events say afterwards', async () => {
    const paid = await desk.paid(FAILS_LATER);
    await desk.refund({ orderId: paid.orderId });
    const id = await stripeIdOf(paid);
    await world.stripe.control(`/refunds/${id}/fail-now`);
    await desk.until(paid.orderId, 'failed');
    await settled(id);
    const { payload, id: event } = await world.eventOf(id, 'refund.created');
    await world.post(payload.replaceAll(event, `${event}late`));
    await world.outcomeOf(`${event}late`);
    expect(await desk.rows(paid.orderId)).toMatchObject([{ status: 'failed' }]);
    expect(await desk.news(paid.orderId)).toEqual(['refund.requested', 'refund.succeeded', 'refund.failed']);
  });
});

describe('a refund that is pending', () => {
  test('is told when it succeeds, and holds its money until then', async () => {
    const paid = await desk.paid(IS_PENDING);
    await desk.refund({ orderId: paid.orderId, amount: 4_000 });
    expect(await desk.refundedOf(paid)).toBe(4_000);
    await world.stripe.control(`/refunds/${await stripeIdOf(paid)}/succeed-now`);
    await desk.until(paid.orderId, 'succeeded');
    await settled(await stripeIdOf(paid));
    expect(await desk.news(paid.orderId)).toEqual(['refund.requested', 'refund.succeeded']);
  });

  test('is looked at, should its webhook not come', async () => {
    const paid = await desk.paid(IS_PENDING);
    await world.withoutWebhooks(async () => {
      await desk.refund({ orderId: paid.orderId });
      await world.stripe.control(`/refunds/${await stripeIdOf(paid)}/succeed-now`);
      await waitUntil(
        async () => (await desk.atStripe(paid))[0]?.status,
        (status) => status === 'succeeded',
      );
      await desk.hurriedUntil(paid.orderId, 'succeeded');
    });
    expect(await desk.news(paid.orderId)).toEqual(['refund.requested', 'refund.succeeded']);
  });

  test('is not given up because Stripe refuses to show it: its money would go back twice', async () => {
    const paid = await desk.paid(IS_PENDING);
    await world.withoutWebhooks(async () => {
      await desk.refund({ orderId: paid.orderId, amount: 4_000 });
      const refusal = { status: 400, body: { error: { type: 'invalid_request_error', message: 'Not so.' } } };
      world.stripe.fate = ({ path }) => (path.startsWith('/v1/refunds/') ? refusal : 'pass');
      await desk.hurry();
      const looked = `SELECT FROM refunds WHERE order_id = '${paid.orderId}' AND coalesce(error, failure) <> ''`;
      await waitUntil(
        () => world.rows(looked),
        (rows) => rows.length === 1,
      );
      expect(await desk.rows(paid.orderId)).toMatchObject([{ status: 'pending', failure: null }]);
      expect(await desk.refundedOf(paid)).toBe(4_000);
      world.stripe.fate = () => 'pass';
    });
    await world.stripe.control(`/refunds/${await stripeIdOf(paid)}/succeed-now`);
    await desk.until(paid.orderId, 'succeeded');
  });
});

describe('events about one refund', () => {
  test('in any order, twice, at once, and beside our own answer change nothing that is true', async () => {
    const paid = await desk.paid();
    await desk.refund({ orderId: paid.orderId, amount: 1_000 });
    const id = await stripeIdOf(paid);
    await settled(id);
    const { payload, id: event } = await world.eventOf(id, 'refund.created');
    const copies = ['refund.updated', 'refund.failed', 'charge.refund.updated', 'refund.created'].map(
      (type, n) => payload.replaceAll(event, `${event}${n}`).replace('"refund.created"', `"${type}"`),
    );
    const answers = await Promise.all([...copies, payload, ...copies].map((body) => world.post(body)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    for (const n of ['', 0, 1, 2, 3]) await world.outcomeOf(`${event}${n}`);
    expect(await desk.rows(paid.orderId)).toMatchObject([{ status: 'succeeded', amount: '1000' }]);
    expect(await desk.news(paid.orderId)).toEqual(['refund.requested', 'refund.succeeded']);
    expect(await desk.refundedOf(paid)).toBe(1_000);
  });

  test('wait while Stripe cannot be asked, and are worked off when it can', async () => {
    const paid = await desk.paid();
    world.stripe.fate = ({ path }) => (path.startsWith('/v1/refunds') ? 'break' : 'pass');
    const { id } = await desk.byHand(paid);
    await waitUntil(
      () => world.eventOf(id, 'refund.created'),
      ({ tries }) => tries > 0,
    );
    expect((await world.eventOf(id, 'refund.created')).outcome).toBeNull();
    world.stripe.fate = () => 'pass';
    await world.hurrying(
      () => desk.rows(paid.orderId),
      ([row]) => row?.status === 'succeeded',
    );
  });
});

describe('a refund that was made by hand in Stripe’s dashboard', () => {
  test('is taken over and told, so that the order’s refunded amount stays true', async () => {
    const paid = await desk.paid();
    const { id } = await desk.byHand(paid, 1_500);
    const [row] = await desk.until(paid.orderId, 'succeeded');
    expect(row).toMatchObject({ amount: '1500', stripe_id: id, automatic: false, reason: 'made_at_stripe' });
    await settled(id);
    expect(await desk.rows(paid.orderId)).toHaveLength(1);
    expect(await desk.news(paid.orderId)).toEqual(['refund.requested', 'refund.succeeded']);
    expect(await desk.refund({ orderId: paid.orderId })).toMatchObject({ amount: 2_998 });
  });

  test('takes what a refund of ours waits for: ours is refused, theirs is taken over', async () => {
    const paid = await desk.paid();
    world.stripe.fate = ({ method, path }) =>
      method === 'POST' && path === '/v1/refunds' ? 'break' : 'pass';
    await desk.refund({ orderId: paid.orderId, amount: 3_000 });
    await world.rows(`UPDATE refunds SET due_at = 'infinity' WHERE order_id = $1`, [paid.orderId]);
    const { id } = await desk.byHand(paid, 3_000);
    await waitUntil(
      () => world.eventOf(id, 'refund.created'),
      ({ tries }) => tries > 0,
    );
    expect(await desk.refundedOf(paid)).toBe(3_000);
    world.stripe.fate = () => 'pass';
    await world.hurrying(
      async () => (await desk.hurry(), desk.rows(paid.orderId)),
      (rows) => rows.length === 2,
    );
    await desk.hurriedUntil(paid.orderId, 'failed', 'succeeded');
    expect(await desk.refundedOf(paid)).toBe(3_000);
  });

  test('of money that is not ours is noted and not acted on', async () => {
    const session = await world.stripe.api('POST', '/v1/checkout/sessions', {
      mode: 'payment',
      success_url: 'http://other.test/',
      'line_items[0][quantity]': '1',
      'line_items[0][price_data][currency]': 'usd',
      'line_items[0][price_data][unit_amount]': '900',
      'line_items[0][price_data][product_data][name]': 'Other shop',
    });
    await world.stripe.pay(session['id'] as string);
    const paymentId = (await world.stripe.retrieve(session['id'] as string))['payment_intent'] as string;
    const { id } = await desk.byHand({ orderId: '', sessionId: '', paymentId });
    expect(await settled(id)).toMatchObject({ 'refund.created': 'not_ours' });
    expect(await world.rows('SELECT FROM refunds WHERE stripe_id = $1', [id])).toEqual([]);
  });

  test('of a payment that bears our label and never comes is given up on, in the log, not in silence', async () => {
    const orderId = randomUUID();
    const session = await world.stripe.api('POST', '/v1/checkout/sessions', {
      mode: 'payment',
      success_url: 'http://shop.test/',
      'payment_intent_data[metadata][orderId]': orderId,
      'line_items[0][quantity]': '1',
      'line_items[0][price_data][currency]': 'usd',
      'line_items[0][price_data][unit_amount]': '900',
      'line_items[0][price_data][product_data][name]': 'Teapot',
    });
    await world.stripe.pay(session['id'] as string);
    const paymentId = (await world.stripe.retrieve(session['id'] as string))['payment_intent'] as string;
    const { id } = await desk.byHand({ orderId, sessionId: '', paymentId });
    await waitUntil(
      () => world.eventOf(id, 'refund.created'),
      ({ tries }) => tries > 0,
    );
    await world.rows('UPDATE stripe_events SET tries = 20, due_at = now() WHERE object_id = $1', [id]);
    await waitUntil(
      () => world.eventOf(id, 'refund.created'),
      ({ outcome }) => outcome === 'unknown_payment',
    );
  });

  test('before its payment is settled here waits for it', async () => {
    const { orderId, id: sessionId } = await world.opened();
    world.stripe.fate = ({ path }) => (path.startsWith('/v1/checkout/sessions/cs_') ? 'break' : 'pass');
    await world.stripe.pay(sessionId);
    const paymentId = (await world.stripe.retrieve(sessionId))['payment_intent'] as string;
    const { id } = await desk.byHand({ orderId, sessionId, paymentId }, 500);
    await waitUntil(
      () => world.eventOf(id, 'refund.created'),
      ({ tries }) => tries > 0,
    );
    world.stripe.fate = () => 'pass';
    await world.hurrying(
      () => desk.rows(orderId),
      (rows) => rows.length === 1,
    );
    expect(await world.subjectsOf(orderId)).toEqual([
      'payment.succeeded',
      'refund.requested',
      'refund.succeeded',
    ]);
  });

  test('that bears an id of ours which we lost is taken over once', async () => {
    const paid = await desk.paid();
    await world.stripe.api('POST', '/v1/refunds', {
      payment_intent: paid.paymentId,
      amount: '200',
      'metadata[refundId]': randomUUID(),
    });
    await desk.until(paid.orderId, 'succeeded');
    expect(await desk.refundedOf(paid)).toBe(200);
  });
  test('under the label of one of ours is counted on its own: both moved money', async () => {
    const paid = await desk.paid();
    const refundId = randomUUID();
    await desk.refund({ orderId: paid.orderId, refundId, amount: 700 });
    const form = { payment_intent: paid.paymentId, amount: '700', 'metadata[refundId]': refundId };
    await world.stripe.api('POST', '/v1/refunds', form);
    await desk.until(paid.orderId, 'succeeded', 'succeeded');
    expect(await desk.refundedOf(paid)).toBe(1_400);
  });

  test('in another amount under the label of one that waits does not pass for it', async () => {
    const paid = await desk.paid();
    world.stripe.fate = ({ method, path }) =>
      method === 'POST' && path === '/v1/refunds' ? 'break' : 'pass';
    const refundId = randomUUID();
    await desk.refund({ orderId: paid.orderId, refundId, amount: 700 });
    const form = { payment_intent: paid.paymentId, amount: '50', 'metadata[refundId]': refundId };
    await world.stripe.api('POST', '/v1/refunds', form);
    await waitUntil(
      () => desk.rows(paid.orderId),
      (rows) => rows.length === 2,
    );
    world.stripe.fate = () => 'pass';
    await desk.hurriedUntil(paid.orderId, 'succeeded', 'succeeded');
    expect(await desk.refundedOf(paid)).toBe(750);
  });
});
