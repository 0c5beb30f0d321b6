import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { GetOrder, Overloaded, ProductsNotSellable, CreateOrder } from '@orderwire/contracts';
import { startGateway } from '../src/gateway.module.js';
import { GatewayWorld, until } from './gateway-world.js';
import { readUntilClosed } from './read-until-closed.js';

const id = '019a0000-0000-7000-8000-000000000001';
const orderPath = `/api/v1/orders/${id}`;

describe('problems', () => {
  let world: GatewayWorld;

  beforeAll(async () => void (world = await GatewayWorld.create()));
  beforeEach(() => world.fake.reset());
  afterAll(() => world.close());

  it('carry the code, details and correlation id of a fault', async () => {
    const products = [{ productId: id, reason: 'insufficient_stock', available: 1 }];
    world.fake.on(CreateOrder, () => {
      throw ProductsNotSellable({ products });
    });
    const body = { items: [{ productId: id, quantity: 2 }] };
    const response = await world.call('POST', '/api/v1/orders', body, { 'x-request-id': 'req-1' });
    expect(response.status).toBe(409);
    expect(response.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(response.json).toEqual({
      type: 'urn:orderwire:problem:products.not_sellable',
      title: 'Conflict',
      status: 409,
      detail:
        'Some products cannot be sold: `details.products` says which and why. Change these items and order again.',
      code: 'products.not_sellable',
      instance: '/api/v1/orders',
      correlationId: 'req-1',
      details: { products },
    });
  });

  it('are 504 at the deadline when a service hangs', async () => {
    let release: () => void = () => undefined;
    world.fake.on(GetOrder, () => new Promise((resolve) => (release = () => resolve({} as never))));
    const strict = await startGateway(world.config({ REQUEST_TIMEOUT_MS: 300 }));
    const response = await fetch(`${strict.url}${orderPath}`);
    release();
    expect([response.status, await response.json()]).toMatchObject([504, { code: 'deadline_exceeded' }]);
    await strict.close();
  });

  it('hide unexpected errors', async () => {
    world.fake.on(GetOrder, () => {
      throw new Error('password=hunter2');
    });
    const response = await world.call('GET', orderPath);
    expect([response.status, response.json.code]).toEqual([500, 'internal']);
    expect(response.text).not.toMatch(/hunter2|stack|at /);
  });

  it('carry the retry delay of a fault', async () => {
    world.fake.on(GetOrder, () => {
      throw Overloaded({ retryAfterMs: 2_500 });
    });
    const response = await world.call('GET', orderPath);
    expect([response.status, response.headers.get('retry-after'), response.json.retryAfterMs]).toEqual([
      503,
      '3',
      2_500,
    ]);
  });

  it.each([
    ['GET', '/nowhere', 404, 'http.no_such_route', null],
    ['GET', '/api/v1/orders/x/y/z', 404, 'http.no_such_route', null],
    ['PUT', '/api/v1/orders', 405, 'http.method_not_allowed', 'GET, HEAD, POST'],
    ['DELETE', `/api/v1/orders/${id}`, 405, 'http.method_not_allowed', 'GET, HEAD'],
    ['GET', '/api/v1/%zz', 400, 'http.bad_request', null],
    ['GET', `/api/v1/orders/${'x'.repeat(200)}`, 414, 'http.path_too_long', null],
  ])('%s %s is %i', async (method, path, status, code, allow) => {
    const response = await world.call(method, path, undefined, { 'x-request-id': 'req-2' });
    expect([response.status, response.json.code, response.headers.get('allow')]).toEqual([
      status,
      code,
      allow,
    ]);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    expect(response.headers.get('x-request-id')).toBe('req-2');
    expect(response.json.correlationId).toBe('req-2');
  });

  it('are the response to bytes that are not HTTP; the connection is closed', async () => {
    const socket = connect(Number(new URL(world.gateway.url).port), '127.0.0.1');
    socket.write('HELLO\r\n\r\n');
    const text = await readUntilClosed(socket);
    expect(text).toMatch(/^HTTP\/1\.1 400 Bad Request/);
    expect(text).toContain('http.unreadable_request');
    expect((await world.call('GET', '/health/live')).status).toBe(200);
  });

  describe('with broken services', () => {
    beforeEach(() => world.fake.stop());
    afterEach(() => world.link.connection.flush());

    it('are 503 at once, with a retry delay, when no service replies', async () => {
      const response = await world.call('GET', orderPath);
      expect(response.status).toBe(503);
      expect(response.headers.get('retry-after')).toBe('1');
      expect(response.json).toMatchObject({ code: 'service_unavailable', retryAfterMs: 1_000 });
    });

    it.each([
      ['garbage', 'garbage'],
      ['an empty message', ''],
      ['a list', '[]'],
      ['a packet without a response', '{"response":null}'],
      ['a malformed error', '{"err":42}'],
      ['an error of an unknown kind', '{"err":{"kind":"funny","code":"x"}}'],
      [
        'the error of a plain Nest service',
        '{"err":{"status":"error","message":"secret"},"isDisposed":true}',
      ],
    ])('are 500 when a service replies with %s, and the gateway stays ready', async (_name, bytes) => {
      const rogue = world.link.connection.subscribe('orders.get', {
        callback: (_, m) => void m.respond(bytes),
      });
      await world.link.connection.flush();
      const response = await world.call('GET', orderPath);
      rogue.unsubscribe();
      expect(response.status).toBe(500);
      expect(response.json).toMatchObject({ status: 500, instance: orderPath });
      expect(response.text).not.toContain('secret');
      expect((await world.call('GET', '/health/ready')).status).toBe(200);
    });
  });

  it('end when the service is back', async () => {
    await until(async () => (await world.call('GET', orderPath)).status === 200);
  });
});
