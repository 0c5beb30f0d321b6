import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { GetOrder, type OrderView } from '@orderwire/contracts';
import type { RunningService } from '@orderwire/platform';
import { startGateway } from '../src/gateway.module.js';
import { GatewayWorld, until } from './gateway-world.js';
import { from, quota, Replicas, request, requestsUntilLimited } from './gateway-replicas.js';
import { readUntilClosed } from './read-until-closed.js';

const shop = 'https://shop.example';

describe('the edge', () => {
  let world: GatewayWorld;

  let strict: RunningService;

  beforeAll(async () => {
    world = await GatewayWorld.create({ CORS_ORIGINS: [shop] });
    strict = await startGateway(world.config({ RECEIVE_TIMEOUT_MS: 100 }));
  });
  beforeEach(() => world.fake.reset());
  afterAll(async () => {
    await strict.close();
    await world.close();
  });

  it.each(['/api/v1/products', '/nowhere', '/api/v1/%zz', '/health/live'])(
    'forbids browsers to run, frame or sniff the response of %s',
    async (path) => {
      const { headers } = await world.call('GET', path);
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      // Sent over TLS only: see cookies.it-spec.ts.
      expect(headers.get('strict-transport-security')).toBeNull();
      expect(headers.get('x-powered-by')).toBeNull();
      expect(headers.get('server')).toBeNull();
      expect(headers.get('x-request-id')).toBeTruthy();
    },
  );

  it('lets the documentation page run only its own scripts', async () => {
    const policy = (await world.call('GET', '/api/docs')).headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'");
    expect(policy).toMatch(/script-src 'self';/);
  });

  it('lets pages of an allowed origin call the API', async () => {
    const preflight = await world.call('OPTIONS', '/api/v1/orders', undefined, {
      origin: shop,
      'access-control-request-method': 'POST',
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-origin')).toBe(shop);
    expect(preflight.headers.get('access-control-allow-headers')).toContain('Idempotency-Key');
    expect(preflight.headers.get('x-request-id')).toBeTruthy();
    const { headers } = await world.call('GET', '/api/v1/products', undefined, { origin: shop });
    expect(headers.get('access-control-allow-origin')).toBe(shop);
  });

  it('sends no CORS headers to other origins', async () => {
    const origin = 'https://evil.example';
    const { headers } = await world.call('GET', '/api/v1/products', undefined, { origin });
    expect(headers.get('access-control-allow-origin')).toBeNull();
  });

  it('serves liveness and readiness outside of the API prefix', async () => {
    expect((await world.call('GET', '/health/live')).json).toEqual({ status: 'live' });
    expect((await world.call('GET', '/health/ready')).json).toEqual({ status: 'ready' });
    expect((await world.call('GET', '/api/v1/health/live')).status).toBe(404);
  });

  it.each([
    ['headers', 'GET /api/v1/products HTTP/1.1\r\nHost: x\r\nX-Slow: a'],
    [
      'a body',
      'POST /api/v1/orders HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"items":[',
    ],
    ['nothing', ''],
  ])('closes connections that send %s and never complete it', async (_case, bytes) => {
    const socket = connect(Number(new URL(strict.url).port), '127.0.0.1');
    socket.write(bytes);
    expect(await readUntilClosed(socket)).toMatch(/^HTTP\/1\.1 408 [\s\S]*"code":"http\.unreadable_request"/);
    expect(world.fake.calls).toEqual([]);
  });

  it('finishes requests in progress before it stops, and closes idle connections', async () => {
    const closing = await GatewayWorld.create();
    const idle = connect(Number(new URL(closing.gateway.url).port), '127.0.0.1');
    await once(idle, 'connect');
    let release: () => void = () => undefined;
    closing.fake.on(GetOrder, () => new Promise((resolve) => (release = () => resolve({} as OrderView))));
    const response = closing.call('GET', '/api/v1/orders/019a0000-0000-7000-8000-000000000001');
    await until(() => closing.fake.calls.length === 1);
    const stopped = closing.stop();
    await once(idle, 'close');
    release();
    expect((await response).status).toBe(200);
    await stopped;
    await closing.close();
  });

  it('counts the requests of an IPv6 /56 four times and a /48 sixteen times as high as an address', async () => {
    const replicas = new Replicas(world, { TRUST_PROXY: 'loopback', RATE_LIMIT_IP: quota });
    const gateway = await replicas.add();
    const host = (subnet: number) => from(`2001:db8:9:${subnet.toString(16)}::1`);
    const limited = async (subnet: number) => {
      const { status, json } = await request(gateway, host(subnet));
      return [status, (json as { details?: { limit: string } }).details?.limit];
    };
    for (let n = 0; n < 4; n++) expect(await requestsUntilLimited(gateway, host(n))).toBe(quota);
    expect(await limited(0xff)).toEqual([429, 'ip_56']);
    for (let n = 0; n < 12; n++)
      expect(await requestsUntilLimited(gateway, host(0x100 * ((1 + n / 4) | 0) + n))).toBe(quota);
    expect(await limited(0xff00)).toEqual([429, 'ip_48']);
    expect((await request(gateway, from('2001:db8:a:1::1'))).status).toBe(200);
    await replicas.close();
  });
});
