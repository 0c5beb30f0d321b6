import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { Account } from './account.js';
import { ask, until, type Answer } from './http.js';
import { Shopper, type PlacedOrder } from './shopper.js';
import { useSystem } from './system.js';

const world = useSystem();
const shopper = new Shopper(world);
const unknown = '018f2c1e-0000-7000-8000-000000000001';

/** Everything that can be done to an order by its id. */
const uses: [string, string, (id: string) => string, unknown][] = [
  ['be seen', 'GET', (id) => `/api/v1/orders/${id}`, undefined],
  ['be followed', 'GET', (id) => `/api/v1/orders/${id}/timeline`, undefined],
  ['be streamed', 'GET', (id) => `/api/v1/orders/${id}/stream`, undefined],
  ['be cancelled', 'POST', (id) => `/api/v1/orders/${id}/cancel`, {}],
  ['be paid anew', 'POST', (id) => `/api/v1/orders/${id}/payment-session`, undefined],
];
/** What an answer says, without what differs from request to request. */
const said = ({ status, body }: Answer, id: string) => {
  const { correlationId: _, ...rest } = body;
  return { status, ...(JSON.parse(JSON.stringify(rest).replaceAll(id, 'ID')) as object) };
};

describe('an order', () => {
  let productId: string;

  beforeAll(async () => {
    productId = await shopper.product();
  });

  const place = async (by?: Account, body: object = {}, headers: Record<string, string> = {}) => {
    const order = { items: [{ productId, quantity: 1 }], ...body };
    const answer = by
      ? await by.ask<PlacedOrder & { orderToken?: string }>('POST', '/api/v1/orders', order, headers)
      : await ask<PlacedOrder & { orderToken?: string }>(
          world.gateway,
          'POST',
          '/api/v1/orders',
          order,
          headers,
        );
    expect(answer.status).toBe(201);
    return answer.body;
  };
  const look = (id: string, headers: Record<string, string> = {}) =>
    ask(world.gateway, 'GET', `/api/v1/orders/${id}`, undefined, headers);

  it.each(uses)(
    'of somebody else cannot %s, and nobody learns that it exists',
    async (_do, method, path, body) => {
      const [owner, stranger] = [
        await Account.register(world.gateway),
        await Account.register(world.gateway),
      ];
      const { order, orderToken } = await place(owner);
      expect(orderToken).toBeUndefined();
      const guesses: Record<string, string>[] = [{}, { 'x-order-token': 'A'.repeat(43) }];
      for (const headers of guesses) {
        const foreign = await stranger.ask(method, path(order.id), body, headers);
        expect(foreign).toMatchObject({ status: 404, body: { code: 'orders.not_found' } });
        expect(said(foreign, order.id)).toEqual(
          said(await stranger.ask(method, path(unknown), body, headers), unknown),
        );
        const guest = await ask(world.gateway, method, path(order.id), body, headers);
        expect(said(guest, order.id)).toEqual(said(foreign, order.id));
      }
      const own = await owner.ask('GET', `/api/v1/orders/${order.id}`);
      expect(own).toMatchObject({ status: 200, body: { status: 'PENDING' } });
      expect(own.body).toEqual(expect.not.objectContaining({ customerId: expect.anything() }));
    },
  );

  it('stands in nobody’s list but its owner’s and the staff’s', async () => {
    const [owner, stranger] = [await Account.register(world.gateway), await Account.register(world.gateway)];
    const { order } = await place(owner);
    const ids = async (who: Account, query = '') =>
      (await who.ask<{ data: { id: string }[] }>('GET', `/api/v1/orders${query}`)).body.data?.map(
        ({ id }) => id,
      ) ?? [];
    expect(await ids(owner)).toEqual([order.id]);
    expect(await ids(stranger)).toEqual([]);
    expect(await ids(stranger, `?customerId=${owner.id}`)).toEqual([]);
    expect(await ids(await world.demo('staff'), `?customerId=${owner.id}`)).toEqual([order.id]);
    expect((await ask(world.gateway, 'GET', '/api/v1/orders')).status).toBe(401);
  });

  it('of a guest opens with its token, and with no other order’s', async () => {
    const [mine, other] = [await place(), await place()];
    const token = { 'x-order-token': mine.orderToken ?? '' };
    expect(mine.orderToken).toMatch(/^[\w-]{43}$/);
    expect(await look(mine.order.id, token)).toMatchObject({ status: 200, body: { status: 'PENDING' } });
    expect((await look(mine.order.id)).status).toBe(404);
    expect((await look(other.order.id, token)).status).toBe(404);
    for (const wrong of [mine.orderToken?.slice(0, -1), `${mine.orderToken}A`, 'garbage', 'x'.repeat(5_000)])
      expect((await look(mine.order.id, { 'x-order-token': wrong ?? '' })).status).toBeGreaterThanOrEqual(
        400,
      );
    const path = `/api/v1/orders/${mine.order.id}`;
    const renewed = await ask<{ id: string }>(
      world.gateway,
      'POST',
      `${path}/payment-session`,
      undefined,
      token,
    );
    expect(renewed.status).toBe(201);
    expect(await shopper.pay(renewed.body.id)).toBe(200);
    await until(
      () => look(mine.order.id, token),
      ({ body }) => body['status'] === 'PAID',
    );
    const cancel = await ask(
      world.gateway,
      'POST',
      `/api/v1/orders/${other.order.id}/cancel`,
      {},
      {
        'x-order-token': other.orderToken ?? '',
      },
    );
    expect(cancel.status).toBeLessThan(300);
  });

  it('of a guest gives the same token to who repeats the Idempotency-Key', async () => {
    const key = { 'idempotency-key': randomUUID() };
    const [first, second] = [await place(undefined, {}, key), await place(undefined, {}, key)];
    expect(second).toEqual(first);
  });
});
