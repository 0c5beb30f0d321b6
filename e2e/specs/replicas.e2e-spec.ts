import { describe, expect, it } from '@jest/globals';
import { ShopperClient } from './harness/shopper-client.js';
import { useOwnSystem } from './harness/system.js';

const two = { 'auth-ms': 2, 'products-ms': 2, 'orders-ms': 2, 'payments-ms': 2, 'client-gateway': 2 };
const system = useOwnSystem({ replicas: two });
const shopper = new ShopperClient(system);

describe('two replicas of every service', () => {
  it('create one order per request, settle each once, and sell no more than the stock', async () => {
    const productId = await shopper.createProduct(30);
    const placed = await Promise.all(Array.from({ length: 20 }, () => shopper.createOrder(productId)));
    expect(new Set(placed.map(({ order }) => order.id)).size).toBe(20);
    await Promise.all(placed.map(({ paymentSession }) => shopper.pay(paymentSession.id)));
    for (const { order } of placed) {
      await shopper.waitForStatus(order.id, 'PAID');
      expect(await shopper.timelineSteps(order.id)).toEqual([
        'created',
        'payment_session_opened',
        'webhook_seen',
        'paid',
      ]);
    }
    const { body } = await shopper.request<{ data: { items: { productId: string }[] }[] }>(
      'GET',
      '/orders?limit=100',
    );
    expect(body.data.filter(({ items }) => items[0]?.productId === productId)).toHaveLength(20);
    const rest = await Promise.all(
      Array.from({ length: 15 }, () =>
        shopper.request('POST', '/orders', { items: [{ productId, quantity: 1 }] }),
      ),
    );
    expect(rest.filter(({ status }) => status === 201)).toHaveLength(10);
    expect(rest.filter(({ status }) => status === 409)).toHaveLength(5);
  });

  it('create one order for concurrent requests with one Idempotency-Key', async () => {
    const productId = await shopper.createProduct();
    const key = { 'idempotency-key': 'pressed-twice-by-a-guest' };
    const body = { items: [{ productId, quantity: 1 }] };
    const replies = await Promise.all(
      Array.from({ length: 6 }, () =>
        shopper.request<{ order?: { id: string } }>('POST', '/orders', body, key),
      ),
    );
    for (const { status } of replies) expect([201, 409]).toContain(status);
    const ids = new Set(replies.flatMap((reply) => reply.body.order?.id ?? []));
    expect(ids.size).toBe(1);
  });
});
