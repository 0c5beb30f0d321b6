import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { admin, GatewayWorld } from './gateway-world.js';
import { readUntilClosed } from './read-until-closed.js';

const id = '019a0000-0000-7000-8000-000000000001';
const line = { productId: id, quantity: 1 };

const nested = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth));

describe('invalid input', () => {
  let world: GatewayWorld;

  beforeAll(async () => void (world = await GatewayWorld.create()));
  beforeEach(() => world.fake.reset());
  afterAll(() => world.close());

  it.each([
    ['no items', { items: [] }, ['items']],
    ['no body', undefined, ['items']],
    ['an unknown field', { items: [line], total: 1 }, ['total']],
    ['a constructor', { items: [line], constructor: 'x' }, ['constructor']],
    ['an unknown field on a line', { items: [{ ...line, price: 1 }] }, ['items.0.price']],
    ['a zero quantity', { items: [{ ...line, quantity: 0 }] }, ['items.0.quantity']],
    ['a negative quantity', { items: [{ ...line, quantity: -1 }] }, ['items.0.quantity']],
    ['half a quantity', { items: [{ ...line, quantity: 1.5 }] }, ['items.0.quantity']],
    ['a quantity as text', { items: [{ ...line, quantity: '1' }] }, ['items.0.quantity']],
    ['a malformed product id', { items: [{ ...line, productId: 'x' }] }, ['items.0.productId']],
    ['more than 100 lines', { items: Array.from({ length: 101 }, () => line) }, ['items']],
    ['an unknown currency', { items: [line], currency: 'zzz' }, ['currency']],
    ['a list as address', { items: [line], shippingAddress: [] }, ['shippingAddress']],
    ['a list as line', { items: [[]] }, ['items.0']],
    ['lists without end', { items: nested(31) }, ['items.0']],
    ['lists deeper than 32 levels', { items: nested(32) }, ['']],
    ['lists deeper than the stack', `{"items":${'['.repeat(7_000)}${']'.repeat(7_000)}}`, ['']],
    ['a list', [line], ['']],
    ['a text', '"text"', ['']],
    [
      'several violations',
      { items: [{ productId: 1, quantity: 0 }], email: 'x' },
      ['items.0.productId', 'items.0.quantity', 'email'],
    ],
  ])('is rejected for an order with %s, and each field is named', async (_name, body, paths) => {
    const { status, headers, json } = await world.call('POST', '/api/v1/orders', body);
    expect(status).toBe(400);
    expect(headers.get('content-type')).toContain('application/problem+json');
    expect(json).toMatchObject({ code: 'invalid_message', status: 400, instance: '/api/v1/orders' });
    expect(json.errors?.map(({ path }) => path).sort()).toEqual([...paths].sort());
    expect(world.fake.calls).toEqual([]);
  });

  it('is not repeated in the response', async () => {
    const response = await world.call('POST', '/api/v1/orders', { items: [line], email: 'hunter2' });
    expect(response.text).not.toContain('hunter2');
  });

  it.each([
    ['/products?limit=0', 'limit'],
    ['/products?limit=101', 'limit'],
    ['/products?limit=1.5', 'limit'],
    ['/products?limit=many', 'limit'],
    ['/products?limit=1&limit=2', 'limit'],
    ['/products?search=a&search=b', 'search'],
    ['/products?available=yes', 'available'],
    ['/products?colour=red', 'colour'],
    ['/orders?status=LOST', 'status'],
    ['/orders?status=PAID&status=PAID', 'status'],
    ['/orders?status=PAID,LOST', 'status'],
    ['/orders?__proto__[role]=admin', '__proto__[role]'],
    ['/orders?constructor=x', 'constructor'],
    ['/orders?from=yesterday', 'from'],
    ['/orders/not-an-id', 'orderId'],
    ['/orders/not-an-id/timeline', 'orderId'],
    ['/orders/not-an-id/stream', 'orderId'],
    ['/products/42', 'productId'],
  ])('is rejected for GET %s with field "%s"', async (path, named) => {
    const { status, json } = await world.call('GET', `/api/v1${path}`, undefined, await world.as(admin));
    expect(status).toBe(400);
    expect(json.errors?.map(({ path }) => path)).toEqual([named]);
    expect(world.fake.calls).toEqual([]);
  });

  it('cannot replace an id of the path by one in the body', async () => {
    const body = { orderId: '019a0000-0000-7000-8000-000000000002', status: 'SHIPPED' };
    const { status, json } = await world.call(
      'PATCH',
      `/api/v1/orders/${id}/status`,
      body,
      await world.as(admin),
    );
    expect([status, json.errors?.map(({ path }) => path)]).toEqual([400, ['orderId']]);
    expect(world.fake.calls).toEqual([]);
  });

  it('is ignored in a query or body that the route does not read', async () => {
    const asAdmin = await world.as(admin);
    expect((await world.call('GET', `/api/v1/orders/${id}?x=1`, undefined, asAdmin)).status).toBe(200);
    const renewed = await world.call('POST', `/api/v1/orders/${id}/payment-session`, { x: 1 }, asAdmin);
    expect(renewed.status).toBe(201);
  });

  it.each(['/auth/register', '/auth/login'])('cannot set a role in the body of POST %s', async (path) => {
    const body = { name: 'Eve', email: 'eve@example.com', password: 'correct horse', role: 'admin' };
    const { status, json } = await world.call('POST', `/api/v1${path}`, body);
    expect(status).toBe(400);
    expect(json.errors?.map(({ path }) => path)).toContain('role');
    expect(world.fake.calls).toEqual([]);
  });

  it.each([
    '{"items":[],"__proto__":{"polluted":1}}',
    '{"items":[{"__proto__":{"polluted":1}}]}',
    '{"items":[{"constructor":{"prototype":{"polluted":1}}}]}',
    '{"shippingAddress":{"\\u005f_proto__":{"polluted":1}}}',
  ])('cannot pollute prototypes: %s', async (body) => {
    const { status } = await world.call('POST', '/api/v1/orders', body);
    expect([status, ({} as { polluted?: number }).polluted]).toEqual([400, undefined]);
    expect(world.fake.calls).toEqual([]);
  });

  it.each(['search', 'cursor'])('cannot inject a header through %s', async (name) => {
    const response = await world.call('GET', `/api/v1/products?${name}=x%0d%0aSet-Cookie:%20a=b`);
    expect(response.headers.getSetCookie()).toEqual([]);
    const lost = await world.call('GET', `/api/v1/x%0d%0aSet-Cookie:%20a=b`);
    expect([lost.status, lost.headers.getSetCookie()]).toEqual([404, []]);
  });

  it.each(['x-order-token', 'idempotency-key', 'x-request-id', 'authorization'])(
    'cannot replace %s with a second header',
    async (name) => {
      const socket = connect(Number(new URL(world.gateway.url).port), '127.0.0.1');
      const lines = `${name}: first\r\n${name}: second`;
      // Kept open: a client that ends its side early would get no response.
      socket.write(`GET /api/v1/orders/${id} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${lines}\r\n\r\n`);
      expect(await readUntilClosed(socket)).toMatch(
        name === 'authorization' ? /^HTTP\/1\.1 401 / : /^HTTP\/1\.1 200 /,
      );
      const { context } = world.fake.last ?? {};
      const seen = [context?.orderToken, context?.idempotencyKey, context?.correlationId, context?.identity];
      expect(seen.filter((value) => value === 'first' || value === 'second')).toEqual([]);
    },
  );

  it.each(['Idempotency-Key: a\rX-Order-Token: b', 'X-Request-Id: a\0b', 'Authorization : Bearer x'])(
    'is rejected for a malformed header line %j',
    async (line) => {
      const socket = connect(Number(new URL(world.gateway.url).port), '127.0.0.1');
      socket.write(`GET /api/v1/products HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${line}\r\n\r\n`);
      expect(await readUntilClosed(socket)).toMatch(/^HTTP\/1\.1 400 /);
      expect(world.fake.calls).toEqual([]);
    },
  );

  it.each([
    ['POST', `/api/v1/orders/x/cancel`],
    ['POST', `/api/v1/orders/x/payment-session`],
    ['DELETE', `/api/v1/products/x`],
  ])('is rejected for a malformed id at %s %s', async (method, path) => {
    const { status, json } = await world.call(method, path, undefined, await world.as(admin));
    expect([status, json.errors?.length]).toEqual([400, 1]);
  });

  it.each([
    ['broken JSON', '{"items":', 400, 'http.broken_json'],
    ['broken UTF-8', Uint8Array.from([0x22, 0xff, 0x22]), 400, 'http.broken_json'],
    ['__proto__', '{"items":[],"__proto__":{"admin":true}}', 400, 'http.broken_json'],
    ['constructor.prototype', '{"constructor":{"prototype":{}}}', 400, 'http.broken_json'],
    ['a body over the limit', `{"x":"${'x'.repeat(20_000)}"}`, 413, 'http.body_too_large'],
  ])('is rejected: %s', async (_name, body, status, code) => {
    const response = await world.call('POST', '/api/v1/orders', body);
    expect([response.status, response.json.code]).toEqual([status, code]);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
  });

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/xml',
    'multipart/form-data; boundary=x',
  ])('is rejected for a body of type %s', async (type) => {
    const response = await world.call('POST', '/api/v1/orders', 'items=1', { 'content-type': type });
    expect([response.status, response.json.code]).toEqual([415, 'http.unsupported_media_type']);
  });
});
