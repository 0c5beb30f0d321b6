import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  NotRefundable,
  OrderRefunded,
  PaymentRejected,
  PaymentSucceeded,
  PaymentsUnavailable,
  RefundPayment,
  RefundTooLarge,
} from '@orderwire/contracts';
import { faultOf } from '@orderwire/test-kit';
import { v7 as uuidv7 } from 'uuid';
import { PurgeIdempotencyKeysUseCase } from '../src/idempotency/purge-idempotency-keys.use-case.js';
import { lamp, mug } from './fake-services.js';
import { OrdersWorld } from './orders-world.js';
import { capture } from './payment-events.js';
import { refundsIn, refundEvent } from './refund-events.js';

let world: OrdersWorld;
let shop: ReturnType<typeof refundsIn>;
beforeAll(async () => {
  world = await OrdersWorld.create();
  shop = refundsIn(world);
});
afterAll(() => world.close());
afterEach(() => world.resetFakes());

describe('restocking', () => {
  const restock = (quantity: number, productId = mug) => ({ restock: [{ productId, quantity }] });

  it('is published when the refund succeeds', async () => {
    const orderId = await shop.paid();
    const { id } = await shop.refund(orderId, restock(2, mug.toUpperCase()));
    await shop.succeed(refundEvent(orderId, id));
    expect(await world.published(OrderRefunded, orderId)).toMatchObject([
      { restock: [{ productId: mug, quantity: 2 }] },
    ]);
  });

  it('never exceeds the ordered units without those of other refunds', async () => {
    const orderId = await shop.paid();
    expect(await faultOf(shop.refund(orderId, { amount: 1, ...restock(3) }))).toMatchObject({
      code: 'orders.restock_too_large',
      details: { products: [{ productId: mug, left: 2 }] },
    });
    await shop.refund(orderId, { amount: 1, ...restock(1) });
    expect((await faultOf(shop.refund(orderId, { amount: 1, ...restock(2) }))).details).toEqual({
      products: [{ productId: mug, left: 1 }],
    });
    expect((await faultOf(shop.refund(orderId, { amount: 1, ...restock(1, lamp) }))).details).toEqual({
      products: [{ productId: lamp, left: 0 }],
    });
  });

  it('of a failed refund can be requested again', async () => {
    const orderId = await shop.paid();
    const { id } = await shop.refund(orderId, restock(2));
    await shop.fail(refundEvent(orderId, id));
    expect(await shop.refund(orderId, restock(2))).toMatchObject({ status: 'pending' });
  });
});

describe('refund that cannot be submitted', () => {
  it('stays pending and is submitted again with the same id', async () => {
    const orderId = await shop.paid();
    await world.refunds.stop();
    const { id, status } = await shop.refund(orderId);
    expect(status).toBe('pending');
    await world.refunds.reset();
    await shop.retryPending();
    expect(world.refunds.requests(RefundPayment)).toMatchObject([{ refundId: id }]);
    await shop.retryPending();
    expect(world.refunds.requests(RefundPayment)).toHaveLength(1);
  });

  it('is submitted again after payments.unavailable', async () => {
    const orderId = await shop.paid();
    world.refunds.on(RefundPayment, () => {
      throw PaymentsUnavailable();
    });
    const { id } = await shop.refund(orderId);
    await world.refunds.reset();
    await shop.retryPending();
    expect(world.refunds.requests(RefundPayment)).toMatchObject([{ refundId: id }]);
  });

  it.each([
    ['the payment is not refundable', NotRefundable(), NotRefundable().message],
    ['the amount is too large', RefundTooLarge({ refundable: 1 }), RefundTooLarge().message],
    [
      'Stripe rejects it, with Stripe’s message',
      PaymentRejected({ stripe: { code: 'refund_refused', message: 'It was charged back.' } }),
      'It was charged back.',
    ],
  ])('fails finally when %s', async (_what, fault, failure) => {
    const orderId = await shop.paid();
    world.refunds.on(RefundPayment, () => {
      throw fault;
    });
    expect((await faultOf(shop.refund(orderId))).toWire()).toEqual(fault.toWire());
    expect((await world.timeline(orderId)).slice(-2)).toMatchObject([
      { step: 'refund_requested' },
      { step: 'refund_failed', details: { failure } },
    ]);
    await shop.retryPending();
    expect(world.refunds.requests(RefundPayment)).toHaveLength(1);
  });

  it('succeeds if payments-ms reports so later, however far its clock is behind', async () => {
    const orderId = await shop.paid();
    world.refunds.on(RefundPayment, () => {
      throw PaymentRejected();
    });
    await faultOf(shop.refund(orderId));
    const refundId = world.refunds.requests(RefundPayment)[0]!.refundId;
    const hoursAgo = (hours: number) => ({ at: new Date(Date.now() - hours * 3_600_000).toISOString() });
    await shop.fail(refundEvent(orderId, refundId, { ...hoursAgo(3), failure: 'refused' }));
    await shop.succeed(refundEvent(orderId, refundId, hoursAgo(2)));
    expect((await world.order(orderId)).status).toBe('REFUNDED');
    await shop.fail(refundEvent(orderId, refundId, { ...hoursAgo(4), failure: 'late report' }));
    expect((await world.order(orderId)).status).toBe('REFUNDED');
    await shop.fail(refundEvent(orderId, refundId, { ...hoursAgo(1), failure: 'the card is closed' }));
    expect((await world.order(orderId)).status).toBe('PAID');
  });
});

describe('concurrent refunds', () => {
  it('of the whole amount are accepted once', async () => {
    const orderId = await shop.paid();
    const results = await Promise.allSettled([shop.refund(orderId), shop.refund(orderId)]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(world.refunds.requests(RefundPayment)).toHaveLength(1);
  });

  it('never restock more units than the order has', async () => {
    const orderId = await shop.paid();
    const part = () => shop.refund(orderId, { amount: 1, restock: [{ productId: mug, quantity: 1 }] });
    const results = await Promise.allSettled([part(), part(), part(), part()]);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
  });

  it('with one Idempotency-Key are one', async () => {
    const orderId = await shop.paid();
    const caller = { idempotencyKey: uuidv7() };
    const results = await Promise.allSettled(
      [1, 2, 3].map(() => shop.refund(orderId, { amount: 1 }, caller)),
    );
    for (const result of results)
      if (result.status === 'rejected')
        expect(result.reason).toMatchObject({ code: 'idempotency.in_flight' });
    expect(new Set(world.refunds.requests(RefundPayment).map(({ refundId }) => refundId)).size).toBe(1);
    expect(await world.rows('SELECT 1 FROM order_refunds WHERE order_id = $1', [orderId])).toHaveLength(1);
  });
});

describe('Idempotency-Key of a refund', () => {
  it('returns the first reply and submits one refund', async () => {
    const orderId = await shop.paid();
    const caller = { idempotencyKey: uuidv7() };
    const first = await shop.refund(orderId, { amount: 100 }, caller);
    expect(await shop.refund(orderId, { amount: 100 }, caller)).toEqual(first);
    expect(world.refunds.requests(RefundPayment)).toHaveLength(1);
    expect(await faultOf(shop.refund(orderId, { amount: 200 }, caller))).toMatchObject({
      code: 'idempotency.key_reused',
    });
  });

  it('of an unfinished request continues with the same refund', async () => {
    const orderId = await shop.paid();
    const caller = { idempotencyKey: uuidv7() };
    const first = await shop.refund(orderId, { amount: 100 }, caller);
    await world.rows(
      'UPDATE idempotency_keys SET reply = NULL, claimed_until = to_timestamp(0) WHERE key = $1',
      [caller.idempotencyKey],
    );
    expect((await shop.refund(orderId, { amount: 100 }, caller)).id).toBe(first.id);
    expect(new Set(world.refunds.requests(RefundPayment).map(({ refundId }) => refundId)).size).toBe(1);
  });

  it('can be used again after a fault that stored nothing', async () => {
    const { order } = await world.place();
    const caller = { idempotencyKey: uuidv7() };
    expect(await faultOf(shop.refund(order.id, {}, caller))).toMatchObject({ code: 'orders.not_refundable' });
    await world.consumed('settle_order', await world.publish(PaymentSucceeded, capture(order.id)));
    expect((await shop.refund(order.id, {}, caller)).status).toBe('pending');
  });

  it('of a refund that was never stored releases no stock when it expires', async () => {
    const key = uuidv7();
    await world.rows(
      `INSERT INTO idempotency_keys (scope, key, request_hash, resource_id, claimed_until, created_at, creates)
       VALUES ('staff', $1, 'hash', gen_random_uuid(), now() - interval '1 s', now() - interval '25 h', 'refund')`,
      [key],
    );
    const cancelled = "SELECT 1 FROM messaging.outbox WHERE subject = 'order.cancelled'";
    const before = await world.rows(cancelled);
    await world.get(PurgeIdempotencyKeysUseCase).execute();
    expect(await world.rows('SELECT 1 FROM idempotency_keys WHERE key = $1', [key])).toEqual([]);
    expect(await world.rows(cancelled)).toEqual(before);
  });
});
