import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import {
  type NewAuditEntry,
  CancelOrder,
  GetOrderTimeline,
  OrderNotFound,
  ProductNotFound,
  RecordAudit,
  UpdateProduct,
} from '@orderwire/contracts';
import { RpcClient, type RunningService } from '@orderwire/platform';
import { ACCESS_COOKIE } from '../src/auth/cookies.js';
import { startGateway } from '../src/gateway.module.js';
import { FakeAuditLog, forwardSoon } from './audit-log.js';
import { admin, customer, GatewayWorld, staff, until } from './gateway-world.js';

const secret = 'a-secret-value';

const countOf = ({ details }: NewAuditEntry): number => (details['count'] as number | undefined) ?? 1;

describe('the audit log records', () => {
  let world: GatewayWorld;
  let log: FakeAuditLog;
  let gateway: RunningService;

  const send = async (
    method: string,
    path: string,
    headers: Record<string, string> = {},
    body?: object,
  ): Promise<number> => {
    const json = body && { 'content-type': 'application/json' };
    const init = { method, headers: { ...json, ...headers }, ...(body && { body: JSON.stringify(body) }) };
    const response = await fetch(`${gateway.url}${path}`, init);
    await response.arrayBuffer();
    return response.status;
  };
  const recorded = () => until(() => log.entries.length > 0);

  beforeAll(async () => void (world = await GatewayWorld.create()));
  afterAll(() => world.close());
  beforeEach(async () => {
    await world.fake.reset();
    log = new FakeAuditLog(world);
    await log.service.start();
    gateway = await startGateway(world.config());
    forwardSoon(gateway);
  });
  afterEach(async () => {
    await gateway.close();
    await log.service.stop();
  });

  it('changes by staff, with the ids they changed', async () => {
    const productId = randomUUID();
    const status = await send(
      'PATCH',
      `/api/v1/products/${productId}?note=${secret}`,
      {
        ...(await world.as(staff)),
        cookie: `a=${secret}`,
        'x-request-id': 'c-1',
        'user-agent': 'test/1',
      },
      { name: secret },
    );
    expect(status).toBe(200);
    await recorded();
    expect(log.entries).toEqual([
      {
        at: expect.any(String),
        action: 'products.update',
        outcome: 'success',
        actorRole: 'staff',
        actorId: staff.id,
        ip: '127.0.0.1',
        device: 'test/1',
        correlationId: 'c-1',
        details: {
          method: 'PATCH',
          route: '/api/v1/products/:productId',
          subject: 'products.update',
          status: 200,
          ids: { productId },
        },
      },
    ]);
    expect(JSON.stringify(log.batches)).not.toContain(secret);
    expect(JSON.stringify(log.batches)).not.toContain((await world.as(staff))['authorization']?.slice(7));
  });

  it('failed attempts of staff', async () => {
    world.fake.on(UpdateProduct, () => {
      throw ProductNotFound();
    });
    expect(
      await send('PATCH', `/api/v1/products/${randomUUID()}`, await world.as(staff), { name: 'x' }),
    ).toBe(404);
    await recorded();
    expect(log.entries).toMatchObject([
      { outcome: 'failure', details: { status: 404, code: 'products.not_found' } },
    ]);
  });

  it.each<[string, string, number, string, () => Promise<number>]>([
    [
      'an invalid Bearer token',
      'auth.token_invalid',
      401,
      'token_refused',
      () => send('GET', '/api/v1/products', { authorization: `Bearer ${secret}` }),
    ],
    [
      'an invalid cookie',
      'auth.token_invalid',
      401,
      'token_refused',
      () => send('GET', '/api/v1/auth/me', { cookie: `${ACCESS_COOKIE}=${secret}` }),
    ],
    [
      'an insufficient role',
      'auth.not_allowed',
      403,
      'access_denied',
      async () => send('DELETE', `/api/v1/products/${randomUUID()}`, await world.as(customer)),
    ],
    [
      'an order of another account',
      'orders.not_found',
      404,
      'order_refused',
      async () => send('GET', `/api/v1/orders/${randomUUID()}/timeline`, await world.as(customer)),
    ],
    [
      'a wrong order token',
      'orders.not_found',
      404,
      'order_refused',
      () => send('POST', `/api/v1/orders/${randomUUID()}/cancel`, { 'x-order-token': secret }),
    ],
    [
      'cookies sent from a foreign page',
      'http.csrf',
      403,
      'access_denied',
      () => send('POST', '/api/v1/auth/logout-everywhere', { cookie: `${ACCESS_COOKIE}=${secret}` }),
    ],
  ])('requests rejected because of %s', async (_why, code, status, action, rejected) => {
    for (const contract of [GetOrderTimeline, CancelOrder])
      world.stub(contract, () => {
        throw OrderNotFound();
      });
    expect(await rejected()).toBe(status);
    await recorded();
    expect(log.entries).toMatchObject([{ action, outcome: 'failure', details: { code, status } }]);
    expect(JSON.stringify(log.batches)).not.toContain(secret);
  });

  it('a flood of rejections as few entries with a count', async () => {
    await gateway.close();
    gateway = await startGateway(world.config({ RATE_LIMIT_IP: 5, RATE_LIMIT_WINDOW_SECONDS: 3_600 }));
    forwardSoon(gateway);
    const statuses = await Promise.all(Array.from({ length: 300 }, () => send('GET', '/api/v1/products')));
    const rejected = statuses.filter((status) => status === 429).length;
    expect(rejected).toBeGreaterThan(250);
    await recorded();
    await gateway.close();
    expect(log.entries.reduce((sum, each) => sum + countOf(each), 0)).toBe(rejected);
    expect(log.entries.length).toBeLessThan(10);
    expect(log.entries[0]).toMatchObject({ action: 'rate_limited', actorRole: 'guest', outcome: 'failure' });
  });

  it('requests made while auth-ms was unavailable, once it is back', async () => {
    await log.service.stop();
    const sent = jest.spyOn(gateway.app.get(RpcClient, { strict: false }), 'request');
    const attempts = () => sent.mock.calls.filter(([contract]) => contract.subject === RecordAudit.subject);
    for (const _ of [1, 2])
      expect(await send('DELETE', `/api/v1/products/${randomUUID()}`, await world.as(staff))).toBe(200);
    await until(() => attempts().length >= 2);
    expect(log.entries).toEqual([]);
    await log.service.start();
    await until(() => log.entries.length === 2);
  });

  it('the last requests before the gateway stops', async () => {
    expect(await send('DELETE', `/api/v1/products/${randomUUID()}`, await world.as(staff))).toBe(200);
    await gateway.close();
    expect(log.entries).toHaveLength(1);
  });

  it('no ordinary requests', async () => {
    expect(await send('GET', '/api/v1/products', await world.as(customer))).toBe(200);
    expect(await send('GET', '/api/v1/orders', await world.as(staff))).toBe(200);
    expect(await send('GET', '/api/v1/auth/me')).toBe(401);
    expect(await send('GET', '/nowhere')).toBe(404);
    await gateway.close();
    expect(log.entries).toEqual([]);
  });

  it('nothing twice: auth-ms records changes of accounts itself', async () => {
    const url = `/api/v1/users/${randomUUID()}/enable`;
    expect(await send('POST', url, await world.as(admin))).toBe(200);
    await gateway.close();
    expect(log.entries).toEqual([]);
  });
});
