import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { type Paid, RefundFixture } from './refund-fixture.js';
import { waitUntil, PaymentsWorld } from './payments-world.js';

/** Test cards: refunds succeed and fail later, or are pending and succeed later. */
const FAILS_LATER = { card: '4000000000005126' };
const IS_PENDING = { card: '4000000000007726' };

let world: PaymentsWorld;
let fixture: RefundFixture;
beforeAll(async () => {
  world = await PaymentsWorld.create();
  fixture = new RefundFixture(world);
});
afterEach(() => {
  world.stripe.intercept = () => 'pass';
});
afterAll(() => world.close());

const stripeIdOf = async ({ orderId }: Paid): Promise<string> =>
  (await fixture.rows(orderId))[0]?.stripe_id ?? '';

/** Waits until all stored events about an object have an outcome. */
const settled = (object: string) => world.outcomes(object);

describe('a refund that fails after it succeeded', () => {
  test('frees its amount, is published once, and the amount can be refunded again', async () => {
    const paid = await fixture.paid(FAILS_LATER);
    expect((await fixture.refund({ orderId: paid.orderId })).status).toBe('succeeded');
    await world.stripe.control(`/refunds/${await stripeIdOf(paid)}/fail-now`);
    const [row] = await fixture.until(paid.orderId, 'failed');
    expect(row?.failure).toMatch(/\S/);
    expect(await fixture.refundedOf(paid)).toBe(0);
    await settled(row?.stripe_id ?? '');
    expect(await fixture.eventsOf(paid.orderId)).toEqual([
      'refund.requested',
      'refund.succeeded',
      'refund.failed',
    ]);
    const { payload } = await world.waitFor(paid.orderId, 'refund.failed');
    expect(payload).toMatchObject({ refundId: row?.id, amount: 4_498, failure: row?.failure });
    const times = (await world.publishedEvents(paid.orderId))
      .filter(({ subject }) => subject.startsWith('refund.'))
      .map(({ payload: { at } }) => at as string);
    expect(times).toEqual([...times].sort());
    await fixture.refund({ orderId: paid.orderId, amount: 100 });
  });

  test('is posted to the ledger and reversed', async () => {
    const paid = await fixture.paid(FAILS_LATER);
    await fixture.refund({ orderId: paid.orderId, amount: 4_000 });
    expect(await fixture.ledgerBalance(paid, 'refunded')).toBe(4_000);
    await world.stripe.control(`/refunds/${await stripeIdOf(paid)}/fail-now`);
    await fixture.until(paid.orderId, 'failed');
    expect(await fixture.ledgerBalance(paid, 'refunded')).toBe(0);
  });

  test('stays failed after older events', async () => {
    const paid = await fixture.paid(FAILS_LATER);
    await fixture.refund({ orderId: paid.orderId });
    const id = await stripeIdOf(paid);
    await world.stripe.control(`/refunds/${id}/fail-now`);
    await fixture.until(paid.orderId, 'failed');
    await settled(id);
    const { payload, id: event } = await world.eventOf(id, 'refund.created');
    await world.post(payload.replaceAll(event, `${event}late`));
    await world.outcomeOf(`${event}late`);
    expect(await fixture.rows(paid.orderId)).toMatchObject([{ status: 'failed' }]);
    expect(await fixture.eventsOf(paid.orderId)).toEqual([
      'refund.requested',
      'refund.succeeded',
      'refund.failed',
    ]);
  });
});

describe('a refund that is pending', () => {
  test('is published when it succeeds, and reserves its amount until then', async () => {
    const paid = await fixture.paid(IS_PENDING);
    await fixture.refund({ orderId: paid.orderId, amount: 4_000 });
    expect(await fixture.refundedOf(paid)).toBe(4_000);
    await world.stripe.control(`/refunds/${await stripeIdOf(paid)}/succeed-now`);
    await fixture.until(paid.orderId, 'succeeded');
    await settled(await stripeIdOf(paid));
    expect(await fixture.eventsOf(paid.orderId)).toEqual(['refund.requested', 'refund.succeeded']);
  });

  test('is retrieved if its webhook does not arrive', async () => {
    const paid = await fixture.paid(IS_PENDING);
    await world.withoutWebhooks(async () => {
      await fixture.refund({ orderId: paid.orderId });
      await world.stripe.control(`/refunds/${await stripeIdOf(paid)}/succeed-now`);
      await waitUntil(
        async () => (await fixture.atStripe(paid))[0]?.status,
        (status) => status === 'succeeded',
      );
      await fixture.retryUntil(paid.orderId, 'succeeded');
    });
    expect(await fixture.eventsOf(paid.orderId)).toEqual(['refund.requested', 'refund.succeeded']);
  });

  test('stays pending if Stripe refuses its retrieval', async () => {
    const paid = await fixture.paid(IS_PENDING);
    await world.withoutWebhooks(async () => {
      await fixture.refund({ orderId: paid.orderId, amount: 4_000 });
      const refusal = { status: 400, body: { error: { type: 'invalid_request_error', message: 'Not so.' } } };
      world.stripe.intercept = ({ path }) => (path.startsWith('/v1/refunds/') ? refusal : 'pass');
      await fixture.makeDue();
      const failedTry = `SELECT FROM refunds WHERE order_id = '${paid.orderId}' AND coalesce(error, failure) <> ''`;
      await waitUntil(
        () => world.rows(failedTry),
        (rows) => rows.length === 1,
      );
      expect(await fixture.rows(paid.orderId)).toMatchObject([{ status: 'pending', failure: null }]);
      expect(await fixture.refundedOf(paid)).toBe(4_000);
      world.stripe.intercept = () => 'pass';
    });
    await world.stripe.control(`/refunds/${await stripeIdOf(paid)}/succeed-now`);
    await fixture.until(paid.orderId, 'succeeded');
  });
});

describe('events about one refund', () => {
  test('may arrive in any order, twice and concurrently', async () => {
    const paid = await fixture.paid();
    await fixture.refund({ orderId: paid.orderId, amount: 1_000 });
    const id = await stripeIdOf(paid);
    await settled(id);
    const { payload, id: event } = await world.eventOf(id, 'refund.created');
    const copies = ['refund.updated', 'refund.failed', 'charge.refund.updated', 'refund.created'].map(
      (type, n) => payload.replaceAll(event, `${event}${n}`).replace('"refund.created"', `"${type}"`),
    );
    const answers = await Promise.all([...copies, payload, ...copies].map((body) => world.post(body)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    for (const n of ['', 0, 1, 2, 3]) await world.outcomeOf(`${event}${n}`);
    expect(await fixture.rows(paid.orderId)).toMatchObject([{ status: 'succeeded', amount: '1000' }]);
    expect(await fixture.eventsOf(paid.orderId)).toEqual(['refund.requested', 'refund.succeeded']);
    expect(await fixture.refundedOf(paid)).toBe(1_000);
  });

  test('are retried while Stripe is unavailable', async () => {
    const paid = await fixture.paid();
    world.stripe.intercept = ({ path }) => (path.startsWith('/v1/refunds') ? 'break' : 'pass');
    const { id } = await fixture.refundInDashboard(paid);
    await waitUntil(
      () => world.eventOf(id, 'refund.created'),
      ({ tries }) => tries > 0,
    );
    expect((await world.eventOf(id, 'refund.created')).outcome).toBeNull();
    world.stripe.intercept = () => 'pass';
    await world.retryUntil(
      () => fixture.rows(paid.orderId),
      ([row]) => row?.status === 'succeeded',
    );
  });
});

describe('a refund that was made in Stripe’s dashboard', () => {
  test('is stored and published, so that the refunded amount of the order is correct', async () => {
    const paid = await fixture.paid();
    const { id } = await fixture.refundInDashboard(paid, 1_500);
    const [row] = await fixture.until(paid.orderId, 'succeeded');
    expect(row).toMatchObject({ amount: '1500', stripe_id: id, automatic: false, reason: 'made_at_stripe' });
    await settled(id);
    expect(await fixture.rows(paid.orderId)).toHaveLength(1);
    expect(await fixture.eventsOf(paid.orderId)).toEqual(['refund.requested', 'refund.succeeded']);
    expect(await fixture.refund({ orderId: paid.orderId })).toMatchObject({ amount: 2_998 });
  });

  test('that takes the amount of a waiting refund is stored after that one is refused', async () => {
    const paid = await fixture.paid();
    world.stripe.intercept = ({ method, path }) =>
      method === 'POST' && path === '/v1/refunds' ? 'break' : 'pass';
    await fixture.refund({ orderId: paid.orderId, amount: 3_000 });
    await world.rows(`UPDATE refunds SET due_at = 'infinity' WHERE order_id = $1`, [paid.orderId]);
    const { id } = await fixture.refundInDashboard(paid, 3_000);
    await waitUntil(
      () => world.eventOf(id, 'refund.created'),
      ({ tries }) => tries > 0,
    );
    expect(await fixture.refundedOf(paid)).toBe(3_000);
    world.stripe.intercept = () => 'pass';
    await world.retryUntil(
      async () => (await fixture.makeDue(), fixture.rows(paid.orderId)),
      (rows) => rows.length === 2,
    );
    await fixture.retryUntil(paid.orderId, 'failed', 'succeeded');
    expect(await fixture.refundedOf(paid)).toBe(3_000);
  });

  test.each([
    ['of another system', () => ({})],
    ['of another system with the id of an order', () => ({ orderId: randomUUID() })],
    ['of another environment', () => ({ orderId: randomUUID(), shop: 'theirs' })],
  ])('of a payment %s is foreign at once', async (_name, metadata) => {
    const { paymentId } = await world.stripe.payElsewhere(metadata());
    const { id } = await fixture.refundInDashboard({ orderId: '', sessionId: '', paymentId });
    expect(await settled(id)).toMatchObject({ 'refund.created': 'foreign' });
    expect(await world.eventOf(id, 'refund.created')).toMatchObject({ tries: 1 });
    expect(await world.rows('SELECT FROM refunds WHERE stripe_id = $1', [id])).toEqual([]);
  });

  test('of an unknown payment of this shop ends as unknown_payment after many tries', async () => {
    const orderId = randomUUID();
    const { paymentId } = await world.stripe.payElsewhere({ orderId, shop: await world.shop() });
    const { id } = await fixture.refundInDashboard({ orderId, sessionId: '', paymentId });
    await waitUntil(
      () => world.eventOf(id, 'refund.created'),
      ({ tries }) => tries > 0,
    );
    await world.rows('UPDATE stripe_events SET tries = 20, due_at = to_timestamp(0) WHERE object_id = $1', [
      id,
    ]);
    await waitUntil(
      () => world.eventOf(id, 'refund.created'),
      ({ outcome }) => outcome === 'unknown_payment',
    );
  });

  test('that precedes its payment waits for it', async () => {
    const { orderId, id: sessionId } = await world.openSession();
    world.stripe.intercept = ({ path }) => (path.startsWith('/v1/checkout/sessions/cs_') ? 'break' : 'pass');
    await world.stripe.pay(sessionId);
    const paymentId = (await world.stripe.retrieve(sessionId))['payment_intent'] as string;
    const { id } = await fixture.refundInDashboard({ orderId, sessionId, paymentId }, 500);
    await waitUntil(
      () => world.eventOf(id, 'refund.created'),
      ({ tries }) => tries > 0,
    );
    world.stripe.intercept = () => 'pass';
    await world.retryUntil(
      () => fixture.rows(orderId),
      (rows) => rows.length === 1,
    );
    expect(await world.subjectsOf(orderId)).toEqual([
      'payment.succeeded',
      'refund.requested',
      'refund.succeeded',
    ]);
  });

  test('with an unknown refund id of ours in its metadata is stored once', async () => {
    const paid = await fixture.paid();
    await world.stripe.api('POST', '/v1/refunds', {
      payment_intent: paid.paymentId,
      amount: '200',
      'metadata[refundId]': randomUUID(),
    });
    await fixture.until(paid.orderId, 'succeeded');
    expect(await fixture.refundedOf(paid)).toBe(200);
  });
  test('with the metadata of one of ours is counted separately', async () => {
    const paid = await fixture.paid();
    const refundId = randomUUID();
    await fixture.refund({ orderId: paid.orderId, refundId, amount: 700 });
    const form = { payment_intent: paid.paymentId, amount: '700', 'metadata[refundId]': refundId };
    await world.stripe.api('POST', '/v1/refunds', form);
    await fixture.until(paid.orderId, 'succeeded', 'succeeded');
    expect(await fixture.refundedOf(paid)).toBe(1_400);
  });

  test('with another amount and the metadata of a waiting refund is not the same refund', async () => {
    const paid = await fixture.paid();
    world.stripe.intercept = ({ method, path }) =>
      method === 'POST' && path === '/v1/refunds' ? 'break' : 'pass';
    const refundId = randomUUID();
    await fixture.refund({ orderId: paid.orderId, refundId, amount: 700 });
    const form = { payment_intent: paid.paymentId, amount: '50', 'metadata[refundId]': refundId };
    await world.stripe.api('POST', '/v1/refunds', form);
    await waitUntil(
      () => fixture.rows(paid.orderId),
      (rows) => rows.length === 2,
    );
    world.stripe.intercept = () => 'pass';
    await fixture.retryUntil(paid.orderId, 'succeeded', 'succeeded');
    expect(await fixture.refundedOf(paid)).toBe(750);
  });
});
