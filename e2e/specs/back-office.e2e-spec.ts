import { beforeAll, describe, expect, it } from '@jest/globals';
import { until } from './harness/until.js';
import { composed, useSystem } from './harness/system.js';
import { StaffClient } from './harness/staff-client.js';

interface Movement {
  id: string;
  movement: string;
  available: number;
  reserved: number;
  sold: number;
  orderId: string | null;
  reason: string | null;
  actorId: string | null;
}
interface Replays {
  data: { service: string; dryRun: boolean; events: number; first: { subject: string }[] }[];
  unavailable: string[];
}

const system = useSystem();
const staff = new StaffClient(system);
const { shopper } = staff;
const id = '018f2c1e-0000-7000-8000-000000000001';

describe('the back office', () => {
  let productId: string;

  beforeAll(async () => {
    productId = await shopper.createProduct();
  });

  it('reads products with long texts in pages, each product once', async () => {
    const client = await system.demo('staff');
    const name = `Long text ${Date.now()}`;
    const product = { name, description: '商'.repeat(5_000), prices: [{ currency: 'usd', amount: 100 }] };
    const made = await Promise.all(
      Array.from({ length: 40 }, async () => (await client.createProduct(product)).orThrow().id),
    );
    const first = await client.listProducts({ search: name, limit: 100 });
    expect(first.status).toBe(200);
    expect(first.body.data.length).toBeLessThan(40);
    const cursor = first.body.meta.nextCursor ?? '';
    const rest = (await client.listProducts({ search: name, limit: 100, cursor })).orThrow();
    const ids = [...first.body.data, ...rest.data].map((one) => one.id);
    expect(ids.sort()).toEqual(made.sort());
    await Promise.all(made.map(async (one) => (await client.deleteProduct(one)).orThrow()));
  });

  const replay = (body: Record<string, unknown>) =>
    staff.request<Replays>('POST', '/operations/replays', body);
  const eventsOf = ({ data }: Replays, service: string) => data.find((one) => one.service === service);

  /** The stock ledger of a product, oldest first, read in small pages. */
  async function ledgerOf(product: string): Promise<Movement[]> {
    const all: Movement[] = [];
    let cursor: string | null = null;
    do {
      const after: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const { body } = await staff.request<{ data: Movement[]; meta: { nextCursor: string | null } }>(
        'GET',
        `/products/${product}/stock-ledger?limit=3${after}`,
      );
      all.push(...body.data);
      cursor = body.meta.nextCursor;
    } while (cursor !== null);
    return all.reverse();
  }

  it('reads a stock ledger whose movements sum to the counters', async () => {
    const own = await shopper.createProduct(10);
    const adjusted = await staff.request('POST', `/products/${own}/stock-adjustments`, {
      delta: 3,
      reason: 'recounted',
    });
    expect(adjusted.status).toBe(201);
    const sold = await staff.paidOrder(own, 4);
    const given = await shopper.createOrder(own, 2);
    await shopper.request('POST', `/orders/${given.order.id}/cancel`, {});
    await staff.refund(sold.id, { amount: 100, restock: [{ productId: own, quantity: 1 }] });
    const waiting = await shopper.createOrder(own, 5);
    await staff.waitForStock(own, 5, 5, 3);

    const ledger = await ledgerOf(own);
    const sum = (counter: 'available' | 'reserved' | 'sold') =>
      ledger.reduce((total, movement) => total + movement[counter], 0);
    expect({ available: sum('available'), reserved: sum('reserved'), sold: sum('sold') }).toEqual({
      available: 5,
      reserved: 5,
      sold: 3,
    });
    const of = (orderId: string) =>
      ledger.filter((one) => one.orderId === orderId).map(({ movement }) => movement);
    expect(of(sold.id)).toEqual(['held', 'sold', 'returned']);
    expect(of(given.order.id)).toEqual(['held', 'released']);
    expect(of(waiting.order.id)).toEqual(['held']);
    expect(ledger.find(({ reason }) => reason === 'recounted')).toMatchObject({
      movement: 'adjusted',
      available: 3,
      orderId: null,
      actorId: (await system.demo('staff')).account.id,
    });
    await shopper.request('POST', `/orders/${waiting.order.id}/cancel`, {});
  });

  it('gets one stock.low event per time that a product falls below its threshold', async () => {
    const { body } = await staff.request<{ id: string }>('POST', '/products', {
      name: 'A product that runs low',
      prices: [{ currency: 'usd', amount: 1_999 }],
      stock: 5,
      lowThreshold: 3,
    });
    const lowStockEvents = async (times: number) =>
      until(
        async () =>
          (await replay({ service: 'products', orderId: body.id, subject: 'stock.low', dryRun: true })).body,
        (reply) => eventsOf(reply, 'products')?.events === times,
      );
    const first = await staff.paidOrder(body.id, 2);
    await lowStockEvents(1);
    await staff.paidOrder(body.id, 1);
    await lowStockEvents(1);
    await staff.refund(first.id, { restock: [{ productId: body.id, quantity: 2 }] });
    await staff.waitForStock(body.id, 4, 0, 1);
    await staff.paidOrder(body.id, 1);
    await lowStockEvents(2);
    expect(await staff.stock(body.id)).toMatchObject({ available: 3, lowThreshold: 3 });
  });

  it('has no dead letters', async () => {
    const { status, body } = await staff.request('GET', '/operations/dead-letters');
    // The composed system may have dead letters of other specs, such as forged events.
    expect(status).toBe(200);
    expect(body).toMatchObject({ data: composed ? expect.any(Array) : [], unavailable: [] });
  });

  it('replays all events of an order without any effect', async () => {
    const own = await shopper.createProduct(10);
    const order = await staff.paidOrder(own, 2);
    await staff.refund(order.id, { amount: 700, restock: [{ productId: own, quantity: 1 }] });
    await staff.waitForOrder(order.id, { refundedAmount: 700 });
    await staff.waitForStock(own, 9, 0, 1);
    const orders = ['order.created', 'order.paid', 'order.refunded'];
    const counted = await until(
      async () => (await replay({ orderId: order.id, dryRun: true })).body,
      (reply) => eventsOf(reply, 'orders')?.events === orders.length,
    );
    expect(counted.unavailable).toEqual([]);
    expect(eventsOf(counted, 'orders')?.first.map(({ subject }) => subject)).toEqual(orders);
    const payments = ['payment.succeeded', 'refund.requested', 'refund.succeeded'];
    expect(eventsOf(counted, 'payments')?.first.map(({ subject }) => subject)).toEqual(payments);

    const before = [await staff.order(order.id), await staff.timeline(order.id)];
    const done = await replay({ orderId: order.id });
    expect(done.status).toBe(200);
    // Documents are issued in the background: how many of their events exist by now is open.
    const published = ['orders', 'payments'].map((owner) => eventsOf(done.body, owner)?.events);
    expect(published).toEqual([orders.length, payments.length]);
    // Later events have been consumed, so the replayed ones have as well.
    await staff.paidOrder(own);
    await staff.waitForStock(own, 8, 0, 2);
    const after = [await staff.order(order.id), await staff.timeline(order.id)];
    expect(after).toEqual(before);
    expect(await ledgerOf(own)).toHaveLength(6);
  });

  it.each<[string, string, unknown]>([
    ['POST', `orders/${id}/refunds`, { reason: 'requested_by_customer' }],
    ['GET', 'orders?dispute=open', undefined],
    ['GET', `products/${id}/stock-ledger`, undefined],
    ['GET', 'operations/dead-letters', undefined],
    ['GET', `operations/dead-letters/orders/${id}`, undefined],
    ['POST', `operations/dead-letters/orders/${id}/requeue`, undefined],
    ['POST', `operations/dead-letters/orders/${id}/discard`, { reason: 'not mine' }],
    ['POST', 'operations/replays', { dryRun: true }],
  ])('is closed to guests and customers: %s %s', async (method, path, body) => {
    const guest = await system.guest.request(method, `/${path}`, body);
    expect(guest).toMatchObject({ status: 401, body: { code: 'auth.not_signed_in' } });
    const customer = await shopper.request(method, `/${path}`, body);
    expect(customer).toMatchObject({ status: 403, body: { code: 'auth.not_allowed' } });
  });

  it('refunds orders; the shopper who placed the order cannot', async () => {
    const { id: paid } = await staff.paidOrder(productId);
    const body = { reason: 'requested_by_customer' };
    const own = await shopper.request('POST', `/orders/${paid}/refunds`, body);
    expect(own).toMatchObject({ status: 403, body: { code: 'auth.not_allowed' } });
    expect(await staff.order(paid)).toMatchObject({ status: 'PAID', refundedAmount: 0 });
  });
});
