import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { RefundEvent } from '@orderwire/contracts';
import { parseMessage } from '@orderwire/platform';
import { RefundDesk } from './refund-desk.js';
import type { Fate } from './stripe-dial.js';
import { faultOf, World } from './world.js';

const MAKE = /^\/v1\/refunds$/;

let world: World;
let desk: RefundDesk;
beforeAll(async () => {
  world = await World.create();
  desk = await RefundDesk.open(world);
});
afterEach(() => {
  world.stripe.fate = () => 'pass';
  world.stripe.after = async () => undefined;
  world.stripe.calls.length = 0;
});
afterAll(async () => {
  await desk.close();
  await world.close();
});

const refundCalls = () =>
  world.stripe.calls.filter(({ method, path }) => method === 'POST' && MAKE.test(path));

describe('a refund', () => {
  test('of a part goes back, is told as requested and succeeded, and leaves the rest', async () => {
    const paid = await desk.paid();
    const view = await desk.refund({ orderId: paid.orderId, amount: 1_000 });
    expect(view).toMatchObject({
      orderId: paid.orderId,
      paymentId: paid.paymentId,
      amount: 1_000,
      currency: 'usd',
      status: 'succeeded',
      reason: 'requested_by_customer',
      automatic: false,
      failure: null,
    });
    expect(await desk.atStripe(paid)).toMatchObject([{ amount: 1_000, status: 'succeeded' }]);
    expect(await desk.refundedOf(paid)).toBe(1_000);
    expect(await desk.news(paid.orderId)).toEqual(['refund.requested', 'refund.succeeded']);
    for (const { payload, subject } of await world.announced(paid.orderId))
      if (subject.startsWith('refund.')) parseMessage(RefundEvent, payload, 'refuse');
  });

  test('without an amount gives back all that is left', async () => {
    const paid = await desk.paid();
    await desk.refund({ orderId: paid.orderId, amount: 1_000 });
    expect(await desk.refund({ orderId: paid.orderId })).toMatchObject({
      amount: 3_498,
      status: 'succeeded',
    });
    expect(await desk.refundedOf(paid)).toBe(4_498);
    const fault = await faultOf(desk.refund({ orderId: paid.orderId }));
    expect(fault.code).toBe('payments.not_refundable');
  });

  test('of more than is left is refused and says what is left; Stripe is not asked', async () => {
    const paid = await desk.paid();
    await desk.refund({ orderId: paid.orderId, amount: 4_000 });
    world.stripe.calls.length = 0;
    const fault = await faultOf(desk.refund({ orderId: paid.orderId, amount: 499 }));
    expect(fault).toMatchObject({ code: 'payments.refund_too_large', details: { refundable: 498 } });
    expect(refundCalls()).toEqual([]);
    expect(await desk.rows(paid.orderId)).toHaveLength(1);
  });

  test('of an order that nobody paid is refused', async () => {
    const { orderId } = await world.opened();
    expect((await faultOf(desk.refund({ orderId }))).code).toBe('payments.not_refundable');
    expect((await faultOf(desk.refund({ orderId: randomUUID() }))).code).toBe('payments.not_refundable');
  });

  test('is asked for by our own services alone', async () => {
    const paid = await desk.paid();
    expect((await faultOf(desk.refund({ orderId: paid.orderId }, null))).kind).toBe('forbidden');
    expect(await desk.rows(paid.orderId)).toEqual([]);
  });

  test('is stored and announced before Stripe is asked', async () => {
    const paid = await desk.paid();
    let seen: unknown;
    world.stripe.fate = async ({ path }): Promise<Fate> => {
      if (MAKE.test(path)) seen = [await desk.rows(paid.orderId), await desk.news(paid.orderId)];
      return 'pass';
    };
    await desk.refund({ orderId: paid.orderId });
    expect(seen).toMatchObject([[{ status: 'requested', amount: '4498' }], ['refund.requested']]);
  });
});

describe('the same refund id', () => {
  test('asked for again gives the same answer and no second refund', async () => {
    const paid = await desk.paid();
    const request = { orderId: paid.orderId, refundId: randomUUID(), amount: 700 };
    const first = await desk.refund(request);
    expect(await desk.refund(request)).toEqual(first);
    expect(await desk.refund({ ...request, refundId: request.refundId.toUpperCase() })).toEqual(first);
    expect(await desk.atStripe(paid)).toHaveLength(1);
    expect(await desk.news(paid.orderId)).toEqual(['refund.requested', 'refund.succeeded']);
  });

  test('for all that is left stays the same refund, though nothing is left any more', async () => {
    const paid = await desk.paid();
    const request = { orderId: paid.orderId, refundId: randomUUID() };
    const first = await desk.refund(request);
    expect(await desk.refund(request)).toEqual(first);
  });

  test('with another amount or for another order is a conflict', async () => {
    const [paid, other] = [await desk.paid(), await desk.paid()];
    const request = { orderId: paid.orderId, refundId: randomUUID(), amount: 700 };
    await desk.refund(request);
    for (const changes of [{ amount: 701 }, { amount: undefined }, { orderId: other.orderId }])
      expect(await faultOf(desk.refund({ ...request, ...changes }))).toMatchObject({
        kind: 'conflict',
        code: 'payments.refund_id_reused',
      });
    expect(await desk.rows(other.orderId)).toEqual([]);
  });

  test('asked for eight times at once is made once', async () => {
    const paid = await desk.paid();
    const request = { orderId: paid.orderId, refundId: randomUUID(), amount: 2_000 };
    const views = await Promise.all(Array.from({ length: 8 }, () => desk.refund(request)));
    expect(new Set(views.map(({ id, amount }) => `${id} ${amount}`)).size).toBe(1);
    expect(await desk.atStripe(paid)).toHaveLength(1);
    expect(await desk.refundedOf(paid)).toBe(2_000);
  });
});

describe('refunds of one payment at the same time', () => {
  test('together never exceed what was captured', async () => {
    const paid = await desk.paid();
    const asked = Array.from({ length: 12 }, () => desk.refund({ orderId: paid.orderId, amount: 1_000 }));
    const results = await Promise.allSettled(asked);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(4);
    for (const result of results)
      if (result.status === 'rejected')
        expect(result.reason).toMatchObject({
          code: 'payments.refund_too_large',
          details: { refundable: 498 },
        });
    await desk.until(paid.orderId, 'succeeded', 'succeeded', 'succeeded', 'succeeded');
    expect(await desk.refundedOf(paid)).toBe(4_000);
    expect((await desk.atStripe(paid)).reduce((sum, { amount }) => sum + amount, 0)).toBe(4_000);
  });

  test('are kept within it by the database itself, whoever writes', async () => {
    const paid = await desk.paid();
    await desk.refund({ orderId: paid.orderId, amount: 4_000 });
    const forced = world.rows(
      `INSERT INTO refunds (id, order_id, payment_id, amount, currency, reason, automatic, idempotency_key, correlation_id)
       SELECT gen_random_uuid(), order_id, payment_id, 499, currency, reason, false, 'k', 'c' FROM refunds WHERE order_id = $1`,
      [paid.orderId],
    );
    await expect(forced).rejects.toThrow('payments_refunded_never_exceeds_captured');
  });
});
