import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { RefundFixture } from './refund-fixture.js';
import type { Interception } from './stripe-proxy.js';
import { faultOf, waitUntil, PaymentsWorld } from './payments-world.js';

const MAKE = /^\/v1\/refunds$/;

let world: PaymentsWorld;
let fixture: RefundFixture;
beforeAll(async () => {
  world = await PaymentsWorld.create();
  fixture = new RefundFixture(world);
});
afterEach(() => {
  world.stripe.intercept = () => 'pass';
  world.stripe.calls.length = 0;
});
afterAll(() => world.close());

/** Requests that create refunds of an order. */
const refundCalls = async (orderId: string) => {
  const ids = (await fixture.rows(orderId)).map(({ id }) => id);
  return world.stripe.calls.filter(
    ({ method, path, key }) =>
      method === 'POST' && MAKE.test(path) && ids.some((id) => key?.startsWith(`refund:${id}`)),
  );
};

describe('while Stripe is unavailable', () => {
  test('a refund is pending, reserves its amount, and is created later under the same key', async () => {
    const paid = await fixture.paid();
    world.stripe.intercept = ({ path }) => (MAKE.test(path) ? 'break' : 'pass');
    expect(await fixture.refund({ orderId: paid.orderId, amount: 3_000 })).toMatchObject({
      status: 'pending',
    });
    expect((await faultOf(fixture.refund({ orderId: paid.orderId, amount: 2_000 }))).details).toEqual({
      refundable: 1_498,
    });
    world.stripe.intercept = () => 'pass';
    await fixture.retryUntil(paid.orderId, 'succeeded');
    expect(new Set((await refundCalls(paid.orderId)).map(({ key }) => key)).size).toBe(1);
    expect(await fixture.atStripe(paid)).toHaveLength(1);
    expect(await fixture.eventsOf(paid.orderId)).toEqual(['refund.requested', 'refund.succeeded']);
  });

  test('a refund whose response was lost is not created twice', async () => {
    const paid = await fixture.paid();
    await world.withoutWebhooks(async () => {
      world.stripe.intercept = ({ path }) => (MAKE.test(path) ? 'break_after' : 'pass');
      expect(await fixture.refund({ orderId: paid.orderId, amount: 3_000 })).toMatchObject({
        status: 'pending',
      });
      expect(await fixture.atStripe(paid)).toHaveLength(1);
      world.stripe.intercept = () => 'pass';
      await fixture.retryUntil(paid.orderId, 'succeeded');
    });
    await world.outcomes((await fixture.atStripe(paid))[0]?.id ?? '');
    expect(await fixture.atStripe(paid)).toHaveLength(1);
    expect(await fixture.refundedOf(paid)).toBe(3_000);
    expect(await fixture.eventsOf(paid.orderId)).toEqual(['refund.requested', 'refund.succeeded']);
  });

  test.each([
    ['created', 'break_after', 0],
    ['not created', 'break', 1],
  ] as const)(
    'a refund that was %s is searched for first if its key may be deleted',
    async (_name, fate, again) => {
      const paid = await fixture.paid();
      await world.withoutWebhooks(async () => {
        await fixture.withoutWorker(paid, async () => {
          world.stripe.intercept = ({ path }) => (MAKE.test(path) ? fate : 'pass');
          await fixture.refund({ orderId: paid.orderId, amount: 3_000 });
        });
        await world.rows(`UPDATE refunds SET keyed_at = now() - interval '25 hours' WHERE order_id = $1`, [
          paid.orderId,
        ]);
        const first = (await fixture.rows(paid.orderId))[0]?.idempotency_key;
        world.stripe.calls.length = 0;
        world.stripe.intercept = () => 'pass';
        await fixture.makeDue();
        await fixture.until(paid.orderId, 'succeeded');
        const calls = await refundCalls(paid.orderId);
        expect(calls).toHaveLength(again);
        for (const { key } of calls) expect(key).not.toBe(first);
      });
      expect(await fixture.atStripe(paid)).toHaveLength(1);
    },
  );

  test.each([
    ['created', 'break_after', 0],
    ['not created', 'break', 1],
  ] as const)(
    'a refund that was %s is searched for if its key repeats an old failure',
    async (_name, lost, again) => {
      const paid = await fixture.paid();
      const spent = {
        status: 500,
        body: { error: { type: 'api_error' } },
        headers: { 'idempotent-replayed': 'true', 'stripe-should-retry': 'false' },
      };
      await world.withoutWebhooks(async () => {
        await fixture.withoutWorker(paid, async () => {
          world.stripe.intercept = ({ path }) => (MAKE.test(path) ? lost : 'pass');
          expect(await fixture.refund({ orderId: paid.orderId })).toMatchObject({ status: 'pending' });
        });
        let asked = 0;
        world.stripe.intercept = ({ method, path }) =>
          method === 'POST' && MAKE.test(path) && asked++ === 0 ? spent : 'pass';
        await fixture.makeDue();
        await fixture.until(paid.orderId, 'succeeded');
        expect(asked).toBe(1 + again);
      });
      expect(await fixture.atStripe(paid)).toHaveLength(1);
    },
  );

  test('a key whose first request is still running is kept', async () => {
    const paid = await fixture.paid();
    const busy = {
      status: 409,
      body: { error: { type: 'idempotency_error', code: 'idempotency_key_in_use' } },
      headers: { 'stripe-should-retry': 'false' },
    };
    let calls = 0;
    world.stripe.intercept = ({ path }) => (MAKE.test(path) && calls++ === 0 ? busy : 'pass');
    expect(await fixture.refund({ orderId: paid.orderId })).toMatchObject({ status: 'pending' });
    await fixture.retryUntil(paid.orderId, 'succeeded');
    expect(new Set((await refundCalls(paid.orderId)).map(({ key }) => key)).size).toBe(1);
  });

  test('the caller gets a reply also if Stripe hangs, and the refund is created later', async () => {
    const paid = await fixture.paid();
    await world.stopReplica();
    await world.startReplica({ times: { stripeTimeoutMs: 300 } });
    let release: () => void = () => undefined;
    const blocked = new Promise<void>((resolve) => (release = resolve));
    world.stripe.intercept = async ({ path }): Promise<Interception> => {
      if (MAKE.test(path)) await blocked;
      return 'break';
    };
    expect(await fixture.refund({ orderId: paid.orderId })).toMatchObject({ status: 'pending' });
    release();
    world.stripe.intercept = () => 'pass';
    await fixture.retryUntil(paid.orderId, 'succeeded');
    expect(await fixture.atStripe(paid)).toHaveLength(1);
    await world.stopReplica();
    await world.startReplica();
  });

  test('a refund of a process that crashed before its request is created by another', async () => {
    const paid = await fixture.paid();
    await world.rows(
      `INSERT INTO refunds (id, order_id, payment_id, amount, currency, reason, automatic, idempotency_key, correlation_id)
       VALUES ($1::uuid, $2, $3, 500, 'usd', 'duplicate', false, 'refund:' || $1::text, 'c')`,
      [randomUUID(), paid.orderId, paid.paymentId],
    );
    await fixture.until(paid.orderId, 'succeeded');
    expect(await fixture.atStripe(paid)).toMatchObject([{ amount: 500 }]);
  });
});

describe('a refund that Stripe refuses', () => {
  const refused = {
    status: 400,
    body: {
      error: { type: 'invalid_request_error', code: 'charge_disputed', message: 'The charge is disputed.' },
    },
  };

  test('fails with Stripe’s message, is published once, and frees its amount', async () => {
    const paid = await fixture.paid();
    world.stripe.intercept = ({ method, path }) => (method === 'POST' && MAKE.test(path) ? refused : 'pass');
    const request = { orderId: paid.orderId, refundId: randomUUID() };
    const fault = await faultOf(fixture.refund(request));
    expect(fault).toMatchObject({
      code: 'payments.rejected',
      details: { stripe: { message: 'The charge is disputed.' } },
    });
    expect(await fixture.rows(paid.orderId)).toMatchObject([
      { status: 'failed', failure: 'The charge is disputed.' },
    ]);
    expect(await fixture.refundedOf(paid)).toBe(0);
    world.stripe.intercept = () => 'pass';
    expect((await faultOf(fixture.refund(request))).code).toBe('payments.rejected');
    expect(await fixture.eventsOf(paid.orderId)).toEqual(['refund.requested', 'refund.failed']);
    expect(await fixture.refund({ orderId: paid.orderId })).toMatchObject({
      amount: 4_498,
      status: 'succeeded',
    });
  });

  test('for a temporary reason is retried under a new key if it is automatic', async () => {
    const paid = await fixture.paid();
    const empty = {
      status: 400,
      body: {
        error: { type: 'invalid_request_error', code: 'balance_insufficient', message: 'Too little.' },
      },
    };
    world.stripe.intercept = ({ method, path }) => (method === 'POST' && MAKE.test(path) ? empty : 'pass');
    await fixture.reject(paid);
    await waitUntil(
      async () => (await fixture.makeDue(), fixture.rows(paid.orderId)),
      ([row]) => (row?.tries ?? 0) > 1,
    );
    expect(await fixture.rows(paid.orderId)).toMatchObject([{ status: 'requested' }]);
    expect(await fixture.refundedOf(paid)).toBe(4_498);
    world.stripe.intercept = () => 'pass';
    await waitUntil(
      async () => (await fixture.makeDue(), fixture.rows(paid.orderId)),
      ([row]) => row?.status === 'succeeded',
    );
    const keys = (await refundCalls(paid.orderId)).map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
    expect(await fixture.atStripe(paid)).toHaveLength(1);
    expect(await fixture.eventsOf(paid.orderId)).toEqual(['refund.requested', 'refund.succeeded']);
  });

  test('for a temporary reason is refused if staff requested it', async () => {
    const paid = await fixture.paid();
    const body = { error: { type: 'invalid_request_error', code: 'balance_insufficient' } };
    world.stripe.intercept = ({ method, path }) =>
      method === 'POST' && MAKE.test(path) ? { status: 400, body } : 'pass';
    expect((await faultOf(fixture.refund({ orderId: paid.orderId }))).code).toBe('payments.rejected');
    world.stripe.intercept = () => 'pass';
    expect(await fixture.refund({ orderId: paid.orderId })).toMatchObject({ status: 'succeeded' });
  });

  test('because it exists already, after a lost response, has succeeded', async () => {
    const paid = await fixture.paid();
    await world.withoutWebhooks(async () => {
      await fixture.withoutWorker(paid, async () => {
        world.stripe.intercept = ({ path }) => (MAKE.test(path) ? 'break_after' : 'pass');
        await fixture.refund({ orderId: paid.orderId });
      });
      // Stripe deleted the key: the same request is a new one and fails as already refunded.
      await world.rows(`UPDATE refunds SET idempotency_key = 'refund:other' WHERE order_id = $1`, [
        paid.orderId,
      ]);
      world.stripe.intercept = () => 'pass';
      await fixture.makeDue();
      await fixture.until(paid.orderId, 'succeeded');
    });
    expect(await fixture.eventsOf(paid.orderId)).toEqual(['refund.requested', 'refund.succeeded']);
  });
});
