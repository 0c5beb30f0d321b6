import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { NATS, type NatsLink, type RunningService } from '@orderwire/platform';
import { provisionJetStream } from '@orderwire/test-kit';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { GatewayConfig } from '../src/config.js';
import { SharedCounters } from '../src/rate-limits/shared-counters.js';
import { createHttpAdapter } from '../src/edge/http-adapter.js';
import { startGateway } from '../src/gateway.module.js';
import { GatewayWorld, restartNats, until } from './gateway-world.js';
import { requestsUntilLimited, from, quota, Replicas, request, SIGN_IN } from './gateway-replicas.js';

type OperationObject = NonNullable<OpenAPIObject['paths'][string]['get']>;

/** Whether the body has a password field. */
function takesPassword({ requestBody }: OperationObject, components: OpenAPIObject['components']): boolean {
  const [, name = ''] = /schemas\/(\w+)/.exec(JSON.stringify(requestBody ?? '')) ?? [];
  const { properties = {} } = (components?.schemas?.[name] ?? {}) as { properties?: object };
  return Object.keys(properties).some((field) => /password/i.test(field));
}

describe('rate limits', () => {
  let world: GatewayWorld;
  let replicas: Replicas;

  beforeAll(async () => void (world = await GatewayWorld.create()));
  afterAll(() => world.close());

  const start = (changes: Partial<GatewayConfig>): void => {
    // Each test has counters of its own: their subjects depend on the service key.
    const key = Buffer.from(`limits ${expect.getState().currentTestName}`.padEnd(64).slice(-64)).toString(
      'base64',
    );
    replicas = new Replicas(world, { TRUST_PROXY: 'loopback', SERVICE_KEY: [key], ...changes });
  };
  afterEach(() => replicas.close());

  describe('per address', () => {
    beforeEach(() => start({ RATE_LIMIT_IP: quota }));

    it('apply to the sum over all replicas', async () => {
      const [one, other] = [await replicas.add(), await replicas.add()];
      for (let i = 0; i < quota / 2; i++) expect((await request(one, from('192.0.2.1'))).status).toBe(200);
      await replicas.flush();
      expect((await request(other, from('192.0.2.1'))).status).toBe(200);
      await replicas.flush();
      expect(await requestsUntilLimited(other, from('192.0.2.1'))).toBe(quota / 2 - 1);
      await replicas.flush();
      expect((await request(one, from('192.0.2.1'))).status).toBe(200);
      await replicas.flush();
      expect((await request(one, from('192.0.2.1'))).status).toBe(429);
    });

    it('are known to a replica that starts later', async () => {
      expect(await requestsUntilLimited(await replicas.add(), from('192.0.2.2'))).toBe(quota);
      await replicas.flush();
      const late = await replicas.add();
      expect((await request(late, from('192.0.2.2'))).status).toBe(200);
      await replicas.flush();
      expect((await request(late, from('192.0.2.2'))).status).toBe(429);
    });

    it('are shared in the background, with fewer messages than requests', async () => {
      const [one, other] = [await replicas.add(), await replicas.add()];
      let release: () => void = () => undefined;
      const answered = new Promise<void>((resolve) => (release = resolve));
      // The first message waits until all requests are answered: slow requests cannot make a
      // message each.
      const add = [one, other].map(({ app }) => {
        const counters = app.get(SharedCounters, { strict: false });
        const original = counters.add.bind(counters);
        return jest
          .spyOn(counters, 'add')
          .mockImplementation((...args) => answered.then(() => original(...args)));
      });
      const calls = () => add.flatMap(({ mock }) => mock.calls);
      const flushed = async (total: number) => {
        await until(() => calls().reduce((sum, [, amount]) => sum + amount, 0) === total);
        await Promise.all(
          add.flatMap(({ mock }) => mock.results.map(({ value }) => value as Promise<number>)),
        );
      };
      await Promise.all(Array.from({ length: 5 * quota }, () => request(one, from('192.0.2.3'))));
      release();
      await flushed(quota);
      expect(calls().length).toBeLessThan(quota);
      expect((await request(other, from('192.0.2.3'))).status).toBe(200);
      await flushed(quota + 1);
      expect((await request(other, from('192.0.2.3'))).status).toBe(429);
    });

    it('report their end, and exempt only health probes', async () => {
      const gateway = await replicas.add();
      await requestsUntilLimited(gateway);
      const { status, headers, json } = await request(gateway);
      expect(status).toBe(429);
      expect(json).toMatchObject({
        status: 429,
        code: 'http.too_many_requests',
        retryAfterMs: 30_000,
        details: { limit: 'ip' },
      });
      expect(headers.get('retry-after')).toBe('30');
      expect(headers.get('ratelimit-policy')).toBe(`"ip";q=${quota};w=60`);
      expect(headers.get('ratelimit')).toBe('"ip";r=0;t=30');
      expect(headers.get('content-security-policy')).toBeTruthy();
      expect((await request(gateway, {}, '/nowhere')).status).toBe(429);
      expect((await request(gateway, {}, '/health/live')).status).toBe(200);
      expect((await request(gateway, {}, '/health/ready')).status).toBe(200);
      for (const path of ['/api/docs', '/api/docs-json', '/api/docs/start.js', '/.well-known/jwks.json'])
        expect((await request(gateway, {}, path)).status).toBe(429);
    });

    it('report what remains', async () => {
      const gateway = await replicas.add();
      expect((await request(gateway)).headers.get('ratelimit')).toBe(`"ip";r=${quota - 1};t=30`);
      expect((await request(gateway)).headers.get('ratelimit')).toBe(`"ip";r=${quota - 2};t=30`);
    });

    it('end with their window', async () => {
      const gateway = await replicas.add();
      await requestsUntilLimited(gateway);
      replicas.now += 29_999;
      expect((await request(gateway)).status).toBe(429);
      replicas.now += 1;
      expect(await requestsUntilLimited(gateway)).toBe(quota);
    });

    it('count an IPv6 /64 network as one address', async () => {
      const gateway = await replicas.add();
      expect(await requestsUntilLimited(gateway, from('2001:db8:1:2::1'))).toBe(quota);
      expect((await request(gateway, from('2001:db8:1:2:ffff::9'))).status).toBe(429);
      expect((await request(gateway, from('2001:db8:1:3::1'))).status).toBe(200);
    });

    it('continue at their count when NATS restarts without its counters', async () => {
      const gateway = await replicas.add();
      for (let i = 0; i < quota / 2; i++) await request(gateway);
      await replicas.flush();
      await world.link.connection.request('$JS.API.STREAM.DELETE.limits', '', { timeout: 20_000 });
      expect(await requestsUntilLimited(gateway)).toBe(quota / 2);
      await provisionJetStream(world.link);
      const other = await replicas.add();
      await replicas.flush();
      expect((await request(other)).status).toBe(200);
    });
  });

  describe('per account', () => {
    const as = (id: string) => world.as({ role: 'customer', id });
    const [anna, ben] = [randomUUID(), randomUUID()];
    beforeEach(() => start({ RATE_LIMIT_IP: 3 * quota, RATE_LIMIT_ACCOUNT: quota }));

    it('are separate for two accounts behind one address, and from the limit of that address', async () => {
      const gateway = await replicas.add();
      expect(await requestsUntilLimited(gateway, await as(anna))).toBe(quota);
      expect(await requestsUntilLimited(gateway, await as(ben))).toBe(quota);
      expect((await request(gateway)).status).toBe(200);
      expect((await request(gateway, await as(anna))).json).toMatchObject({ details: { limit: 'account' } });
    });

    it('follow an account across addresses and replicas', async () => {
      const [one, other] = [await replicas.add(), await replicas.add()];
      expect(await requestsUntilLimited(one, { ...(await as(anna)), ...from('192.0.2.10') })).toBe(quota);
      await replicas.flush();
      expect((await request(other, { ...(await as(anna)), ...from('192.0.2.11') })).status).toBe(200);
      await replicas.flush();
      expect((await request(other, { ...(await as(anna)), ...from('192.0.2.12') })).status).toBe(429);
    });

    it('report both limits', async () => {
      const { headers } = await request(await replicas.add(), await as(anna));
      expect(headers.get('ratelimit-policy')).toBe(`"ip";q=${3 * quota};w=60, "account";q=${quota};w=60`);
      expect(headers.get('ratelimit')).toBe(`"ip";r=${3 * quota - 1};t=30, "account";r=${quota - 1};t=30`);
    });
  });

  it('of sign-ins are exact over all replicas', async () => {
    start({ RATE_LIMIT_SIGN_IN: quota });
    const gateways = [await replicas.add(), await replicas.add()];
    const responses = await Promise.all(
      Array.from({ length: 5 * quota }, (_, i) => request(gateways[i % 2] as RunningService, {}, SIGN_IN)),
    );
    expect(responses.filter(({ status }) => status === 200)).toHaveLength(quota);
    const { json } = await request(gateways[0] as RunningService, {}, SIGN_IN);
    expect(json).toMatchObject({ code: 'http.too_many_requests', details: { limit: 'sign_in' } });
  });

  it('of sign-ins apply to exactly the routes that take a password or send an e-mail', async () => {
    const limited: string[] = [];
    const adapter = createHttpAdapter(world.config());
    adapter.getInstance().addHook('onRoute', ({ method, url, config }) => {
      if (config?.signInLimit) limited.push(`${[method].flat().join()} ${url}`);
    });
    const gateway = await startGateway(world.config(), adapter);
    const { json } = await request(gateway, {}, '/api/docs-json');
    await gateway.close();
    const { paths, components } = json as unknown as OpenAPIObject;
    const expected = Object.entries(paths).flatMap(([path, item]) =>
      (Object.entries(item) as [string, OperationObject][])
        // Accounts are accepted (202) for an e-mail; staff requests that are accepted send none.
        .filter(
          ([, operation]) =>
            (path.startsWith('/api/v1/auth/') && '202' in operation.responses) ||
            takesPassword(operation, components),
        )
        .map(([method]) => `${method.toUpperCase()} ${path}`),
    );
    expect(expected).toContain('POST /api/v1/auth/password');
    expect(limited.sort()).toEqual(expected.sort());
  });

  it.each(['login', 'register', 'password', 'password-reset', 'password-reset/confirm', 'email-change'])(
    'of sign-ins apply to POST /auth/%s before its body is read',
    async (route) => {
      start({ RATE_LIMIT_SIGN_IN: 1 });
      const gateway = await replicas.add();
      const send = () =>
        fetch(`${gateway.url}/api/v1/auth/${route}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: '{broken',
        });
      expect((await send()).status).toBe(400);
      expect((await send()).status).toBe(429);
      expect((await request(gateway)).status).toBe(200);
    },
  );

  it('survive a restart of NATS without failing a request', async () => {
    const other = await GatewayWorld.create();
    const many = 100_000;
    replicas = new Replicas(other, { RATE_LIMIT_IP: many, RATE_LIMIT_SIGN_IN: quota });
    const gateway = await replicas.add();
    expect((await request(gateway, {}, SIGN_IN)).status).toBe(200);
    const link = gateway.app.get<NatsLink>(NATS, { strict: false });
    const { servers } = other;
    await servers.nats.kill();
    await until(() => !link.isConnected());
    const { status, headers } = await request(gateway);
    expect([status, headers.get('ratelimit')]).toEqual([503, `"ip";r=${many - 2};t=30`]);
    for (let i = 2; i <= quota; i++) expect((await request(gateway, {}, SIGN_IN)).status).toBe(200);
    expect((await request(gateway, {}, SIGN_IN)).status).toBe(429);
    servers.nats = await restartNats({ storeDir: join(servers.storeDir, 'empty'), port: servers.nats.port });
    await until(async () => {
      const { status } = await request(gateway);
      expect([200, 503]).toContain(status);
      return status === 200;
    });
    expect((await request(gateway, {}, SIGN_IN)).status).toBe(429);
    await replicas.close();
    replicas = new Replicas(world, {});
    await other.close();
  });

  it('let pages of an allowed origin read the problem', async () => {
    start({ RATE_LIMIT_IP: 1, CORS_ORIGINS: ['https://shop.example'] });
    const gateway = await replicas.add();
    const origin = { origin: 'https://shop.example' };
    await request(gateway, origin);
    const { status, headers } = await request(gateway, origin);
    expect(status).toBe(429);
    expect(headers.get('access-control-allow-origin')).toBe('https://shop.example');
    expect(headers.get('access-control-expose-headers')).toMatch(/RateLimit, RateLimit-Policy, Retry-After/);
  });

  it.each<[string, GatewayConfig['TRUST_PROXY'], string]>([
    ['without a trusted proxy', '203.0.113.1', ''],
    ['behind a trusted proxy', 'loopback', ', 192.0.2.90'],
  ])('of an address cannot be bypassed by claiming another one %s', async (_case, TRUST_PROXY, added) => {
    start({ RATE_LIMIT_IP: quota, TRUST_PROXY });
    const gateway = await replicas.add();
    for (let i = 0; i < quota; i++)
      expect((await request(gateway, from(`198.51.100.${i}${added}`))).status).toBe(200);
    expect((await request(gateway, from(`198.51.100.200${added}`))).status).toBe(429);
  });

  it('that are 0 limit nothing and send no headers', async () => {
    start({});
    const { status, headers } = await request(await replicas.add());
    expect(status).toBe(200);
    expect(headers.get('ratelimit')).toBeNull();
  });

  it('send no address to NATS', async () => {
    start({ RATE_LIMIT_IP: quota });
    const subjects: string[] = [];
    world.link.connection.subscribe('limits.>', {
      callback: (_error, { subject }) => void subjects.push(subject),
    });
    await world.link.connection.flush();
    await request(await replicas.add(), from('192.0.2.77'));
    await replicas.flush();
    await world.link.connection.flush();
    expect(subjects).toHaveLength(1);
    expect(subjects[0]).toMatch(/^limits\.ip\.[\w-]{22}\.\d+$/);
  });
});
