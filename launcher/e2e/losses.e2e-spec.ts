import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { until } from './http.js';
import { Shopper } from './shopper.js';
import { useSystem } from './system.js';

const world = useSystem();
const shopper = new Shopper(world);

describe('what must not be lost', () => {
  let productId: string;

  beforeAll(async () => {
    productId = await shopper.product();
  });
  beforeEach(() => world.everybodyIsReady());

  it('reaches PAID when orders-ms was down while the shopper paid', async () => {
    const { order, paymentSession } = await shopper.placeOrder(productId);
    await world.stop('orders-ms');
    expect(await shopper.pay(paymentSession.id)).toBe(200);
    const down = await shopper.ask('GET', `/api/v1/orders/${order.id}`);
    expect(down).toMatchObject({ status: 503, body: { code: 'service_unavailable' } });
    await world.start('orders-ms');
    await shopper.becomes(order.id, 'PAID');
  });

  it('reaches PAID when payments-ms was down while the shopper paid', async () => {
    const { order, paymentSession } = await shopper.placeOrder(productId);
    await world.stop('payments-ms');
    expect(await shopper.pay(paymentSession.id)).toBe(200);
    await world.start('payments-ms');
    await shopper.becomes(order.id, 'PAID');
  });

  it.each(['payments-ms', 'orders-ms', 'products-ms', 'nats', 'postgres'])(
    'reaches PAID when %s is killed with orders in flight',
    async (victim) => {
      const placed = await Promise.all(Array.from({ length: 8 }, () => shopper.placeOrder(productId)));
      const paying = placed.map(({ paymentSession }) => shopper.pay(paymentSession.id));
      await world.kill(victim);
      expect(await Promise.all(paying)).toEqual(placed.map(() => 200));
      for (const { order } of placed) await shopper.becomes(order.id, 'PAID');
    },
  );

  it('changes nothing when the same webhook comes again, also twice at once', async () => {
    const { order, paymentSession } = await shopper.placeOrder(productId);
    await shopper.pay(paymentSession.id);
    await shopper.becomes(order.id, 'PAID');
    const event = await shopper.eventOf('checkout.session.completed', paymentSession.id);
    const before = await shopper.steps(order.id);
    expect(await shopper.post(event)).toBe(200);
    expect(await Promise.all([shopper.post(event), shopper.post(event), shopper.post(event)])).toEqual([
      200, 200, 200,
    ]);
    const next = await shopper.placeOrder(productId);
    await shopper.pay(next.paymentSession.id);
    await shopper.becomes(next.order.id, 'PAID');
    expect(await shopper.steps(order.id)).toEqual(before);
  });

  it('refuses webhooks it cannot trust, and stores those it does not know', async () => {
    const event = JSON.stringify({
      id: 'evt_forged',
      object: 'event',
      type: 'checkout.session.completed',
      data: { object: {} },
    });
    expect(await shopper.post(event, { secret: 'whsec_somebody_elses' })).toBe(400);
    expect(await shopper.post(event, { signed: false })).toBe(400);
    expect(await shopper.post(event, { at: Date.now() - 3_600_000 })).toBe(400);
    const unknown = {
      id: 'evt_unknown_type',
      object: 'event',
      type: 'price.created',
      livemode: false,
      data: { object: { id: 'price_1' } },
    };
    expect(await shopper.post(JSON.stringify(unknown))).toBe(200);
  });

  it('stops with the work at hand finished', async () => {
    const placing = Array.from({ length: 10 }, () =>
      shopper.ask('POST', '/api/v1/orders', { items: [{ productId, quantity: 1 }] }),
    );
    await world.kill('orders-ms', 'SIGTERM');
    const answers = await Promise.all(placing);
    for (const { status } of answers) expect([201, 503]).toContain(status);
    await until(
      async () => (await shopper.ask('GET', '/api/v1/orders?limit=1')).status,
      (status) => status === 200,
    );
  });
});
