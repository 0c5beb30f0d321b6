import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { subjectsOfPaid, twoMailsAbout } from './harness/mails.js';
import { until } from './harness/until.js';
import { ShopperClient } from './harness/shopper-client.js';
import { useSystem } from './harness/system.js';

const system = useSystem();
const shopper = new ShopperClient(system);

describe('the path of an order', () => {
  let productId: string;

  beforeAll(async () => {
    productId = await shopper.createProduct();
  });

  it('leads from a request to PAID, and the timeline has every step', async () => {
    const { order, paymentSession } = await shopper.createOrder(productId, 2);
    expect(order).toMatchObject({ status: 'PENDING', totalAmount: 3_998, currency: 'usd' });
    expect(await shopper.pay(paymentSession.id)).toBe(200);
    await shopper.waitForStatus(order.id, 'PAID');
    expect(await shopper.timelineSteps(order.id)).toEqual([
      'created',
      'payment_session_opened',
      'webhook_seen',
      'paid',
    ]);
    const { body } = await shopper.request('GET', `/orders/${order.id}`);
    expect(body).toMatchObject({
      paymentId: expect.stringMatching(/^pi_/),
      receiptUrl: expect.stringMatching(/^http/),
    });
    expect(Date.parse(String(body['paidAt']))).toBeGreaterThanOrEqual(
      Date.parse(String(body['createdAt'])) - 1_000,
    );
  });

  it('is told to the shopper by one confirmation and one payment mail', async () => {
    const customer = await system.demo('customer');
    const email = `${randomUUID()}@example.com`;
    const placed = await customer.createOrder({ items: [{ productId, quantity: 1 }], email });
    const { order, paymentSession } = placed.orThrow();
    await shopper.pay(paymentSession?.id ?? '');
    await shopper.waitForStatus(order.id, 'PAID');
    const mails = await twoMailsAbout(system, order.id);
    expect(mails.map(({ subject }) => subject)).toEqual(subjectsOfPaid(order.id));
    expect(mails.map(({ to }) => to)).toEqual([[email], [email]]);
  });

  it('carries one correlation id from the request to the last step', async () => {
    const { order, paymentSession } = await shopper.createOrder(productId, 1, {
      'x-request-id': 'my-request-1',
    });
    await shopper.pay(paymentSession.id);
    await shopper.waitForStatus(order.id, 'PAID');
    const { body } = await shopper.request<{ entries: { correlationId: string }[] }>(
      'GET',
      `/orders/${order.id}/timeline`,
    );
    expect(new Set(body.entries.map(({ correlationId }) => correlationId))).toEqual(
      new Set(['my-request-1']),
    );
  });

  it('merges lines of the same product', async () => {
    const { body } = await shopper.request<{ order: { items: { quantity: number }[] } }>('POST', '/orders', {
      items: [
        { productId, quantity: 1 },
        { productId, quantity: 2 },
      ],
    });
    expect(body.order.items.map(({ quantity }) => quantity)).toEqual([3]);
  });

  it('stays at PENDING after a declined card, and reaches PAID with the next one', async () => {
    const { order, paymentSession } = await shopper.createOrder(productId);
    expect(await shopper.pay(paymentSession.id, { card: '4000000000000002' })).toBe(402);
    expect(await shopper.statusOf(order.id)).toBe('PENDING');
    expect(await shopper.pay(paymentSession.id)).toBe(200);
    await shopper.waitForStatus(order.id, 'PAID');
  });

  it('reaches PAID when a delayed payment succeeds; when it fails, a new payment link pays the order', async () => {
    const arrives = await shopper.createOrder(productId);
    const fails = await shopper.createOrder(productId);
    expect(await shopper.pay(arrives.paymentSession.id, { method: 'delayed_success' })).toBe(200);
    expect(await shopper.pay(fails.paymentSession.id, { method: 'delayed_failure' })).toBe(200);
    for (const { order, paymentSession } of [arrives, fails]) {
      await until(
        () => shopper.timelineSteps(order.id),
        (steps) => steps.includes('payment_delayed'),
      );
      expect((await system.stripe.settle(paymentSession.id)).status).toBe(200);
    }
    await shopper.waitForStatus(arrives.order.id, 'PAID');
    await until(
      () => shopper.timelineSteps(fails.order.id),
      (steps) => steps.includes('payment_failed'),
    );
    expect(await shopper.statusOf(fails.order.id)).toBe('PENDING');
    const renewed = await shopper.request<{ id: string }>(
      'POST',
      `/orders/${fails.order.id}/payment-session`,
    );
    expect(renewed.status).toBe(201);
    expect(await shopper.pay(renewed.body.id)).toBe(200);
    await shopper.waitForStatus(fails.order.id, 'PAID');
  });

  it('renews the payment session and expires the old one', async () => {
    const { order, paymentSession } = await shopper.createOrder(productId);
    const { status, body } = await shopper.request<{ id: string }>(
      'POST',
      `/orders/${order.id}/payment-session`,
    );
    expect(status).toBe(201);
    expect(body.id).not.toBe(paymentSession.id);
    expect(await shopper.pay(paymentSession.id)).toBe(400);
    expect(await shopper.pay(body.id)).toBe(200);
    await shopper.waitForStatus(order.id, 'PAID');
  });

  it('accepts no payment for a cancelled order, and releases its stock', async () => {
    const scarce = await shopper.createProduct(1);
    const { order, paymentSession } = await shopper.createOrder(scarce);
    expect(
      (await shopper.request('POST', '/orders', { items: [{ productId: scarce, quantity: 1 }] })).status,
    ).toBe(409);
    expect((await shopper.request('POST', `/orders/${order.id}/cancel`, {})).status).toBeLessThan(300);
    expect(await shopper.pay(paymentSession.id)).toBe(400);
    await until(
      async () =>
        (await shopper.request<{ available: boolean }>('GET', `/products/${scarce}`)).body.available,
      Boolean,
    );
  });

  it('is PAID at once and without Stripe when it is free, and its stock is sold', async () => {
    const staff = await system.demo('staff');
    const free = await shopper.createProduct(5, 0);
    const items = [{ productId: free, quantity: 2 }];
    const shippingAddress = { name: 'Ada', line1: '1 Queen’s Road', city: 'Central', country: 'hk' };
    const customer = await system.demo('customer');
    const { status, body } = await customer.createOrder({ items, shippingAddress });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      order: { status: 'PAID', totalAmount: 0, paymentId: null, shippingAddress: { country: 'HK' } },
      paymentSession: null,
    });
    expect(await shopper.timelineSteps(body.order.id)).toEqual(['created', 'paid']);
    const stock = await until(
      async () => (await staff.getProduct(free)).body.stock,
      (seen) => seen?.sold === 2,
    );
    expect(stock).toMatchObject({ available: 3, reserved: 0 });
    expect((await staff.refundOrder(body.order.id, { reason: 'duplicate' })).body).toMatchObject({
      code: 'orders.not_refundable',
    });
  });

  it('is refused with the reason, and reserves nothing, below the minimum charge', async () => {
    const cheap = await shopper.createProduct(5, 30);
    const { status, body } = await shopper.request('POST', '/orders', {
      items: [{ productId: cheap, quantity: 1 }],
    });
    expect(status).toBe(400);
    expect(body).toMatchObject({ code: 'orders.total_out_of_range', details: { min: 50, totalAmount: 30 } });
    const staff = await system.demo('staff');
    expect((await staff.getProduct(cheap)).body.stock).toMatchObject({ available: 5, reserved: 0 });
  });

  it('ends in CANCELLED when the payment session expires unpaid', async () => {
    const { order, paymentSession } = await shopper.createOrder(productId);
    await system.stripe.expireSession(paymentSession.id);
    await shopper.waitForStatus(order.id, 'CANCELLED');
    expect(await shopper.timelineSteps(order.id)).toContain('payment_session_expired');
  });

  it('returns the first reply for a repeated Idempotency-Key, and refuses it for another order', async () => {
    const key = { 'idempotency-key': randomUUID() };
    const [first, second] = [
      await shopper.createOrder(productId, 1, key),
      await shopper.createOrder(productId, 1, key),
    ];
    expect(second).toEqual(first);
    const other = await shopper.request('POST', '/orders', { items: [{ productId, quantity: 2 }] }, key);
    expect(other.status).toBe(422);
  });

  it('continues to SHIPPED and DELIVERED, and never back', async () => {
    const { order, paymentSession } = await shopper.createOrder(productId);
    await shopper.pay(paymentSession.id);
    await shopper.waitForStatus(order.id, 'PAID');
    const staff = await system.demo('staff');
    const move = (status: 'SHIPPED' | 'DELIVERED') => staff.changeOrderStatus(order.id, { status });
    expect((await move('SHIPPED')).body.status).toBe('SHIPPED');
    expect((await move('DELIVERED')).body.status).toBe('DELIVERED');
    expect(await move('SHIPPED')).toMatchObject({ status: 409, body: { code: 'orders.illegal_transition' } });
  });
});
