import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CreateOrder, GetOrder, OrderNotFound } from '@orderwire/contracts';
import { GatewayWorld } from './gateway-world.js';

const id = '019a0000-0000-7000-8000-000000000001';
const token = 'the-order-token';
const order = { items: [{ productId: id, quantity: 1 }] };
const byCookie = { 'x-token-delivery': 'cookie' };

let world: GatewayWorld;
beforeAll(async () => {
  world = await GatewayWorld.create();
});
beforeEach(() => world.fake.reset());
afterAll(() => world.close());

const cookieOf = (headers: Headers): string => (headers.getSetCookie()[0] ?? '').split(';')[0] ?? '';

/** Places an order as the page of the shop does. */
async function place(orderId: string, cookie = ''): Promise<Headers> {
  world.stub(CreateOrder, () => ({ order: { id: orderId }, paymentSession: null, orderToken: token }));
  const { status, json, headers } = await world.call('POST', '/api/v1/orders', order, {
    ...byCookie,
    'x-csrf-protection': '1',
    ...(cookie && { cookie }),
  });
  expect([status, json]).toEqual([201, { order: { id: orderId }, paymentSession: null }]);
  return headers;
}

describe('the order of a guest in a browser', () => {
  it('is opened by a cookie that scripts and other sites cannot use', async () => {
    const headers = await place(id);
    const [line = ''] = headers.getSetCookie();
    for (const attribute of ['HttpOnly', 'Secure', 'SameSite=Strict', 'Path=/', 'Max-Age='])
      expect(line).toContain(attribute);
    expect(line).toMatch(/^__Host-/);
    await world.call('GET', `/api/v1/orders/${id.toUpperCase()}`, undefined, { cookie: cookieOf(headers) });
    expect(world.fake.last?.context.orderToken).toBe(token);
    await world.call('GET', '/api/v1/orders/019a0000-0000-7000-8000-000000000002', undefined, {
      cookie: cookieOf(headers),
    });
    expect(world.fake.last?.context.orderToken).toBeUndefined();
  });

  it('is opened by the link of a mail, once its token is right', async () => {
    world.stub(GetOrder, () => ({ id }));
    const opened = await world.call('POST', `/api/v1/orders/${id}/access`, { orderToken: token });
    expect([opened.status, opened.json]).toEqual([200, { id }]);
    expect(world.fake.last?.context.orderToken).toBe(token);
    expect(cookieOf(opened.headers)).toContain(`${id}.${token}`);
    world.fake.on(GetOrder, () => {
      throw OrderNotFound();
    });
    const refused = await world.call('POST', `/api/v1/orders/${id}/access`, { orderToken: 'wrong' });
    expect([refused.status, refused.headers.getSetCookie()]).toEqual([404, []]);
    expect((await world.call('POST', `/api/v1/orders/${id}/access`, {})).status).toBe(400);
  });

  it('is not changed by a page of another site', async () => {
    const cookie = cookieOf(await place(id));
    await world.fake.reset();
    const foreign: Record<string, string>[] = [
      {},
      { 'x-csrf-protection': '1', 'sec-fetch-site': 'cross-site' },
    ];
    for (const headers of foreign) {
      const refused = await world.call('POST', `/api/v1/orders/${id}/cancel`, {}, { cookie, ...headers });
      expect([refused.status, refused.json['code']]).toEqual([403, 'http.csrf']);
    }
    expect(world.fake.calls).toEqual([]);
    const own = { cookie, 'x-csrf-protection': '1' };
    expect((await world.call('POST', `/api/v1/orders/${id}/cancel`, {}, own)).status).toBe(200);
    expect(world.fake.last?.context.orderToken).toBe(token);
  });

  it('stays among the newest 30, in less than the 4 kB of a cookie', async () => {
    let cookie = '';
    for (let n = 10; n < 45; n++)
      cookie = cookieOf(await place(`019a0000-0000-7000-8000-0000000000${n}`, cookie));
    expect(cookie.length).toBeLessThan(4_096);
    const tokenFor = async (n: number) => {
      await world.call('GET', `/api/v1/orders/019a0000-0000-7000-8000-0000000000${n}`, undefined, { cookie });
      return world.fake.last?.context.orderToken;
    };
    expect([await tokenFor(44), await tokenFor(15), await tokenFor(14)]).toEqual([token, token, undefined]);
  });

  it('is read from no cookie that is not ours', async () => {
    for (const cookie of ['__Host-orderwire-orders=%', '__Host-orderwire-orders=~.~..', `x=${id}.${token}`])
      await world.call('GET', `/api/v1/orders/${id}`, undefined, { cookie });
    expect(world.fake.calls.map(({ context }) => context.orderToken)).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});
