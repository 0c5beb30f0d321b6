import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { PaymentMismatched, PaymentSucceeded } from '@orderwire/contracts';
import { parseMessage } from '@orderwire/platform';
import { faultOf, sessionRequest, waitUntil, PaymentsWorld } from './payments-world.js';

let world: PaymentsWorld;
beforeAll(async () => {
  world = await PaymentsWorld.create();
});
afterEach(() => {
  world.stripe.intercept = () => 'pass';
});
afterAll(() => world.close());

/** Pays an order. Its event has been published; orders-ms is not running in this test. */
async function paidOrder(change?: string) {
  const request = sessionRequest();
  const { id } = await world.create(request);
  const { orderId } = request;
  if (change) await world.rows(`UPDATE payment_sessions SET ${change} WHERE order_id = $1`, [orderId]);
  await world.stripe.pay(id);
  const first = await world.waitFor(orderId, change ? 'payment.mismatched' : 'payment.succeeded');
  await world.outcomes(id);
  return { request, orderId, id, first };
}

/** Deletes the order's events, as if a stream was lost six minutes ago and cannot be replayed. */
const loseEvents = async (orderId: string) => {
  await world.rows('DELETE FROM messaging.outbox WHERE aggregate_id = $1', [orderId]);
  await world.rows(`UPDATE payments SET announced_at = now() - interval '6 minutes' WHERE order_id = $1`, [
    orderId,
  ]);
};

const published = (orderId: string, count: number) =>
  waitUntil(
    () =>
      world.rows<{ id: string; subject: string }>(
        'SELECT id, subject FROM messaging.outbox WHERE aggregate_id = $1 AND published_at IS NOT NULL',
        [orderId],
      ),
    (rows) => rows.length === count,
  );

const expire = async (orderId: string) => (await faultOf(world.expire(orderId))).code;

describe('a payment that orders-ms missed', () => {
  test('is published again, with the content of its row, when orders-ms expires the payment session', async () => {
    const { orderId, first } = await paidOrder();
    await loseEvents(orderId);
    expect(await expire(orderId)).toBe('payments.already_paid');
    expect(await published(orderId, 1)).toMatchObject([{ subject: 'payment.succeeded' }]);
    const [again] = await world.publishedEvents(orderId);
    parseMessage(PaymentSucceeded.payload, again?.payload, 'refuse');
    const { webhook: _first, ...payment } = first.payload;
    expect(again?.payload).toMatchObject(payment);
    expect(again?.headers['orderwire-correlation-id']).toBe(first.headers['orderwire-correlation-id']);
  });

  test('is published again when a new payment session is requested', async () => {
    const { request, orderId } = await paidOrder();
    for (const attempt of [1, 2]) {
      await loseEvents(orderId);
      const fault = await faultOf(world.create({ ...request, attempt }));
      expect(fault.code).toBe('payments.already_paid');
      await published(orderId, 1);
    }
  });

  test('is a discount of the whole amount, both times, when Stripe required no payment', async () => {
    const request = sessionRequest();
    const { orderId } = request;
    const { id } = await world.create(request);
    // A promotion code that the shop enabled at Stripe.
    world.stripe.intercept = async ({ method, path }) => {
      if (method !== 'GET' || !path.includes(id)) return 'pass';
      const nothingDue = { payment_status: 'no_payment_required', amount_total: 0, payment_intent: null };
      return { status: 200, body: { ...(await world.stripe.retrieve(id)), ...nothingDue } };
    };
    await world.stripe.pay(id);
    const paid = { paymentId: id, sessionId: id, amount: 0, discount: 4_498, currency: 'usd' };
    expect((await world.waitFor(orderId, 'payment.succeeded')).payload).toMatchObject(paid);
    expect(await world.statusOf(orderId)).toEqual(['complete']);
    expect(await world.rows('SELECT movement FROM ledger_entries WHERE order_id = $1', [orderId])).toEqual(
      [],
    );
    await loseEvents(orderId);
    expect(await expire(orderId)).toBe('payments.already_paid');
    const [again] = (await published(orderId, 1)) && (await world.publishedEvents(orderId));
    parseMessage(PaymentSucceeded.payload, again?.payload, 'refuse');
    expect(again?.payload).toMatchObject(paid);
  });

  test('is not published again while its event may be in flight, and once for concurrent requests', async () => {
    const { orderId } = await paidOrder();
    expect(await expire(orderId)).toBe('payments.already_paid');
    expect(await world.subjectsOf(orderId)).toEqual(['payment.succeeded']);
    await loseEvents(orderId);
    await Promise.all([1, 2, 3, 4].map(() => expire(orderId)));
    expect(await expire(orderId)).toBe('payments.already_paid');
    expect(await world.subjectsOf(orderId)).toEqual(['payment.succeeded']);
  });

  test('is published again without the e-mail address if Stripe is unavailable', async () => {
    const { orderId } = await paidOrder();
    await loseEvents(orderId);
    world.stripe.intercept = () => ({ status: 400, body: { error: { type: 'invalid_request_error' } } });
    expect(await expire(orderId)).toBe('payments.already_paid');
    world.stripe.intercept = () => 'pass';
    const [again] = await world.publishedEvents(orderId);
    expect(again?.payload).toMatchObject({ email: null, amount: 4_498 });
  });

  test('that another session captured is published, and the live session is expired', async () => {
    const { orderId, id } = await paidOrder();
    await loseEvents(orderId);
    await world.rows(`UPDATE payment_sessions SET status = 'superseded' WHERE order_id = $1`, [orderId]);
    const { id: live } = await world.create(sessionRequest({ orderId, attempt: 2 }));
    expect(live).not.toBe(id);
    expect(await expire(orderId)).toBe('payments.already_paid');
    expect(await world.stripe.retrieve(live)).toMatchObject({ status: 'expired' });
    expect(await world.subjectsOf(orderId)).toContain('payment.succeeded');
  });

  test('is not published again after orders-ms rejected it', async () => {
    const { orderId } = await paidOrder();
    await loseEvents(orderId);
    await world.rows(`UPDATE payments SET rejected_because = 'cancelled' WHERE order_id = $1`, [orderId]);
    expect(await expire(orderId)).toBe('payments.already_paid');
    expect(await world.subjectsOf(orderId)).toEqual([]);
  });

  test('is published again as mismatched if its amount differs', async () => {
    const { orderId } = await paidOrder('amount = 4497');
    await waitUntil(
      () => world.rows(`SELECT FROM refunds WHERE order_id = $1 AND status = 'succeeded'`, [orderId]),
      (rows) => rows.length === 1,
    );
    await loseEvents(orderId);
    expect(await expire(orderId)).toBe('payments.already_paid');
    const [again] = await world.publishedEvents(orderId);
    expect(again).toMatchObject({ subject: 'payment.mismatched', payload: { reason: 'amount_mismatch' } });
    parseMessage(PaymentMismatched.payload, again?.payload, 'refuse');
  });
});
