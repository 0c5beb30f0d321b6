import { randomUUID } from 'node:crypto';
import {
  ListFacts,
  OrderPaymentRejected,
  PaymentMismatched,
  PaymentSucceeded,
  RefundRequested,
  RefundSucceeded,
} from '@orderwire/contracts';
import { FakeService, replyWithFacts, sample } from '@orderwire/test-kit';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { RefundFixture } from './refund-fixture.js';
import { faultOf, sessionRequest, waitUntil, PaymentsWorld } from './payments-world.js';

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

describe('a payment that orders-ms rejected', () => {
  test('is refunded automatically, with the reason', async () => {
    const paid = await fixture.paid();
    await fixture.reject(paid, 'cancelled');
    expect(await fixture.until(paid.orderId, 'succeeded')).toMatchObject([
      { amount: '4498', automatic: true, reason: 'cancelled' },
    ]);
    expect(await fixture.atStripe(paid)).toMatchObject([{ amount: 4_498 }]);
    expect(await fixture.eventsOf(paid.orderId)).toEqual(['refund.requested', 'refund.succeeded']);
    const { payload } = await world.waitFor(paid.orderId, 'refund.requested');
    expect(payload).toMatchObject({ automatic: true, reason: 'cancelled', amount: 4_498, currency: 'usd' });
  });

  test('is refunded although order.payment_rejected was lost, once', async () => {
    const paid = await fixture.paid();
    const { orderId, paymentId } = paid;
    const rejectedAt = new Date().toISOString();
    const event = { orderId, paymentId, amount: 4_498, currency: 'usd', reason: 'cancelled', rejectedAt };
    const facts = new Map([[OrderPaymentRejected.subject, [{ id: paymentId, event }]]]);
    const orders = new FakeService(world.link).serve(ListFacts.orders, replyWithFacts(facts));
    await world.findLostEvents();
    await world.findLostEvents();
    await orders.stop();
    expect(await fixture.until(orderId, 'succeeded')).toMatchObject([
      { amount: '4498', reason: 'cancelled' },
    ]);
    expect(await fixture.atStripe(paid)).toHaveLength(1);
  });

  test('is refunded once for several rejections', async () => {
    const paid = await fixture.paid();
    const ids = [randomUUID(), randomUUID(), randomUUID()];
    await Promise.all(ids.map((id) => fixture.reject(paid, 'cancelled', id)));
    await fixture.reject(paid, 'cancelled', ids[0]);
    await waitUntil(
      () => world.rows('SELECT FROM messaging.inbox WHERE event_id = ANY($1)', [ids]),
      (rows) => rows.length === 3,
    );
    await fixture.until(paid.orderId, 'succeeded');
    expect(await fixture.rows(paid.orderId)).toHaveLength(1);
    expect(await fixture.atStripe(paid)).toHaveLength(1);
    expect(await fixture.eventsOf(paid.orderId)).toEqual(['refund.requested', 'refund.succeeded']);
  });

  test('is refunded in full after a partial refund', async () => {
    const paid = await fixture.paid();
    await fixture.refund({ orderId: paid.orderId, amount: 1_000 });
    await fixture.reject(paid);
    await fixture.until(paid.orderId, 'succeeded', 'succeeded');
    expect(await fixture.refundedOf(paid)).toBe(4_498);
  });

  test('is not the payment that staff refund', async () => {
    const first = await fixture.paid();
    // A second session pays the order again.
    const second = await secondPayment(first.orderId);
    expect((await faultOf(fixture.refund({ orderId: first.orderId, amount: 100 }))).code).toBe(
      'payments.unavailable',
    );
    await fixture.reject(second, 'paid_by_another');
    await fixture.until(first.orderId, 'succeeded');
    const view = await fixture.refund({ orderId: first.orderId, amount: 100 });
    expect(view.paymentId).toBe(first.paymentId);
    expect(await fixture.refundedOf(second)).toBe(4_498);
  });

  test('is refunded later if Stripe is unavailable', async () => {
    const paid = await fixture.paid();
    world.stripe.intercept = ({ method, path }) =>
      method === 'POST' && path === '/v1/refunds' ? 'break' : 'pass';
    await fixture.reject(paid);
    await waitUntil(
      () => fixture.rows(paid.orderId),
      ([row]) => (row?.tries ?? 0) > 0,
    );
    expect(await fixture.rows(paid.orderId)).toMatchObject([{ status: 'requested' }]);
    world.stripe.intercept = () => 'pass';
    await waitUntil(
      async () => (await fixture.makeDue(), fixture.rows(paid.orderId)),
      ([row]) => row?.status === 'succeeded',
    );
    expect(await fixture.atStripe(paid)).toHaveLength(1);
  });
});

describe('the facts of payments and refunds', () => {
  const factOf = async ({ subject }: { subject: string }, id: string) => {
    const { facts } = await world.request(ListFacts.payments, { subject, ids: [id] });
    return facts[0]?.event;
  };
  const eventOf = async (orderId: string, { subject }: { subject: string }) => {
    const { payload } = await world.waitFor(orderId, subject);
    return payload;
  };

  test('have the content of their events, except for the webhook', async () => {
    const paid = await fixture.paid();
    const { webhook: _webhook, ...payment } = await eventOf(paid.orderId, PaymentSucceeded);
    expect(await factOf(PaymentSucceeded, paid.paymentId)).toMatchObject(payment);
    const { id } = await fixture.refund({ orderId: paid.orderId, amount: 100 });
    await fixture.until(paid.orderId, 'succeeded');
    expect(await factOf(RefundSucceeded, id)).toEqual(await eventOf(paid.orderId, RefundSucceeded));
    expect(await factOf(RefundRequested, id)).toEqual(await eventOf(paid.orderId, RefundRequested));
  });

  test('of a mismatch have the content of its event, except for the webhook', async () => {
    const { orderId, id } = await world.openSession();
    await world.rows('UPDATE payment_sessions SET amount = 4497 WHERE order_id = $1', [orderId]);
    await world.stripe.pay(id);
    const { webhook: _webhook, ...mismatch } = await eventOf(orderId, PaymentMismatched);
    expect(await factOf(PaymentMismatched, String(mismatch['paymentId']))).toMatchObject(mismatch);
    // It pays for nothing.
    expect(await factOf(PaymentSucceeded, String(mismatch['paymentId']))).toBeUndefined();
  });

  test('come in pages, each continuing after the last fact', async () => {
    const { paymentId } = await fixture.paid();
    const { subject } = PaymentSucceeded;
    const first = await world.request(ListFacts.payments, { subject });
    expect(first.facts.map(({ id }) => id)).toContain(paymentId);
    const next = await fixture.paid();
    const page = await world.request(ListFacts.payments, { subject, cursor: first.cursor ?? '' });
    expect(page).toMatchObject({ facts: [{ id: next.paymentId }], more: false });
    const young = { subject, cursor: page.cursor ?? '', minAgeSeconds: 3_600 };
    expect(await world.request(ListFacts.payments, young)).toEqual({ facts: [], cursor: null, more: false });
    const unknown = world.request(ListFacts.payments, { subject: 'payment.unknown' });
    expect((await faultOf(unknown)).code).toBe('invalid_message');
  });
});

describe('a capture that differs from its payment session', () => {
  test.each([
    ['amount', 'amount = 4497', 'amount_differs'],
    ['currency', "currency = 'eur'", 'currency_differs'],
  ])('in %s is refunded automatically', async (_name, change, reason) => {
    const { orderId, id } = await world.openSession();
    await world.rows(`UPDATE payment_sessions SET ${change} WHERE order_id = $1`, [orderId]);
    await world.stripe.pay(id);
    expect(await fixture.until(orderId, 'succeeded')).toMatchObject([
      { amount: '4498', automatic: true, reason },
    ]);
    expect(await world.subjectsOf(orderId)).toEqual([
      'payment.mismatched',
      'refund.requested',
      'refund.succeeded',
    ]);
  });

  test('is refunded once if orders-ms rejects it as well', async () => {
    const { orderId, id } = await world.openSession();
    await world.rows('UPDATE payment_sessions SET amount = 1 WHERE order_id = $1', [orderId]);
    await world.stripe.pay(id);
    const { payload } = await world.waitFor(orderId, 'payment.mismatched');
    const paid = { orderId, sessionId: id, paymentId: payload['paymentId'] as string };
    const event = randomUUID();
    await fixture.reject(paid, 'amount_differs', event);
    await waitUntil(
      () => world.rows('SELECT FROM messaging.inbox WHERE event_id = $1', [event]),
      (rows) => rows.length === 1,
    );
    await fixture.until(orderId, 'succeeded');
    expect(await fixture.atStripe(paid)).toHaveLength(1);
  });

  test('cannot be refunded again by staff', async () => {
    const { orderId, id } = await world.openSession();
    await world.rows('UPDATE payment_sessions SET amount = 1 WHERE order_id = $1', [orderId]);
    await world.stripe.pay(id);
    await fixture.until(orderId, 'succeeded');
    expect((await faultOf(fixture.refund({ orderId }))).code).toBe('payments.not_refundable');
  });
});

describe('a capture of a session that has ended in our tables', () => {
  test.each(['superseded', 'expired', 'rejected', 'failed'])('as %s is a payment', async (status) => {
    const { orderId, id } = await world.openSession();
    await world.rows(
      'UPDATE payment_sessions SET status = $2::session_status, settled_at = now() WHERE order_id = $1',
      [orderId, status],
    );
    await world.stripe.pay(id);
    expect((await world.waitFor(orderId, 'payment.succeeded')).payload).toMatchObject({ amount: 4_498 });
    expect(await world.outcomes(id)).toEqual({ 'checkout.session.completed': 'paid' });
  });

  test('and whose id is not stored is a payment', async () => {
    const request = sessionRequest();
    world.stripe.intercept = ({ method }) => (method === 'POST' ? 'break_after' : 'pass');
    await faultOf(world.create(request));
    world.stripe.intercept = () => 'pass';
    const [lost = ''] = await world.stripe.sessionsOf(request.orderId);
    await world.rows(
      `UPDATE payment_sessions SET status = 'open', request = NULL, stripe_id = 'cs_test_known' WHERE order_id = $1`,
      [request.orderId],
    );
    await world.stripe.pay(lost);
    await world.waitFor(request.orderId, 'payment.succeeded');
  });
});

describe('a poison message among rejected payments', () => {
  test('becomes a dead letter, and the consumer continues', async () => {
    const { orderId, paymentId } = await fixture.paid();
    const rejectedAt = new Date().toISOString();
    const payment = { orderId, paymentId, amount: 4_498, currency: 'usd', reason: 'cancelled', rejectedAt };
    expect(await fixture.survivePoison(sample(OrderPaymentRejected, payment))).toEqual([
      'payments_ms_refund_rejected',
    ]);
    await fixture.until(orderId, 'succeeded');
  });

  test('with an unknown payment, or another order’s, refunds nothing and blocks no other event', async () => {
    const [paid, other] = [await fixture.paid(), await fixture.paid()];
    const unknown = [randomUUID(), randomUUID()];
    await fixture.reject({ ...paid, paymentId: 'pi_unknown' }, 'cancelled', unknown[0]);
    await fixture.reject({ ...paid, orderId: other.orderId }, 'cancelled', unknown[1]);
    await fixture.reject(other);
    await fixture.until(other.orderId, 'succeeded');
    await waitUntil(
      () =>
        world.rows(
          `SELECT event_id FROM messaging.failed_tries WHERE event_id = ANY($1)
           UNION SELECT event_id FROM messaging.dead_letters WHERE event_id = ANY($1)`,
          [unknown],
        ),
      (tried) => tried.length === 2,
    );
    expect(await fixture.rows(paid.orderId)).toEqual([]);
    expect(await fixture.refundedOf(paid)).toBe(0);
  });
});

/** Pays an order again with a second session. */
async function secondPayment(orderId: string) {
  const form = {
    mode: 'payment',
    client_reference_id: orderId,
    success_url: 'http://shop.test/',
    'metadata[orderId]': orderId,
    'metadata[attempt]': '1',
    'payment_intent_data[metadata][orderId]': orderId,
    'line_items[0][quantity]': '1',
    'line_items[0][price_data][currency]': 'usd',
    'line_items[0][price_data][unit_amount]': '4498',
    'line_items[0][price_data][product_data][name]': 'Teapot',
  };
  const session = await world.stripe.api('POST', '/v1/checkout/sessions', form);
  const sessionId = session['id'] as string;
  await world.stripe.pay(sessionId);
  const payments = await waitUntil(
    () => world.rows<{ id: string }>('SELECT id FROM payments WHERE session_id = $1', [sessionId]),
    (rows) => rows.length === 1,
  );
  return { orderId, sessionId, paymentId: payments[0]?.id ?? '' };
}
