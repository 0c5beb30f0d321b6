import { randomUUID } from 'node:crypto';
import { OrderPaymentRejected } from '@orderwire/contracts';
import { sample } from '@orderwire/test-kit';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { RefundDesk } from './refund-desk.js';
import { faultOf, order, waitUntil, World } from './world.js';

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

describe('a payment that its order does not take', () => {
  test('goes back whole by itself, with the reason', async () => {
    const paid = await desk.paid();
    await desk.reject(paid, 'cancelled');
    expect(await desk.until(paid.orderId, 'succeeded')).toMatchObject([
      { amount: '4498', automatic: true, reason: 'cancelled' },
    ]);
    expect(await desk.atStripe(paid)).toMatchObject([{ amount: 4_498 }]);
    expect(await desk.news(paid.orderId)).toEqual(['refund.requested', 'refund.succeeded']);
    const { payload } = await world.waitFor(paid.orderId, 'refund.requested');
    expect(payload).toMatchObject({ automatic: true, reason: 'cancelled', amount: 4_498, currency: 'usd' });
  });

  test('goes back once, however often and under however many ids it is told', async () => {
    const paid = await desk.paid();
    const ids = [randomUUID(), randomUUID(), randomUUID()];
    await Promise.all(ids.map((id) => desk.reject(paid, 'cancelled', id)));
    await desk.reject(paid, 'cancelled', ids[0]);
    await waitUntil(
      () => world.rows('SELECT FROM messaging.inbox WHERE event_id = ANY($1)', [ids]),
      (rows) => rows.length === 3,
    );
    await desk.until(paid.orderId, 'succeeded');
    expect(await desk.rows(paid.orderId)).toHaveLength(1);
    expect(await desk.atStripe(paid)).toHaveLength(1);
    expect(await desk.news(paid.orderId)).toEqual(['refund.requested', 'refund.succeeded']);
  });

  test('of which a part went back already gives back the rest', async () => {
    const paid = await desk.paid();
    await desk.refund({ orderId: paid.orderId, amount: 1_000 });
    await desk.reject(paid);
    await desk.until(paid.orderId, 'succeeded', 'succeeded');
    expect(await desk.refundedOf(paid)).toBe(4_498);
  });

  test('is not what staff refund: they refund the payment that stands', async () => {
    const first = await desk.paid();
    // The order is paid a second time by a session made beside the first.
    const second = await secondPayment(first.orderId);
    expect((await faultOf(desk.refund({ orderId: first.orderId, amount: 100 }))).code).toBe(
      'payments.unavailable',
    );
    await desk.reject(second, 'paid_by_another');
    await desk.until(first.orderId, 'succeeded');
    const view = await desk.refund({ orderId: first.orderId, amount: 100 });
    expect(view.paymentId).toBe(first.paymentId);
    expect(await desk.refundedOf(second)).toBe(4_498);
  });

  test('waits for a Stripe that does not answer, and goes back after all', async () => {
    const paid = await desk.paid();
    world.stripe.fate = ({ method, path }) =>
      method === 'POST' && path === '/v1/refunds' ? 'break' : 'pass';
    await desk.reject(paid);
    await waitUntil(
      () => desk.rows(paid.orderId),
      ([row]) => (row?.tries ?? 0) > 0,
    );
    expect(await desk.rows(paid.orderId)).toMatchObject([{ status: 'requested' }]);
    world.stripe.fate = () => 'pass';
    await waitUntil(
      async () => (await desk.hurry(), desk.rows(paid.orderId)),
      ([row]) => row?.status === 'succeeded',
    );
    expect(await desk.atStripe(paid)).toHaveLength(1);
  });
});

describe('captured money that is not what its session was opened for', () => {
  test.each([
    ['amount', 'amount = 4497', 'amount_differs'],
    ['currency', "currency = 'eur'", 'currency_differs'],
  ])('in its %s goes back whole by itself', async (_name, change, reason) => {
    const { orderId, id } = await world.opened();
    await world.rows(`UPDATE payment_sessions SET ${change} WHERE order_id = $1`, [orderId]);
    await world.stripe.pay(id);
    expect(await desk.until(orderId, 'succeeded')).toMatchObject([
      { amount: '4498', automatic: true, reason },
    ]);
    expect(await world.subjectsOf(orderId)).toEqual([
      'payment.mismatched',
      'refund.requested',
      'refund.succeeded',
    ]);
  });

  test('goes back once, though orders-ms rejects it as well', async () => {
    const { orderId, id } = await world.opened();
    await world.rows('UPDATE payment_sessions SET amount = 1 WHERE order_id = $1', [orderId]);
    await world.stripe.pay(id);
    const { payload } = await world.waitFor(orderId, 'payment.mismatched');
    const paid = { orderId, sessionId: id, paymentId: payload['paymentId'] as string };
    const event = randomUUID();
    await desk.reject(paid, 'amount_differs', event);
    await waitUntil(
      () => world.rows('SELECT FROM messaging.inbox WHERE event_id = $1', [event]),
      (rows) => rows.length === 1,
    );
    await desk.until(orderId, 'succeeded');
    expect(await desk.atStripe(paid)).toHaveLength(1);
  });

  test('cannot be given back a second time by staff', async () => {
    const { orderId, id } = await world.opened();
    await world.rows('UPDATE payment_sessions SET amount = 1 WHERE order_id = $1', [orderId]);
    await world.stripe.pay(id);
    await desk.until(orderId, 'succeeded');
    expect((await faultOf(desk.refund({ orderId }))).code).toBe('payments.not_refundable');
  });
});

describe('money for a session that is over in our tables', () => {
  test.each(['superseded', 'expired', 'rejected', 'failed'])(
    'as %s is a payment all the same: nothing captured is kept in silence',
    async (status) => {
      const { orderId, id } = await world.opened();
      await world.rows(
        'UPDATE payment_sessions SET status = $2::session_status, settled_at = now() WHERE order_id = $1',
        [orderId, status],
      );
      await world.stripe.pay(id);
      expect((await world.waitFor(orderId, 'payment.succeeded')).payload).toMatchObject({ amount: 4_498 });
      expect(await world.outcomes(id)).toEqual({ 'checkout.session.completed': 'paid' });
    },
  );

  test('whose id we never learned is a payment, beside the session that we know', async () => {
    const request = order();
    world.stripe.fate = ({ method }) => (method === 'POST' ? 'break_after' : 'pass');
    await faultOf(world.create(request));
    world.stripe.fate = () => 'pass';
    const [lost = ''] = await world.stripe.sessionsOf(request.orderId);
    await world.rows(
      `UPDATE payment_sessions SET status = 'open', request = NULL, stripe_id = 'cs_test_known' WHERE order_id = $1`,
      [request.orderId],
    );
    await world.stripe.pay(lost);
    await world.waitFor(request.orderId, 'payment.succeeded');
  });
});

describe('poison among the rejected payments', () => {
  test('is a dead letter with its reason, and the consumer goes on', async () => {
    const { orderId, paymentId } = await desk.paid();
    const rejectedAt = new Date().toISOString();
    const money = { orderId, paymentId, amount: 4_498, currency: 'usd', reason: 'cancelled', rejectedAt };
    expect(await desk.survivesPoison(sample(OrderPaymentRejected, money))).toEqual([
      'payments_ms_refund_rejected',
    ]);
    await desk.until(orderId, 'succeeded');
  });

  test('a payment that is not ours, or not this order’s, refunds nothing and holds up nobody', async () => {
    const [paid, other] = [await desk.paid(), await desk.paid()];
    const strange = [randomUUID(), randomUUID()];
    await desk.reject({ ...paid, paymentId: 'pi_nobody' }, 'cancelled', strange[0]);
    await desk.reject({ ...paid, orderId: other.orderId }, 'cancelled', strange[1]);
    await desk.reject(other);
    await desk.until(other.orderId, 'succeeded');
    await waitUntil(
      () =>
        world.rows(
          `SELECT event_id FROM messaging.failed_tries WHERE event_id = ANY($1)
           UNION SELECT event_id FROM messaging.dead_letters WHERE event_id = ANY($1)`,
          [strange],
        ),
      (tried) => tried.length === 2,
    );
    expect(await desk.rows(paid.orderId)).toEqual([]);
    expect(await desk.refundedOf(paid)).toBe(0);
  });
});

/** Pays an order again through a session that was made beside its own. */
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
