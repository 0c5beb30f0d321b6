import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { until } from './http.js';
import { Shopper } from './shopper.js';
import { useSystem } from './system.js';

const world = useSystem();
const shopper = new Shopper(world);

describe('the path of an order', () => {
  let productId: string;

  beforeAll(async () => {
    productId = await shopper.product();
  });

  it('goes from a request to PAID, and the timeline tells every step', async () => {
    const { order, paymentSession } = await shopper.placeOrder(productId, 2);
    expect(order).toMatchObject({ status: 'PENDING', totalAmount: 3_998, currency: 'usd' });
    expect(await shopper.pay(paymentSession.id)).toBe(200);
    await shopper.becomes(order.id, 'PAID');
    expect(await shopper.steps(order.id)).toEqual([
      'created',
      'payment_session_opened',
      'webhook_seen',
      'paid',
    ]);
    const { body } = await shopper.ask('GET', `/api/v1/orders/${order.id}`);
    expect(body).toMatchObject({
      paymentId: expect.stringMatching(/^pi_/),
      receiptUrl: expect.stringMatching(/^http/),
    });
    expect(Date.parse(String(body['paidAt']))).toBeGreaterThanOrEqual(
      Date.parse(String(body['createdAt'])) - 1_000,
    );
  });

  it('follows one correlation id from the request to the last step', async () => {
    const { order, paymentSession } = await shopper.placeOrder(productId, 1, {
      'x-request-id': 'my-request-1',
    });
    await shopper.pay(paymentSession.id);
    await shopper.becomes(order.id, 'PAID');
    const { body } = await shopper.ask<{ entries: { correlationId: string }[] }>(
      'GET',
      `/api/v1/orders/${order.id}/timeline`,
    );
    expect(new Set(body.entries.map(({ correlationId }) => correlationId))).toEqual(
      new Set(['my-request-1']),
    );
  });

  it('adds up lines of the same product', async () => {
    const { body } = await shopper.ask<{ order: { items: { quantity: number }[] } }>(
      'POST',
      '/api/v1/orders',
      {
        items: [
          { productId, quantity: 1 },
          { productId, quantity: 2 },
        ],
      },
    );
    expect(body.order.items.map(({ quantity }) => quantity)).toEqual([3]);
  });

  it('stays PENDING after a declined card, and becomes PAID with the next one', async () => {
    const { order, paymentSession } = await shopper.placeOrder(productId);
    expect(await shopper.pay(paymentSession.id, { card: '4000000000000002' })).toBe(402);
    expect(await shopper.statusOf(order.id)).toBe('PENDING');
    expect(await shopper.pay(paymentSession.id)).toBe(200);
    await shopper.becomes(order.id, 'PAID');
  });

  it('becomes PAID when a delayed payment arrives, and CANCELLED when it fails', async () => {
    const arrives = await shopper.placeOrder(productId);
    const fails = await shopper.placeOrder(productId);
    expect(await shopper.pay(arrives.paymentSession.id, { method: 'delayed_success' })).toBe(200);
    expect(await shopper.pay(fails.paymentSession.id, { method: 'delayed_failure' })).toBe(200);
    await shopper.becomes(arrives.order.id, 'PAID');
    await shopper.becomes(fails.order.id, 'CANCELLED');
    expect(await shopper.steps(fails.order.id)).toContain('payment_failed');
  });

  it('gives a new link and makes the old one worthless', async () => {
    const { order, paymentSession } = await shopper.placeOrder(productId);
    const { status, body } = await shopper.ask<{ id: string }>(
      'POST',
      `/api/v1/orders/${order.id}/payment-session`,
    );
    expect(status).toBe(201);
    expect(body.id).not.toBe(paymentSession.id);
    expect(await shopper.pay(paymentSession.id)).toBe(400);
    expect(await shopper.pay(body.id)).toBe(200);
    await shopper.becomes(order.id, 'PAID');
  });

  it('lets nobody pay for a cancelled order, and puts its stock back on sale', async () => {
    const scarce = await shopper.product(1);
    const { order, paymentSession } = await shopper.placeOrder(scarce);
    expect(
      (await shopper.ask('POST', '/api/v1/orders', { items: [{ productId: scarce, quantity: 1 }] })).status,
    ).toBe(409);
    expect((await shopper.ask('POST', `/api/v1/orders/${order.id}/cancel`, {})).status).toBeLessThan(300);
    expect(await shopper.pay(paymentSession.id)).toBe(400);
    await until(
      async () =>
        (await shopper.ask<{ available: boolean }>('GET', `/api/v1/products/${scarce}`)).body.available,
      Boolean,
    );
  });

  it('cancels an order nobody paid when its session expires', async () => {
    const { order, paymentSession } = await shopper.placeOrder(productId);
    await fetch(`${world.stripe}/_sandbox/checkout/sessions/${paymentSession.id}/expire-now`, {
      method: 'POST',
      headers: { authorization: `Bearer ${world.stripeSecret}` },
    });
    await shopper.becomes(order.id, 'CANCELLED');
    expect(await shopper.steps(order.id)).toContain('payment_session_expired');
  });

  it('answers a repeated Idempotency-Key with the first answer, and refuses it for another order', async () => {
    const key = { 'idempotency-key': randomUUID() };
    const [first, second] = [
      await shopper.placeOrder(productId, 1, key),
      await shopper.placeOrder(productId, 1, key),
    ];
    expect(second).toEqual(first);
    const other = await shopper.ask('POST', '/api/v1/orders', { items: [{ productId, quantity: 2 }] }, key);
    expect(other.status).toBe(422);
  });

  it('goes on to SHIPPED and DELIVERED, and not back', async () => {
    const { order, paymentSession } = await shopper.placeOrder(productId);
    await shopper.pay(paymentSession.id);
    await shopper.becomes(order.id, 'PAID');
    const move = (status: string) =>
      shopper.askAsStaff('PATCH', `/api/v1/orders/${order.id}/status`, { status });
    expect((await move('SHIPPED')).body['status']).toBe('SHIPPED');
    expect((await move('DELIVERED')).body['status']).toBe('DELIVERED');
    expect(await move('SHIPPED')).toMatchObject({ status: 409, body: { code: 'orders.illegal_transition' } });
  });
});
