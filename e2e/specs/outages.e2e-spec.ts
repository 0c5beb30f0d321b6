import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { CreateOrderReply } from '@orderwire/contracts';
import { healthKeyOf, type ReadinessReport } from '@orderwire/platform';
import { until } from './harness/until.js';
import { ShopperClient } from './harness/shopper-client.js';
import { useSystem } from './harness/system.js';

const system = useSystem();
const shopper = new ShopperClient(system);

describe('an order during outages', () => {
  let productId: string;

  beforeAll(async () => {
    productId = await shopper.createProduct();
  });
  beforeEach(() => system.allReady());

  it('reaches PAID when orders-ms was down while the shopper paid', async () => {
    const { order, paymentSession } = await shopper.createOrder(productId);
    await system.stop('orders-ms');
    expect(await shopper.pay(paymentSession.id)).toBe(200);
    const down = await shopper.request('GET', `/orders/${order.id}`);
    expect(down).toMatchObject({ status: 503, body: { code: 'service_unavailable' } });
    await system.start('orders-ms');
    await shopper.waitForStatus(order.id, 'PAID');
  });

  it('reaches PAID when payments-ms was down while the shopper paid', async () => {
    const { order, paymentSession } = await shopper.createOrder(productId);
    await system.stop('payments-ms');
    expect(await shopper.pay(paymentSession.id)).toBe(200);
    await system.start('payments-ms');
    await shopper.waitForStatus(order.id, 'PAID');
  });

  it.each(['payments-ms', 'orders-ms', 'products-ms', 'nats', 'postgres'])(
    'reaches PAID when %s is killed with orders in flight',
    async (service) => {
      const placed = await Promise.all(Array.from({ length: 8 }, () => shopper.createOrder(productId)));
      const paying = placed.map(({ paymentSession }) => shopper.pay(paymentSession.id));
      await system.kill(service);
      expect(await Promise.all(paying)).toEqual(placed.map(() => 200));
      for (const { order } of placed) await shopper.waitForStatus(order.id, 'PAID');
    },
  );

  describe('while Stripe refuses the account', () => {
    const account = async (state: string) =>
      expect((await system.stripe.request('PUT', '/_sandbox/account', { state })).status).toBe(200);
    const warnings = async () => {
      const url = `${system.payments}/health/ready`;
      const headers = { authorization: `Bearer ${healthKeyOf(system.serviceKey ?? '')}` };
      return ((await (await fetch(url, { headers })).json()) as ReadinessReport).warnings;
    };
    afterAll(() => account('active'));

    it.each(['restricted', 'no_payment_methods', 'key_revoked'])(
      'waits, and is created by a repetition after the repair: %s',
      async (state) => {
        await account(state);
        const key = { 'idempotency-key': randomUUID() };
        const body = { items: [{ productId, quantity: 1 }] };
        const refused = await shopper.request('POST', '/orders', body, key);
        expect(refused).toMatchObject({ status: 503, body: { code: 'payments.unavailable' } });
        const { orderId } = refused.body['details'] as { orderId: string };
        const shown = await shopper.request('GET', `/orders/${orderId}/timeline`);
        expect(JSON.stringify([refused.body, shown.body])).not.toMatch(
          /your account|payment method types|API key/i,
        );
        expect(await shopper.statusOf(orderId)).toBe('PENDING');
        if (system.serviceKey)
          await until(warnings, (found) => /dashboard\.stripe\.com/.test(found?.['stripe account'] ?? ''));

        await account('active');
        const created = await shopper.request<CreateOrderReply>('POST', '/orders', body, key);
        expect(created).toMatchObject({ status: 201, body: { order: { id: orderId } } });
        expect(await shopper.pay(created.body.paymentSession?.id ?? '')).toBe(200);
        await shopper.waitForStatus(orderId, 'PAID');
        if (system.serviceKey) await until(warnings, (found) => found === undefined);
      },
    );
  });

  it('is not changed by repeated webhooks, also concurrent ones', async () => {
    const { order, paymentSession } = await shopper.createOrder(productId);
    await shopper.pay(paymentSession.id);
    await shopper.waitForStatus(order.id, 'PAID');
    const event = await shopper.stripeEvent('checkout.session.completed', paymentSession.id);
    const before = await shopper.timelineSteps(order.id);
    expect(await shopper.postWebhook(event)).toBe(200);
    expect(
      await Promise.all([shopper.postWebhook(event), shopper.postWebhook(event), shopper.postWebhook(event)]),
    ).toEqual([200, 200, 200]);
    const next = await shopper.createOrder(productId);
    await shopper.pay(next.paymentSession.id);
    await shopper.waitForStatus(next.order.id, 'PAID');
    expect(await shopper.timelineSteps(order.id)).toEqual(before);
  });

  it('is not affected by forged webhooks, which are refused; unknown types are stored', async () => {
    const event = JSON.stringify({
      id: 'evt_forged',
      object: 'event',
      type: 'checkout.session.completed',
      data: { object: {} },
    });
    expect(await shopper.postWebhook(event, { secret: 'whsec_other' })).toBe(400);
    expect(await shopper.postWebhook(event, { signed: false })).toBe(400);
    expect(await shopper.postWebhook(event, { at: Date.now() - 3_600_000 })).toBe(400);
    const unknown = {
      id: 'evt_unknown_type',
      object: 'event',
      type: 'price.created',
      livemode: false,
      data: { object: { id: 'price_1' } },
    };
    expect(await shopper.postWebhook(JSON.stringify(unknown))).toBe(200);
  });

  it('is created or refused, but never lost, while orders-ms stops', async () => {
    const placing = Array.from({ length: 10 }, () =>
      shopper.request('POST', '/orders', { items: [{ productId, quantity: 1 }] }),
    );
    await system.kill('orders-ms', 'SIGTERM');
    const replies = await Promise.all(placing);
    for (const { status } of replies) expect([201, 503]).toContain(status);
    await until(
      async () => (await shopper.request('GET', '/orders?limit=1')).status,
      (status) => status === 200,
    );
  });
});
