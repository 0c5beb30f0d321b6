import { beforeAll, describe, expect, it } from '@jest/globals';
import { Account } from './account.js';
import { ask, until } from './http.js';
import { Shopper } from './shopper.js';
import { useEmbeddedSystem } from './system.js';

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

const world = useEmbeddedSystem();
const shopper = new Shopper(world);
const id = '018f2c1e-0000-7000-8000-000000000001';

describe('staff', () => {
  let staff: Account;
  let admin: Account;
  let productId: string;
  const gateways = () => world.state.services['client-gateway']?.replicas.map(({ url }) => url) ?? [];
  const audit = (query: string) => staff.ask<{ data: Entry[] }>('GET', `/api/v1/audit-log?${query}`);
  const entry = async (query: string, fits: (found: Entry) => boolean) => {
    const { body } = await until(
      () => audit(query),
      (answer) => answer.body.data?.some(fits),
    );
    return body.data.find(fits);
  };

  beforeAll(async () => {
    [staff, admin] = [await world.demo('staff'), await world.demo('admin')];
    productId = await shopper.product();
  });

  it.each<[string, string, unknown]>([
    ['POST', '/api/v1/products', { name: 'x', prices: [{ currency: 'usd', amount: 1 }], stock: 1 }],
    ['PATCH', `/api/v1/products/${id}`, { name: 'x' }],
    ['DELETE', `/api/v1/products/${id}`, undefined],
    ['POST', `/api/v1/products/${id}/stock-adjustments`, { quantity: 1, reason: 'x' }],
    ['PATCH', `/api/v1/orders/${id}/status`, { status: 'SHIPPED' }],
    ['PUT', `/api/v1/orders/${id}/assignee`, { assigneeId: null }],
    ['GET', '/api/v1/users', undefined],
    ['GET', `/api/v1/users/${id}`, undefined],
    ['GET', '/api/v1/audit-log', undefined],
    ['PUT', `/api/v1/users/${id}/role`, { role: 'admin' }],
    ['POST', `/api/v1/users/${id}/disable`, undefined],
    ['POST', `/api/v1/users/${id}/enable`, undefined],
  ])('alone may %s %s', async (method, path, body) => {
    const guest = await ask(world.gateway, method, path, body);
    expect(guest).toMatchObject({ status: 401, body: { code: 'auth.not_signed_in' } });
    expect(guest.headers.get('www-authenticate')).toMatch(/^Bearer/);
    const customer = await shopper.ask(method, path, body);
    expect(customer).toMatchObject({ status: 403, body: { code: 'auth.not_allowed' } });
  });

  it('see every order, take it on and send it off', async () => {
    const customer = await Account.register(world.gateway);
    const items = [{ productId, quantity: 1 }];
    const placed = await customer.ask<{ order: { id: string }; paymentSession: { id: string } }>(
      'POST',
      '/api/v1/orders',
      { items },
    );
    const path = `/api/v1/orders/${placed.body.order.id}`;
    expect(await staff.ask('GET', path)).toMatchObject({
      status: 200,
      body: { customerId: customer.id, assigneeId: null },
    });
    const assign = (assigneeId: string | null) => staff.ask('PUT', `${path}/assignee`, { assigneeId });
    expect(await assign(staff.id)).toMatchObject({ status: 200, body: { assigneeId: staff.id } });
    expect(await assign(customer.id)).toMatchObject({ body: { code: 'orders.not_assignable' } });
    expect(await assign(id)).toMatchObject({ body: { code: 'orders.not_assignable' } });
    await shopper.pay(placed.body.paymentSession.id);
    await until(
      () => staff.ask('GET', path),
      ({ body }) => body['status'] === 'PAID',
    );
    const ship = { status: 'SHIPPED' };
    expect(await customer.ask('PATCH', `${path}/status`, ship)).toMatchObject({ status: 403 });
    expect(await staff.ask('PATCH', `${path}/status`, ship)).toMatchObject({ status: 200, body: ship });
    const own = await customer.ask('GET', path);
    expect(own).toMatchObject({ status: 200, body: ship });
    expect(Object.keys(own.body)).toEqual(expect.not.arrayContaining(['assigneeId']));
    const { body } = await staff.ask<{ entries: { step: string }[] }>('GET', `${path}/timeline`);
    expect(body.entries.map(({ step }) => step)).toContain('assigned');
  });

  it('are made by admins only, and what an account may do changes at once, at every gateway', async () => {
    const account = await Account.register(world.gateway);
    const path = `/api/v1/users/${account.id}/role`;
    expect((await staff.ask('PUT', path, { role: 'staff' })).status).toBe(403);
    expect((await account.ask('PUT', path, { role: 'admin' })).status).toBe(403);
    expect(await admin.ask('PUT', path, { role: 'staff' })).toMatchObject({
      status: 200,
      body: { role: 'staff' },
    });
    const { authorization } = { authorization: `Bearer ${account.session.accessToken}` };
    const seen = () =>
      Promise.all(gateways().map((url) => ask(url, 'GET', '/api/v1/auth/me', undefined, { authorization })));
    await until(seen, (answers) => answers.every(({ status }) => status === 401));
    const again = await Account.signIn(world.gateway, account.credentials);
    expect((await again.ask('GET', '/api/v1/users')).status).toBe(200);
    const granted = await entry(
      `userId=${account.id}&action=grant_role`,
      ({ outcome, actorId }) => outcome === 'success' && actorId === admin.id,
    );
    expect(granted).toMatchObject({ actorRole: 'admin', userId: account.id, ip: '127.0.0.1' });
  });

  it('keep an account out by disabling it: its sessions end at every gateway, and it cannot come back', async () => {
    const account = await Account.register(world.gateway);
    expect((await admin.ask('POST', `/api/v1/users/${account.id}/disable`)).status).toBeLessThan(300);
    const headers = { authorization: `Bearer ${account.session.accessToken}` };
    for (const url of gateways())
      await until(
        () => ask(url, 'GET', '/api/v1/auth/me', undefined, headers),
        ({ status }) => status === 401,
      );
    const back = await ask(world.gateway, 'POST', '/api/v1/auth/login', account.credentials);
    expect(back).toMatchObject({ status: 403, body: { code: 'auth.account_disabled' } });
    await admin.ask('POST', `/api/v1/users/${account.id}/enable`);
    await Account.signIn(world.gateway, account.credentials);
  });

  it('read in the audit log who did what, when, from where', async () => {
    const account = await Account.register(world.gateway);
    const began = Date.now() - 60_000;
    const device = { 'user-agent': 'Curious/1.0' };
    await ask(world.gateway, 'POST', '/api/v1/auth/login', account.credentials, device);
    const login = await entry(
      `userId=${account.id}`,
      ({ action, outcome }) => action === 'login' && outcome === 'success',
    );
    expect(login).toMatchObject({
      ip: '127.0.0.1',
      device: 'Curious/1.0',
      correlationId: expect.any(String),
    });
    expect(Date.parse(login?.at ?? '')).toBeGreaterThan(began);
    expect((await account.ask('GET', '/api/v1/users', undefined, { 'x-request-id': 'nosy-1' })).status).toBe(
      403,
    );
    const denied = await entry(`userId=${account.id}`, ({ action }) => action === 'access_denied');
    expect(denied).toMatchObject({
      outcome: 'failure',
      actorRole: 'customer',
      actorId: account.id,
      ip: '127.0.0.1',
    });
    const { body } = await staff.ask<{ id: string }>('POST', '/api/v1/products', {
      name: 'A product to be written down',
      prices: [{ currency: 'usd', amount: 1 }],
      stock: 1,
    });
    expect(body.id).toBeTruthy();
    const made = await entry(`userId=${staff.id}`, ({ details }) => details['subject'] === 'products.create');
    expect(made).toMatchObject({ outcome: 'success', actorRole: 'staff' });
    const all = JSON.stringify((await audit('limit=100')).body);
    for (const secret of [
      account.credentials.password,
      account.session.accessToken,
      account.session.refreshToken,
    ])
      expect(all).not.toContain(secret);
  });
});
