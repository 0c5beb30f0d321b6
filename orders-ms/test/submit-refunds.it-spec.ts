import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  NotRefundable,
  OrderRefunded,
  PaymentRejected,
  PaymentSucceeded,
  PaymentsUnavailable,
  RefundTooLarge,
} from '@orderwire/contracts';
import { v7 as uuidv7 } from 'uuid';
import { PurgeIdempotencyKeysUseCase } from '../src/idempotency/purge-idempotency-keys.use-case.js';
import { lamp, mug } from './fake-services.js';
import { faultOf, OrdersWorld } from './orders-world.js';
import { capture } from './payment-events.js';
import { refundsIn, said } from './refund-events.js';

let world: OrdersWorld;
let shop: ReturnType<typeof refundsIn>;
beforeAll(async () => {
  world = await OrdersWorld.create();
  shop = refundsIn(world);
});
afterAll(() => world.close());
afterEach(() => world.refunds.reset());

describe('goods that come back', () => {
  const back = (quantity: number, productId = mug) => ({ restock: [{ productId, quantity }] });

  it('go back on sale once the money went', async () => {
    const orderId = await shop.paid();
    const { id } = await shop.refund(orderId, back(2, mug.toUpperCase()));
    await shop.succeed(said(orderId, id));
    expect(await world.announced(OrderRefunded, orderId)).toMatchObject([
      { restock: [{ productId: mug, quantity: 2 }] },
    ]);
  });

  it('are never more than the order has, without what its other refunds put back', async () => {
    const orderId = await shop.paid();
    expect(await faultOf(shop.refund(orderId, { amount: 1, ...back(3) }))).toMatchObject({
      code: 'orders.restock_too_large',
      details: { products: [{ productId: mug, left: 2 }] },
    });
    await shop.refund(orderId, { amount: 1, ...back(1) });
    expect((await faultOf(shop.refund(orderId, { amount: 1, ...back(2) }))).details).toEqual({
      products: [{ productId: mug, left: 1 }],
    });
    expect((await faultOf(shop.refund(orderId, { amount: 1, ...back(1, lamp) }))).details).toEqual({
      products: [{ productId: lamp, left: 0 }],
    });
  });

  it('of a refund that failed may come back with the next one', async () => {
    const orderId = await shop.paid();
    const { id } = await shop.refund(orderId, back(2));
    await shop.fail(said(orderId, id));
    expect(await shop.refund(orderId, back(2))).toMatchObject({ status: 'pending' });
  });
});

describe('a refund while payments-ms does not answer', () => {
  it('is kept, is pending, and is asked for again under the same id', async () => {
    const orderId = await shop.paid();
    await world.refunds.down();
    const { id, status } = await shop.refund(orderId);
    expect(status).toBe('pending');
    await world.refunds.reset();
    await shop.chase();
    expect(world.refunds.requests).toMatchObject([{ refundId: id }]);
    await shop.chase();
    expect(world.refunds.requests).toHaveLength(1);
  });

  it('is asked for again also when it was not settled yet which payment stands', async () => {
    const orderId = await shop.paid();
    world.refunds.answer = () => {
      throw PaymentsUnavailable();
    };
    const { id } = await shop.refund(orderId);
    await world.refunds.reset();
    await shop.chase();
    expect(world.refunds.requests).toMatchObject([{ refundId: id }]);
  });

  it.each([
    ['nothing is there', NotRefundable(), NotRefundable().message],
    ['there is not as much', RefundTooLarge({ refundable: 1 }), RefundTooLarge().message],
    [
      'Stripe refused it, in Stripe’s words',
      PaymentRejected({ stripe: { code: 'refund_refused', message: 'It was charged back.' } }),
      'It was charged back.',
    ],
  ])('fails for good when it says that %s', async (_what, no, failure) => {
    const orderId = await shop.paid();
    world.refunds.answer = () => {
      throw no;
    };
    expect((await faultOf(shop.refund(orderId))).toWire()).toEqual(no.toWire());
    expect((await world.timeline(orderId)).slice(-2)).toMatchObject([
      { step: 'refund_requested' },
      { step: 'refund_failed', details: { failure } },
    ]);
    await shop.chase();
    expect(world.refunds.requests).toHaveLength(1);
  });

  it('went back all the same when payments-ms says so afterwards, however far its clock is behind ours', async () => {
    const orderId = await shop.paid();
    world.refunds.answer = () => {
      throw PaymentRejected();
    };
    await faultOf(shop.refund(orderId));
    const refundId = world.refunds.requests[0]!.refundId;
    const hoursAgo = (hours: number) => ({ at: new Date(Date.now() - hours * 3_600_000).toISOString() });
    await shop.fail(said(orderId, refundId, { ...hoursAgo(3), failure: 'refused' }));
    await shop.succeed(said(orderId, refundId, hoursAgo(2)));
    expect((await world.order(orderId)).status).toBe('REFUNDED');
    await shop.fail(said(orderId, refundId, { ...hoursAgo(4), failure: 'told late' }));
    expect((await world.order(orderId)).status).toBe('REFUNDED');
    await shop.fail(said(orderId, refundId, { ...hoursAgo(1), failure: 'the card is closed' }));
    expect((await world.order(orderId)).status).toBe('PAID');
  });
});

describe('refunds at once', () => {
  it('by two people of all that is left are one', async () => {
    const orderId = await shop.paid();
    const results = await Promise.allSettled([shop.refund(orderId), shop.refund(orderId)]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(world.refunds.requests).toHaveLength(1);
  });

  it('never put more units back than the order has', async () => {
    const orderId = await shop.paid();
    const part = () => shop.refund(orderId, { amount: 1, restock: [{ productId: mug, quantity: 1 }] });
    const results = await Promise.allSettled([part(), part(), part(), part()]);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
  });

  it('under one Idempotency-Key are one', async () => {
    const orderId = await shop.paid();
    const asking = { idempotencyKey: uuidv7() };
    const results = await Promise.allSettled(
      [1, 2, 3].map(() => shop.refund(orderId, { amount: 1 }, asking)),
    );
    for (const result of results)
      if (result.status === 'rejected')
        expect(result.reason).toMatchObject({ code: 'idempotency.in_flight' });
    expect(new Set(world.refunds.requests.map(({ refundId }) => refundId)).size).toBe(1);
    expect(await world.rows('SELECT 1 FROM order_refunds WHERE order_id = $1', [orderId])).toHaveLength(1);
  });
});

describe('the Idempotency-Key of a refund', () => {
  it('gives the same answer again and asks for one refund', async () => {
    const orderId = await shop.paid();
    const asking = { idempotencyKey: uuidv7() };
    const first = await shop.refund(orderId, { amount: 100 }, asking);
    expect(await shop.refund(orderId, { amount: 100 }, asking)).toEqual(first);
    expect(world.refunds.requests).toHaveLength(1);
    expect(await faultOf(shop.refund(orderId, { amount: 200 }, asking))).toMatchObject({
      code: 'idempotency.key_reused',
    });
  });

  it('that was left half-way goes on with the same refund', async () => {
    const orderId = await shop.paid();
    const asking = { idempotencyKey: uuidv7() };
    const first = await shop.refund(orderId, { amount: 100 }, asking);
    await world.rows('UPDATE idempotency_keys SET reply = NULL, claimed_until = now() WHERE key = $1', [
      asking.idempotencyKey,
    ]);
    expect((await shop.refund(orderId, { amount: 100 }, asking)).id).toBe(first.id);
    expect(new Set(world.refunds.requests.map(({ refundId }) => refundId)).size).toBe(1);
  });

  it('is free again after a refusal that left nothing behind', async () => {
    const { order } = await world.place();
    const asking = { idempotencyKey: uuidv7() };
    expect(await faultOf(shop.refund(order.id, {}, asking))).toMatchObject({ code: 'orders.not_refundable' });
    await world.taken('settle_order', await world.announce(PaymentSucceeded, capture(order.id)));
    expect((await shop.refund(order.id, {}, asking)).status).toBe('pending');
  });

  it('of a refund that was never stored lets no stock go when it is forgotten', async () => {
    const key = uuidv7();
    await world.rows(
      `INSERT INTO idempotency_keys (scope, key, request_hash, resource_id, claimed_until, created_at, creates)
       VALUES ('staff', $1, 'hash', gen_random_uuid(), now() - interval '1 s', now() - interval '25 h', 'refund')`,
      [key],
    );
    const cancelled = "SELECT 1 FROM messaging.outbox WHERE subject = 'order.cancelled'";
    const before = await world.rows(cancelled);
    await world.services[0]!.app.get(PurgeIdempotencyKeysUseCase).execute();
    expect(await world.rows('SELECT 1 FROM idempotency_keys WHERE key = $1', [key])).toEqual([]);
    expect(await world.rows(cancelled)).toEqual(before);
  });
});
