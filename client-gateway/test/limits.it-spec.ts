import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { RunningService } from '@orderwire/platform';
import type { GatewayConfig } from '../src/config.js';
import { Limits } from '../src/limits/limits.js';
import { SharedCounters } from '../src/limits/shared-counters.js';
import { Windows } from '../src/limits/windows.js';
import { startGateway } from '../src/start-gateway.js';
import { type Answer, GatewayWorld, until } from './gateway-world.js';

const products = '/api/v1/products';
const quota = 12;

/** Gateways of one world, at a moment that stands still until a test moves it on. */
class Replicas {
  readonly gateways: RunningService[] = [];
  /** In the middle of a window. */
  now = Math.floor(Date.now() / 60_000) * 60_000 + 30_000;

  constructor(
    private readonly world: GatewayWorld,
    private readonly changes: Partial<GatewayConfig>,
  ) {}

  async add(): Promise<RunningService> {
    const gateway = await startGateway({ ...this.world.config, ...this.changes });
    jest.spyOn(gateway.app.get(Windows, { strict: false }), 'now').mockImplementation(() => this.now);
    this.gateways.push(gateway);
    return gateway;
  }

  /** What was taken so far is known to whoever takes next. */
  async settle(): Promise<void> {
    for (const { app } of this.gateways) await app.get(Limits, { strict: false }).settle();
  }

  async close(): Promise<void> {
    for (const gateway of this.gateways) await gateway.close();
  }
}

async function ask(
  gateway: RunningService,
  headers: Record<string, string> = {},
  path = products,
): Promise<Answer> {
  const response = await fetch(`${gateway.url}${path}`, { headers });
  const text = await response.text();
  const json = text ? (JSON.parse(text) as Answer['json']) : ({} as Answer['json']);
  return { status: response.status, headers: response.headers, text, json };
}

/** Asks one after the other until refused; how many were let in. */
async function askUntilRefused(
  gateway: RunningService,
  headers: Record<string, string> = {},
): Promise<number> {
  for (let passed = 0; passed < 10 * quota; passed++)
    if ((await ask(gateway, headers)).status === 429) return passed;
  throw new Error('nothing was refused');
}

const from = (ip: string) => ({ 'x-forwarded-for': ip });

describe('request limits', () => {
  let world: GatewayWorld;
  let replicas: Replicas;

  beforeAll(async () => void (world = await GatewayWorld.create()));
  afterAll(() => world.close());

  const start = (changes: Partial<GatewayConfig>): void => {
    // Each test's counters are its own: they hang on the service key.
    const key = Buffer.from(`limits ${expect.getState().currentTestName}`.padEnd(64).slice(-64)).toString(
      'base64',
    );
    replicas = new Replicas(world, { TRUST_PROXY: 'loopback', SERVICE_KEY: key, ...changes });
  };
  afterEach(() => replicas.close());

  describe('per address', () => {
    beforeEach(() => start({ RATE_LIMIT_IP: quota }));

    it('hold for the sum over all gateways', async () => {
      const [one, other] = [await replicas.add(), await replicas.add()];
      for (let i = 0; i < quota / 2; i++) expect((await ask(one, from('192.0.2.1'))).status).toBe(200);
      await replicas.settle();
      expect((await ask(other, from('192.0.2.1'))).status).toBe(200);
      await replicas.settle();
      expect(await askUntilRefused(other, from('192.0.2.1'))).toBe(quota / 2 - 1);
      await replicas.settle();
      expect((await ask(one, from('192.0.2.1'))).status).toBe(200);
      await replicas.settle();
      expect((await ask(one, from('192.0.2.1'))).status).toBe(429);
    });

    it('are known to a gateway that starts late', async () => {
      expect(await askUntilRefused(await replicas.add(), from('192.0.2.2'))).toBe(quota);
      await replicas.settle();
      const late = await replicas.add();
      expect((await ask(late, from('192.0.2.2'))).status).toBe(200);
      await replicas.settle();
      expect((await ask(late, from('192.0.2.2'))).status).toBe(429);
    });

    it('are told and heard of by themselves, with fewer messages than requests', async () => {
      const [one, other] = [await replicas.add(), await replicas.add()];
      const told = jest.spyOn(SharedCounters.prototype, 'add');
      const heardOf = async (total: number) => {
        const sum = () => told.mock.calls.reduce((before, [, amount]) => before + amount, 0);
        await until(() => sum() === total);
        await Promise.all(told.mock.results.map(({ value }) => value as Promise<number>));
      };
      await Promise.all(Array.from({ length: 5 * quota }, () => ask(one, from('192.0.2.3'))));
      await heardOf(quota);
      expect(told.mock.calls.length).toBeLessThan(quota);
      expect((await ask(other, from('192.0.2.3'))).status).toBe(200);
      await heardOf(quota + 1);
      expect((await ask(other, from('192.0.2.3'))).status).toBe(429);
      told.mockRestore();
    });

    it('say until when, and keep health, documentation and preflights out of it', async () => {
      const gateway = await replicas.add();
      await askUntilRefused(gateway);
      const { status, headers, json } = await ask(gateway);
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
      expect((await ask(gateway, {}, '/nowhere')).status).toBe(429);
      expect((await ask(gateway, {}, '/health/live')).status).toBe(200);
      expect((await ask(gateway, {}, '/health/ready')).status).toBe(200);
      expect((await ask(gateway, {}, '/api/docs-json')).status).toBe(200);
    });

    it('say what is left', async () => {
      const gateway = await replicas.add();
      expect((await ask(gateway)).headers.get('ratelimit')).toBe(`"ip";r=${quota - 1};t=30`);
      expect((await ask(gateway)).headers.get('ratelimit')).toBe(`"ip";r=${quota - 2};t=30`);
    });

    it('end with their window', async () => {
      const gateway = await replicas.add();
      await askUntilRefused(gateway);
      replicas.now += 29_999;
      expect((await ask(gateway)).status).toBe(429);
      replicas.now += 1;
      expect(await askUntilRefused(gateway)).toBe(quota);
    });

    it('count an IPv6 network of 64 bits as one', async () => {
      const gateway = await replicas.add();
      expect(await askUntilRefused(gateway, from('2001:db8:1:2::1'))).toBe(quota);
      expect((await ask(gateway, from('2001:db8:1:2:ffff::9'))).status).toBe(429);
      expect((await ask(gateway, from('2001:db8:1:3::1'))).status).toBe(200);
    });

    it('go on where they were when NATS comes back without its counters', async () => {
      const gateway = await replicas.add();
      for (let i = 0; i < quota / 2; i++) await ask(gateway);
      await replicas.settle();
      await world.link.connection.request('$JS.API.STREAM.DELETE.limits');
      expect(await askUntilRefused(gateway)).toBe(quota / 2);
      const other = await replicas.add();
      await replicas.settle();
      expect((await ask(other)).status).toBe(200);
    });
  });

  describe('of an address behind no proxy of ours', () => {
    beforeEach(() => start({ RATE_LIMIT_IP: quota, TRUST_PROXY: '203.0.113.1' }));

    it('cannot be got round by claiming another one', async () => {
      const gateway = await replicas.add();
      for (let i = 0; i < quota; i++) await ask(gateway, from(`198.51.100.${i}`));
      expect((await ask(gateway, from('198.51.100.200'))).status).toBe(429);
    });
  });

  it('switched off limit nothing and say nothing', async () => {
    start({});
    const { status, headers } = await ask(await replicas.add());
    expect(status).toBe(200);
    expect(headers.get('ratelimit')).toBeNull();
  });

  it('write no address into NATS', async () => {
    start({ RATE_LIMIT_IP: quota });
    const subjects: string[] = [];
    world.link.connection.subscribe('limits.>', {
      callback: (_error, { subject }) => void subjects.push(subject),
    });
    await world.link.connection.flush();
    await ask(await replicas.add(), from('192.0.2.77'));
    await replicas.settle();
    await world.link.connection.flush();
    expect(subjects).toHaveLength(1);
    expect(subjects[0]).toMatch(/^limits\.ip\.[\w-]{22}\.\d+$/);
  });
});
