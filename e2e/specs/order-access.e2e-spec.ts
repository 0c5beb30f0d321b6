import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { until } from './harness/until.js';
import type { HttpReply, ShopClient } from '@orderwire/test-kit/shop-client';
import { ShopperClient } from './harness/shopper-client.js';
import { useSystem } from './harness/system.js';

const system = useSystem();
const shopper = new ShopperClient(system);
const unknown = '018f2c1e-0000-7000-8000-000000000001';

/** All requests with an order id. */
const uses: [string, string, (id: string) => string, unknown][] = [
  ['be read', 'GET', (id) => `/orders/${id}`, undefined],
  ['have its timeline read', 'GET', (id) => `/orders/${id}/timeline`, undefined],
  ['be streamed', 'GET', (id) => `/orders/${id}/stream`, undefined],
  ['be cancelled', 'POST', (id) => `/orders/${id}/cancel`, {}],
  ['get a new payment session', 'POST', (id) => `/orders/${id}/payment-session`, undefined],
];
/** A reply without its correlation id and order id. */
const comparable = ({ status, body }: HttpReply, id: string) => {
  const { correlationId: _, ...rest } = body;
  return { status, ...(JSON.parse(JSON.stringify(rest).replaceAll(id, 'ID')) as object) };
};

describe('an order', () => {
  let productId: string;

  beforeAll(async () => {
    productId = await shopper.createProduct();
  });

  const place = async (by: ShopClient = system.guest, headers: Record<string, string> = {}) => {
    const reply = await by.createOrder({ items: [{ productId, quantity: 1 }] }, headers);
    expect(reply.status).toBe(201);
    return reply.body;
  };
  const read = (id: string, headers: Record<string, string> = {}) =>
    system.guest.request('GET', `/orders/${id}`, undefined, headers);

  it.each(uses)(
    'of another account cannot %s, and the reply does not reveal that it exists',
    async (_do, method, path, body) => {
      const [owner, stranger] = [await system.register(), await system.register()];
      const { order, orderToken } = await place(owner);
      expect(orderToken).toBeUndefined();
      const guesses: Record<string, string>[] = [{}, { 'x-order-token': 'A'.repeat(43) }];
      for (const headers of guesses) {
        const foreign = await stranger.request(method, path(order.id), body, headers);
        expect(foreign).toMatchObject({ status: 404, body: { code: 'orders.not_found' } });
        expect(comparable(foreign, order.id)).toEqual(
          comparable(await stranger.request(method, path(unknown), body, headers), unknown),
        );
        const guest = await system.guest.request(method, path(order.id), body, headers);
        expect(comparable(guest, order.id)).toEqual(comparable(foreign, order.id));
      }
      const own = await owner.request('GET', `/orders/${order.id}`);
      expect(own).toMatchObject({ status: 200, body: { status: 'PENDING' } });
      expect(own.body).toEqual(expect.not.objectContaining({ customerId: expect.anything() }));
    },
  );

  it('is listed for its owner and for staff only', async () => {
    const [owner, stranger] = [await system.register(), await system.register()];
    const { order } = await place(owner);
    const ids = async (client: ShopClient, query = '') =>
      (await client.request<{ data: { id: string }[] }>('GET', `/orders${query}`)).body.data?.map(
        ({ id }) => id,
      ) ?? [];
    expect(await ids(owner)).toEqual([order.id]);
    expect(await ids(stranger)).toEqual([]);
    expect(await ids(stranger, `?customerId=${owner.account.id}`)).toEqual([]);
    expect(await ids(await system.demo('staff'), `?customerId=${owner.account.id}`)).toEqual([order.id]);
    expect((await system.guest.request('GET', '/orders')).status).toBe(401);
  });

  it('of a guest is accessible with its own token only', async () => {
    const [mine, other] = [await place(), await place()];
    const token = { 'x-order-token': mine.orderToken ?? '' };
    expect(mine.orderToken).toMatch(/^[\w-]{43}$/);
    expect(await read(mine.order.id, token)).toMatchObject({ status: 200, body: { status: 'PENDING' } });
    expect((await read(mine.order.id)).status).toBe(404);
    expect((await read(other.order.id, token)).status).toBe(404);
    for (const wrong of [mine.orderToken?.slice(0, -1), `${mine.orderToken}A`, 'garbage', 'x'.repeat(5_000)])
      expect((await read(mine.order.id, { 'x-order-token': wrong ?? '' })).status).toBeGreaterThanOrEqual(
        400,
      );
    const path = `/orders/${mine.order.id}`;
    const renewed = await system.guest.request<{ id: string }>(
      'POST',
      `${path}/payment-session`,
      undefined,
      token,
    );
    expect(renewed.status).toBe(201);
    expect(await shopper.pay(renewed.body.id)).toBe(200);
    await until(
      () => read(mine.order.id, token),
      ({ body }) => body['status'] === 'PAID',
    );
    const cancel = await system.guest.request(
      'POST',
      `/orders/${other.order.id}/cancel`,
      {},
      {
        'x-order-token': other.orderToken ?? '',
      },
    );
    expect(cancel.status).toBeLessThan(300);
  });

  it('of a guest returns the same token for a repeated Idempotency-Key', async () => {
    const key = { 'idempotency-key': randomUUID() };
    const [first, second] = [await place(undefined, key), await place(undefined, key)];
    expect(second).toEqual(first);
  });
});
