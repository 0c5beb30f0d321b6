import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { RefundDesk } from './refund-desk.js';
import type { Fate } from './stripe-dial.js';
import { faultOf, waitUntil, World } from './world.js';

const MAKE = /^\/v1\/refunds$/;

let world: World;
let desk: RefundDesk;
beforeAll(async () => {
  world = await World.create();
  desk = await RefundDesk.open(world);
});
afterEach(() => {
  world.stripe.fate = () => 'pass';
  world.stripe.calls.length = 0;
});
afterAll(async () => {
  await desk.close();
  await world.close();
});

/** What Stripe was asked to make for an order; calls of other tests' refunds are not counted. */
const refundCalls = async (orderId: string) => {
  const ids = (await desk.rows(orderId)).map(({ id }) => id);
  return world.stripe.calls.filter(
    ({ method, path, key }) =>
      method === 'POST' && MAKE.test(path) && ids.some((id) => key?.startsWith(`refund:${id}`)),
  );
};

describe('while Stripe does not answer', () => {
  test('a refund is pending, holds its money, and is made later under the same key', async () => {
    const paid = await desk.paid();
    world.stripe.fate = ({ path }) => (MAKE.test(path) ? 'break' : 'pass');
    expect(await desk.refund({ orderId: paid.orderId, amount: 3_000 })).toMatchObject({ status: 'pending' });
    expect((await faultOf(desk.refund({ orderId: paid.orderId, amount: 2_000 }))).details).toEqual({
      refundable: 1_498,
    });
    world.stripe.fate = () => 'pass';
    await desk.hurriedUntil(paid.orderId, 'succeeded');
    expect(new Set((await refundCalls(paid.orderId)).map(({ key }) => key)).size).toBe(1);
    expect(await desk.atStripe(paid)).toHaveLength(1);
    expect(await desk.news(paid.orderId)).toEqual(['refund.requested', 'refund.succeeded']);
  });

  test('a refund whose answer was lost is not made twice', async () => {
    const paid = await desk.paid();
    await world.withoutWebhooks(async () => {
      world.stripe.fate = ({ path }) => (MAKE.test(path) ? 'break_after' : 'pass');
      expect(await desk.refund({ orderId: paid.orderId, amount: 3_000 })).toMatchObject({
        status: 'pending',
      });
      expect(await desk.atStripe(paid)).toHaveLength(1);
      world.stripe.fate = () => 'pass';
      await desk.hurriedUntil(paid.orderId, 'succeeded');
    });
    await world.outcomes((await desk.atStripe(paid))[0]?.id ?? '');
    expect(await desk.atStripe(paid)).toHaveLength(1);
    expect(await desk.refundedOf(paid)).toBe(3_000);
    expect(await desk.news(paid.orderId)).toEqual(['refund.requested', 'refund.succeeded']);
  });

  test.each([
    ['made', 'break_after', 0],
    ['not made', 'break', 1],
  ] as const)(
    'for longer than Stripe remembers a key, a refund that was %s is looked up first',
    async (_name, fate, again) => {
      const paid = await desk.paid();
      await world.withoutWebhooks(async () => {
        await desk.withoutWorker(paid, async () => {
          world.stripe.fate = ({ path }) => (MAKE.test(path) ? fate : 'pass');
          await desk.refund({ orderId: paid.orderId, amount: 3_000 });
        });
        await world.rows(`UPDATE refunds SET keyed_at = now() - interval '25 hours' WHERE order_id = $1`, [
          paid.orderId,
        ]);
        const first = (await desk.rows(paid.orderId))[0]?.idempotency_key;
        world.stripe.calls.length = 0;
        world.stripe.fate = () => 'pass';
        await desk.hurry();
        await desk.until(paid.orderId, 'succeeded');
        const calls = await refundCalls(paid.orderId);
        expect(calls).toHaveLength(again);
        for (const { key } of calls) expect(key).not.toBe(first);
      });
      expect(await desk.atStripe(paid)).toHaveLength(1);
    },
  );

  test.each([
    ['made', 'break_after', 0],
    ['not made', 'break', 1],
  ] as const)(
    'a key that repeats an old failure is not asked again: a refund that was %s is looked up',
    async (_name, lost, again) => {
      const paid = await desk.paid();
      const spent = {
        status: 500,
        body: { error: { type: 'api_error' } },
        headers: { 'idempotent-replayed': 'true', 'stripe-should-retry': 'false' },
      };
      await world.withoutWebhooks(async () => {
        await desk.withoutWorker(paid, async () => {
          world.stripe.fate = ({ path }) => (MAKE.test(path) ? lost : 'pass');
          expect(await desk.refund({ orderId: paid.orderId })).toMatchObject({ status: 'pending' });
        });
        let asked = 0;
        world.stripe.fate = ({ method, path }) =>
          method === 'POST' && MAKE.test(path) && asked++ === 0 ? spent : 'pass';
        await desk.hurry();
        await desk.until(paid.orderId, 'succeeded');
        expect(asked).toBe(1 + again);
      });
      expect(await desk.atStripe(paid)).toHaveLength(1);
    },
  );

  test('a key whose first request is still under way is not given up', async () => {
    const paid = await desk.paid();
    const busy = {
      status: 409,
      body: { error: { type: 'idempotency_error', code: 'idempotency_key_in_use' } },
      headers: { 'stripe-should-retry': 'false' },
    };
    let calls = 0;
    world.stripe.fate = ({ path }) => (MAKE.test(path) && calls++ === 0 ? busy : 'pass');
    expect(await desk.refund({ orderId: paid.orderId })).toMatchObject({ status: 'pending' });
    await desk.hurriedUntil(paid.orderId, 'succeeded');
    expect(new Set((await refundCalls(paid.orderId)).map(({ key }) => key)).size).toBe(1);
  });

  test('but only hangs, the caller is answered all the same, and the refund is made later', async () => {
    const paid = await desk.paid();
    await world.stop();
    await world.start({ pace: { stripeMs: 300 } });
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    world.stripe.fate = async ({ path }): Promise<Fate> => {
      if (MAKE.test(path)) await held;
      return 'break';
    };
    expect(await desk.refund({ orderId: paid.orderId })).toMatchObject({ status: 'pending' });
    release();
    world.stripe.fate = () => 'pass';
    await desk.hurriedUntil(paid.orderId, 'succeeded');
    expect(await desk.atStripe(paid)).toHaveLength(1);
    await world.stop();
    await world.start();
  });

  test('a process that dies before it asked leaves a refund that another one makes', async () => {
    const paid = await desk.paid();
    await world.rows(
      `INSERT INTO refunds (id, order_id, payment_id, amount, currency, reason, automatic, idempotency_key, correlation_id)
       VALUES ($1::uuid, $2, $3, 500, 'usd', 'duplicate', false, 'refund:' || $1::text, 'c')`,
      [randomUUID(), paid.orderId, paid.paymentId],
    );
    await desk.until(paid.orderId, 'succeeded');
    expect(await desk.atStripe(paid)).toMatchObject([{ amount: 500 }]);
  });
});

describe('a refund that Stripe refuses', () => {
  const refused = {
    status: 400,
    body: {
      error: { type: 'invalid_request_error', code: 'charge_disputed', message: 'The charge is disputed.' },
    },
  };

  test('fails with Stripe’s words, is told once, and frees its money', async () => {
    const paid = await desk.paid();
    world.stripe.fate = ({ method, path }) => (method === 'POST' && MAKE.test(path) ? refused : 'pass');
    const request = { orderId: paid.orderId, refundId: randomUUID() };
    const fault = await faultOf(desk.refund(request));
    expect(fault).toMatchObject({
      code: 'payments.rejected',
      details: { stripe: { message: 'The charge is disputed.' } },
    });
    expect(await desk.rows(paid.orderId)).toMatchObject([
      { status: 'failed', failure: 'The charge is disputed.' },
    ]);
    expect(await desk.refundedOf(paid)).toBe(0);
    world.stripe.fate = () => 'pass';
    expect((await faultOf(desk.refund(request))).code).toBe('payments.rejected');
    expect(await desk.news(paid.orderId)).toEqual(['refund.requested', 'refund.failed']);
    expect(await desk.refund({ orderId: paid.orderId })).toMatchObject({
      amount: 4_498,
      status: 'succeeded',
    });
  });

  test('for a reason that passes is asked for again under a new key, when nobody but us asks for it', async () => {
    const paid = await desk.paid();
    const empty = {
      status: 400,
      body: {
        error: { type: 'invalid_request_error', code: 'balance_insufficient', message: 'Too little.' },
      },
    };
    world.stripe.fate = ({ method, path }) => (method === 'POST' && MAKE.test(path) ? empty : 'pass');
    await desk.reject(paid);
    await waitUntil(
      async () => (await desk.hurry(), desk.rows(paid.orderId)),
      ([row]) => (row?.tries ?? 0) > 1,
    );
    expect(await desk.rows(paid.orderId)).toMatchObject([{ status: 'requested' }]);
    expect(await desk.refundedOf(paid)).toBe(4_498);
    world.stripe.fate = () => 'pass';
    await waitUntil(
      async () => (await desk.hurry(), desk.rows(paid.orderId)),
      ([row]) => row?.status === 'succeeded',
    );
    const keys = (await refundCalls(paid.orderId)).map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
    expect(await desk.atStripe(paid)).toHaveLength(1);
    expect(await desk.news(paid.orderId)).toEqual(['refund.requested', 'refund.succeeded']);
  });

  test('for a reason that passes is refused to staff, who ask again themselves', async () => {
    const paid = await desk.paid();
    const body = { error: { type: 'invalid_request_error', code: 'balance_insufficient' } };
    world.stripe.fate = ({ method, path }) =>
      method === 'POST' && MAKE.test(path) ? { status: 400, body } : 'pass';
    expect((await faultOf(desk.refund({ orderId: paid.orderId }))).code).toBe('payments.rejected');
    world.stripe.fate = () => 'pass';
    expect(await desk.refund({ orderId: paid.orderId })).toMatchObject({ status: 'succeeded' });
  });

  test('because it was made already, under an answer that was lost, has succeeded', async () => {
    const paid = await desk.paid();
    await world.withoutWebhooks(async () => {
      await desk.withoutWorker(paid, async () => {
        world.stripe.fate = ({ path }) => (MAKE.test(path) ? 'break_after' : 'pass');
        await desk.refund({ orderId: paid.orderId });
      });
      // Stripe forgot the key: the same request under it is a new one, and is answered with "already refunded".
      await world.rows(`UPDATE refunds SET idempotency_key = 'refund:other' WHERE order_id = $1`, [
        paid.orderId,
      ]);
      world.stripe.fate = () => 'pass';
      await desk.hurry();
      await desk.until(paid.orderId, 'succeeded');
    });
    expect(await desk.news(paid.orderId)).toEqual(['refund.requested', 'refund.succeeded']);
  });
});
