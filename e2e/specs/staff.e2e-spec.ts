import { beforeAll, describe, expect, it } from '@jest/globals';
import { ShopClient } from '@orderwire/test-kit/shop-client';
import { until } from './harness/until.js';
import { ShopperClient } from './harness/shopper-client.js';
import { useEmbeddedSystem } from './harness/system.js';

interface Entry {
  at: string;
  action: string;
  outcome: string;
  actorRole: string;
  actorId: string | null;
  userId: string | null;
  ip: string | null;
  device: string | null;
  correlationId: string;
  details: Record<string, unknown>;
}

const system = useEmbeddedSystem();
const shopper = new ShopperClient(system);
const id = '018f2c1e-0000-7000-8000-000000000001';

describe('staff', () => {
  let staff: ShopClient;
  let admin: ShopClient;
  let productId: string;
  const gateways = () => system.state.services['client-gateway']?.replicas.map(({ url }) => url) ?? [];
  const audit = (query: string) => staff.request<{ data: Entry[] }>('GET', `/audit-log?${query}`);
  const entry = async (query: string, fits: (found: Entry) => boolean) => {
    const { body } = await until(
      () => audit(query),
      (reply) => reply.body.data?.some(fits),
    );
    return body.data.find(fits);
  };

  beforeAll(async () => {
    [staff, admin] = [await system.demo('staff'), await system.demo('admin')];
    productId = await shopper.createProduct();
  });

  it.each<[string, string, unknown]>([
    ['POST', '/products', { name: 'x', prices: [{ currency: 'usd', amount: 1 }], stock: 1 }],
    ['PATCH', `/products/${id}`, { name: 'x' }],
    ['DELETE', `/products/${id}`, undefined],
    ['POST', `/products/${id}/stock-adjustments`, { quantity: 1, reason: 'x' }],
    ['PATCH', `/orders/${id}/status`, { status: 'SHIPPED' }],
    ['PUT', `/orders/${id}/assignee`, { assigneeId: null }],
    ['GET', '/users', undefined],
    ['GET', `/users/${id}`, undefined],
    ['GET', '/audit-log', undefined],
    ['PUT', `/users/${id}/role`, { role: 'admin' }],
    ['POST', `/users/${id}/disable`, undefined],
    ['POST', `/users/${id}/enable`, undefined],
  ])('are the only ones who may %s %s', async (method, path, body) => {
    const guest = await system.guest.request(method, path, body);
    expect(guest).toMatchObject({ status: 401, body: { code: 'auth.not_signed_in' } });
    expect(guest.headers.get('www-authenticate')).toMatch(/^Bearer/);
    const customer = await shopper.request(method, path, body);
    expect(customer).toMatchObject({ status: 403, body: { code: 'auth.not_allowed' } });
  });

  it('see, take on and ship every order', async () => {
    const customer = await system.register();
    const items = [{ productId, quantity: 1 }];
    const placed = await customer.request<{ order: { id: string }; paymentSession: { id: string } }>(
      'POST',
      '/orders',
      { items },
    );
    const path = `/orders/${placed.body.order.id}`;
    expect(await staff.request('GET', path)).toMatchObject({
      status: 200,
      body: { customerId: customer.account.id, assigneeId: null },
    });
    const assign = (assigneeId: string | null) => staff.request('PUT', `${path}/assignee`, { assigneeId });
    expect(await assign(staff.account.id)).toMatchObject({
      status: 200,
      body: { assigneeId: staff.account.id },
    });
    expect(await assign(customer.account.id)).toMatchObject({ body: { code: 'orders.not_assignable' } });
    expect(await assign(id)).toMatchObject({ body: { code: 'orders.not_assignable' } });
    await shopper.pay(placed.body.paymentSession.id);
    await until(
      () => staff.request('GET', path),
      ({ body }) => body['status'] === 'PAID',
    );
    const ship = { status: 'SHIPPED' };
    expect(await customer.request('PATCH', `${path}/status`, ship)).toMatchObject({ status: 403 });
    expect(await staff.request('PATCH', `${path}/status`, ship)).toMatchObject({ status: 200, body: ship });
    const own = await customer.request('GET', path);
    expect(own).toMatchObject({ status: 200, body: ship });
    expect(Object.keys(own.body)).toEqual(expect.not.arrayContaining(['assigneeId']));
    const { body } = await staff.request<{ entries: { step: string }[] }>('GET', `${path}/timeline`);
    expect(body.entries.map(({ step }) => step)).toContain('assigned');
  });

  it('get their role from admins only, and it takes effect immediately at every gateway', async () => {
    const account = await system.register();
    const path = `/users/${account.account.id}/role`;
    expect((await staff.request('PUT', path, { role: 'staff' })).status).toBe(403);
    expect((await account.request('PUT', path, { role: 'admin' })).status).toBe(403);
    expect(await admin.request('PUT', path, { role: 'staff' })).toMatchObject({
      status: 200,
      body: { role: 'staff' },
    });
    const { authorization } = { authorization: `Bearer ${account.session.tokens.accessToken}` };
    const seen = () =>
      Promise.all(
        gateways().map((url) =>
          ShopClient.guest(url).request('GET', '/auth/me', undefined, { authorization }),
        ),
      );
    await until(seen, (replies) => replies.every(({ status }) => status === 401));
    const again = await system.signIn(account.session.credentials);
    expect((await again.request('GET', '/users')).status).toBe(200);
    const granted = await entry(
      `userId=${account.account.id}&action=grant_role`,
      ({ outcome, actorId }) => outcome === 'success' && actorId === admin.account.id,
    );
    expect(granted).toMatchObject({ actorRole: 'admin', userId: account.account.id, ip: '127.0.0.1' });
  });

  it('disable an account: its sessions end at every gateway, and sign-in is refused', async () => {
    const account = await system.register();
    expect((await admin.request('POST', `/users/${account.account.id}/disable`)).status).toBeLessThan(300);
    const headers = { authorization: `Bearer ${account.session.tokens.accessToken}` };
    for (const url of gateways())
      await until(
        () => ShopClient.guest(url).request('GET', '/auth/me', undefined, headers),
        ({ status }) => status === 401,
      );
    const back = await system.guest.request('POST', '/auth/login', account.session.credentials);
    expect(back).toMatchObject({ status: 403, body: { code: 'auth.account_disabled' } });
    await admin.request('POST', `/users/${account.account.id}/enable`);
    await system.signIn(account.session.credentials);
  });

  it('read the audit log: action, account, time and address', async () => {
    const account = await system.register();
    const began = Date.now() - 60_000;
    const device = { 'user-agent': 'Curious/1.0' };
    await system.guest.request('POST', '/auth/login', account.session.credentials, device);
    const login = await entry(
      `userId=${account.account.id}`,
      ({ action, outcome }) => action === 'login' && outcome === 'success',
    );
    expect(login).toMatchObject({
      ip: '127.0.0.1',
      device: 'Curious/1.0',
      correlationId: expect.any(String),
    });
    expect(Date.parse(login?.at ?? '')).toBeGreaterThan(began);
    expect((await account.request('GET', '/users', undefined, { 'x-request-id': 'nosy-1' })).status).toBe(
      403,
    );
    const denied = await entry(`userId=${account.account.id}`, ({ action }) => action === 'access_denied');
    expect(denied).toMatchObject({
      outcome: 'failure',
      actorRole: 'customer',
      actorId: account.account.id,
      ip: '127.0.0.1',
    });
    const { body } = await staff.request<{ id: string }>('POST', '/products', {
      name: 'An audited product',
      prices: [{ currency: 'usd', amount: 1 }],
      stock: 1,
    });
    expect(body.id).toBeTruthy();
    const made = await entry(
      `userId=${staff.account.id}`,
      ({ details }) => details['subject'] === 'products.create',
    );
    expect(made).toMatchObject({ outcome: 'success', actorRole: 'staff' });
    const all = JSON.stringify((await audit('limit=100')).body);
    for (const secret of [
      account.session.credentials.password,
      account.session.tokens.accessToken,
      account.session.tokens.refreshToken,
    ])
      expect(all).not.toContain(secret);
  });
});
