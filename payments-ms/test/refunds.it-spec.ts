import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { RefundEvent } from '@orderwire/contracts';
import { Metrics, parseMessage } from '@orderwire/platform';
import { RefundFixture } from './refund-fixture.js';
import type { Interception } from './stripe-proxy.js';
import { faultOf, PaymentsWorld } from './payments-world.js';

const MAKE = /^\/v1\/refunds$/;

let world: PaymentsWorld;
let fixture: RefundFixture;
beforeAll(async () => {
  world = await PaymentsWorld.create();
  fixture = new RefundFixture(world);
});
afterEach(() => {
  world.stripe.intercept = () => 'pass';
  world.stripe.after = async () => undefined;
  world.stripe.calls.length = 0;
});
afterAll(() => world.close());

const refundCalls = () =>
  world.stripe.calls.filter(({ method, path }) => method === 'POST' && MAKE.test(path));

describe('a refund', () => {
  test('of a part of the payment is published as requested and succeeded', async () => {
    const paid = await fixture.paid();
    const view = await fixture.refund({ orderId: paid.orderId, amount: 1_000 });
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
    expect(await fixture.atStripe(paid)).toMatchObject([{ amount: 1_000, status: 'succeeded' }]);
    expect(await fixture.refundedOf(paid)).toBe(1_000);
    expect(await fixture.eventsOf(paid.orderId)).toEqual(['refund.requested', 'refund.succeeded']);
    for (const { payload, subject } of await world.publishedEvents(paid.orderId))
      if (subject.startsWith('refund.')) parseMessage(RefundEvent, payload, 'refuse');
    const { body } = await world.replica.app.get(Metrics).page();
    expect(body).toMatch(/orderwire_payments_captured_minor_units_total\{currency="usd".*\} 4498$/m);
    expect(body).toMatch(/orderwire_payments_refunded_minor_units_total\{currency="usd".*\} 1000$/m);
    expect(body).toMatch(/orderwire_payments_webhook_processed_age_seconds_count\{.*\} 1$/m);
    expect(body).toMatch(/orderwire_payments_refunds_total\{status="succeeded".*\} 1$/m);
  });

  test('without an amount refunds all that is left', async () => {
    const paid = await fixture.paid();
    await fixture.refund({ orderId: paid.orderId, amount: 1_000 });
    expect(await fixture.refund({ orderId: paid.orderId })).toMatchObject({
      amount: 3_498,
      status: 'succeeded',
    });
    expect(await fixture.refundedOf(paid)).toBe(4_498);
    const fault = await faultOf(fixture.refund({ orderId: paid.orderId }));
    expect(fault.code).toBe('payments.not_refundable');
  });

  test('of more than is left is refused with the refundable amount and without a request to Stripe', async () => {
    const paid = await fixture.paid();
    await fixture.refund({ orderId: paid.orderId, amount: 4_000 });
    world.stripe.calls.length = 0;
    const fault = await faultOf(fixture.refund({ orderId: paid.orderId, amount: 499 }));
    expect(fault).toMatchObject({ code: 'payments.refund_too_large', details: { refundable: 498 } });
    expect(refundCalls()).toEqual([]);
    expect(await fixture.rows(paid.orderId)).toHaveLength(1);
  });

  test('of an unpaid order is refused', async () => {
    const { orderId } = await world.openSession();
    expect((await faultOf(fixture.refund({ orderId }))).code).toBe('payments.not_refundable');
    expect((await faultOf(fixture.refund({ orderId: randomUUID() }))).code).toBe('payments.not_refundable');
  });

  test('can be requested only by our own services', async () => {
    const paid = await fixture.paid();
    expect((await faultOf(fixture.refund({ orderId: paid.orderId }, null))).kind).toBe('forbidden');
    expect(await fixture.rows(paid.orderId)).toEqual([]);
  });

  test('is stored and published before the request to Stripe', async () => {
    const paid = await fixture.paid();
    let seen: unknown;
    world.stripe.intercept = async ({ path }): Promise<Interception> => {
      if (MAKE.test(path)) seen = [await fixture.rows(paid.orderId), await fixture.eventsOf(paid.orderId)];
      return 'pass';
    };
    await fixture.refund({ orderId: paid.orderId });
    expect(seen).toMatchObject([[{ status: 'requested', amount: '4498' }], ['refund.requested']]);
  });
});

describe('the same refund id', () => {
  test('returns the same reply and creates no second refund', async () => {
    const paid = await fixture.paid();
    const request = { orderId: paid.orderId, refundId: randomUUID(), amount: 700 };
    const first = await fixture.refund(request);
    expect(await fixture.refund(request)).toEqual(first);
    expect(await fixture.refund({ ...request, refundId: request.refundId.toUpperCase() })).toEqual(first);
    expect(await fixture.atStripe(paid)).toHaveLength(1);
    expect(await fixture.eventsOf(paid.orderId)).toEqual(['refund.requested', 'refund.succeeded']);
  });

  test('without an amount returns the same refund, though nothing is left', async () => {
    const paid = await fixture.paid();
    const request = { orderId: paid.orderId, refundId: randomUUID() };
    const first = await fixture.refund(request);
    expect(await fixture.refund(request)).toEqual(first);
  });

  test('with another amount or for another order is a conflict', async () => {
    const [paid, other] = [await fixture.paid(), await fixture.paid()];
    const request = { orderId: paid.orderId, refundId: randomUUID(), amount: 700 };
    await fixture.refund(request);
    for (const changes of [{ amount: 701 }, { amount: undefined }, { orderId: other.orderId }])
      expect(await faultOf(fixture.refund({ ...request, ...changes }))).toMatchObject({
        kind: 'conflict',
        code: 'payments.refund_id_reused',
      });
    expect(await fixture.rows(other.orderId)).toEqual([]);
  });

  test('in eight concurrent requests creates one refund', async () => {
    const paid = await fixture.paid();
    const request = { orderId: paid.orderId, refundId: randomUUID(), amount: 2_000 };
    const views = await Promise.all(Array.from({ length: 8 }, () => fixture.refund(request)));
    expect(new Set(views.map(({ id, amount }) => `${id} ${amount}`)).size).toBe(1);
    expect(await fixture.atStripe(paid)).toHaveLength(1);
    expect(await fixture.refundedOf(paid)).toBe(2_000);
  });
});

describe('concurrent refunds of one payment', () => {
  test('never exceed the captured amount', async () => {
    const paid = await fixture.paid();
    const asked = Array.from({ length: 12 }, () => fixture.refund({ orderId: paid.orderId, amount: 1_000 }));
    const results = await Promise.allSettled(asked);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(4);
    for (const result of results)
      if (result.status === 'rejected')
        expect(result.reason).toMatchObject({
          code: 'payments.refund_too_large',
          details: { refundable: 498 },
        });
    await fixture.until(paid.orderId, 'succeeded', 'succeeded', 'succeeded', 'succeeded');
    expect(await fixture.refundedOf(paid)).toBe(4_000);
    expect((await fixture.atStripe(paid)).reduce((sum, { amount }) => sum + amount, 0)).toBe(4_000);
  });

  test('are limited by a constraint of the database', async () => {
    const paid = await fixture.paid();
    await fixture.refund({ orderId: paid.orderId, amount: 4_000 });
    const forced = world.rows(
      `INSERT INTO refunds (id, order_id, payment_id, amount, currency, reason, automatic, idempotency_key, correlation_id)
       SELECT gen_random_uuid(), order_id, payment_id, 499, currency, reason, false, 'k', 'c' FROM refunds WHERE order_id = $1`,
      [paid.orderId],
    );
    await expect(forced).rejects.toThrow('payments_refunded_never_exceeds_captured');
  });
});
