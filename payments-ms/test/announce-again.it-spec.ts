import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { PaymentMismatched, PaymentSucceeded } from '@orderwire/contracts';
import { parseMessage } from '@orderwire/platform';
import { faultOf, order, waitUntil, World } from './world.js';

let world: World;
beforeAll(async () => {
  world = await World.create();
});
afterEach(() => {
  world.stripe.fate = () => 'pass';
});
afterAll(() => world.close());

/** Pays an order; orders-ms never takes the event, and after some time no replay can bring it back. */
async function paidUnheard(change?: string) {
  const request = order();
  const { id } = await world.create(request);
  const { orderId } = request;
  if (change) await world.rows(`UPDATE payment_sessions SET ${change} WHERE order_id = $1`, [orderId]);
  await world.stripe.pay(id);
  const first = await world.waitFor(orderId, change ? 'payment.mismatched' : 'payment.succeeded');
  await world.outcomes(id);
  return { request, orderId, id, first };
}

const forget = async (orderId: string) => {
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

const sweep = async (orderId: string) => (await faultOf(world.expire(orderId))).code;

describe('a payment of which orders-ms never heard', () => {
  test('is announced again, with what its row says, when orders-ms looks after the overdue order', async () => {
    const { orderId, first } = await paidUnheard();
    await forget(orderId);
    expect(await sweep(orderId)).toBe('payments.already_paid');
    expect(await published(orderId, 1)).toMatchObject([{ subject: 'payment.succeeded' }]);
    const [again] = await world.announced(orderId);
    parseMessage(PaymentSucceeded.payload, again?.payload, 'refuse');
    const { webhook: _first, ...money } = first.payload;
    expect(again?.payload).toMatchObject(money);
    expect(again?.headers['orderwire-correlation-id']).toBe(first.headers['orderwire-correlation-id']);
  });

  test('is announced again when a new link is asked for', async () => {
    const { request, orderId } = await paidUnheard();
    for (const attempt of [1, 2]) {
      await forget(orderId);
      const fault = await faultOf(world.create({ ...request, attempt }));
      expect(fault.code).toBe('payments.already_paid');
      await published(orderId, 1);
    }
  });

  test('is not announced again while the news may still be on its way, and once however many ask at once', async () => {
    const { orderId } = await paidUnheard();
    expect(await sweep(orderId)).toBe('payments.already_paid');
    expect(await world.subjectsOf(orderId)).toEqual(['payment.succeeded']);
    await forget(orderId);
    await Promise.all([1, 2, 3, 4].map(() => sweep(orderId)));
    expect(await sweep(orderId)).toBe('payments.already_paid');
    expect(await world.subjectsOf(orderId)).toEqual(['payment.succeeded']);
  });

  test('is announced again though Stripe cannot be asked for the e-mail address', async () => {
    const { orderId } = await paidUnheard();
    await forget(orderId);
    world.stripe.fate = () => ({ status: 400, body: { error: { type: 'invalid_request_error' } } });
    expect(await sweep(orderId)).toBe('payments.already_paid');
    world.stripe.fate = () => 'pass';
    const [again] = await world.announced(orderId);
    expect(again?.payload).toMatchObject({ email: null, amount: 4_498 });
  });

  test('that came through another session than the live one keeps the order: it is announced, and nobody can pay twice', async () => {
    const { orderId, id } = await paidUnheard();
    await forget(orderId);
    await world.rows(`UPDATE payment_sessions SET status = 'superseded' WHERE order_id = $1`, [orderId]);
    const { id: live } = await world.create(order({ orderId, attempt: 2 }));
    expect(live).not.toBe(id);
    expect(await sweep(orderId)).toBe('payments.already_paid');
    expect(await world.stripe.retrieve(live)).toMatchObject({ status: 'expired' });
    expect(await world.subjectsOf(orderId)).toContain('payment.succeeded');
  });

  test('that orders-ms rejected is not announced again', async () => {
    const { orderId } = await paidUnheard();
    await forget(orderId);
    await world.rows(`UPDATE payments SET rejected_because = 'cancelled' WHERE order_id = $1`, [orderId]);
    expect(await sweep(orderId)).toBe('payments.already_paid');
    expect(await world.subjectsOf(orderId)).toEqual([]);
  });

  test('that pays nothing is told again as that: its order ends', async () => {
    const { orderId } = await paidUnheard('amount = 4497');
    await waitUntil(
      () => world.rows(`SELECT FROM refunds WHERE order_id = $1 AND status = 'succeeded'`, [orderId]),
      (rows) => rows.length === 1,
    );
    await forget(orderId);
    expect(await sweep(orderId)).toBe('payments.already_paid');
    const [again] = await world.announced(orderId);
    expect(again).toMatchObject({ subject: 'payment.mismatched', payload: { reason: 'amount_mismatch' } });
    parseMessage(PaymentMismatched.payload, again?.payload, 'refuse');
  });
});
