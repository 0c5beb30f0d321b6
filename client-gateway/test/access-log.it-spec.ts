import { describe, expect, it } from '@jest/globals';
import type { Logger } from '@orderwire/platform';
import { fastify } from 'fastify';
import { addAccessLog, warnOfUnlistedProxy } from '../src/edge/access-log.js';

async function linesOf(...urls: string[]) {
  const lines: { level: string; line: Record<string, unknown> }[] = [];
  const record = (level: string) => (line: Record<string, unknown>) => void lines.push({ level, line });
  const server = fastify({ genReqId: () => 'c-1' });
  addAccessLog(server, { info: record('info'), debug: record('debug') } as unknown as Logger);
  server.get('/orders/:orderId', async () => ({}));
  server.get('/health/live', async () => ({}));
  const origin = await server.listen({ port: 0, host: '127.0.0.1' });
  for (const url of urls) await fetch(`${origin}${url}`);
  await server.close();
  return lines;
}

describe('the access log', () => {
  it('logs one line per request, with its route and without its query', async () => {
    const [only, ...more] = await linesOf('/orders/42?email=ada@example.com');
    expect(more).toEqual([]);
    expect(only?.line).toEqual({
      method: 'GET',
      route: '/orders/:orderId',
      path: '/orders/42',
      status: 200,
      durationMs: expect.any(Number),
      correlationId: 'c-1',
    });
  });

  it('logs no route for unknown paths, and health probes at debug', async () => {
    const [unknown, health] = await linesOf('/nowhere', '/health/live');
    expect(unknown?.line).toMatchObject({ route: null, status: 404 });
    expect([unknown?.level, health?.level]).toEqual(['info', 'debug']);
  });
});

describe('a proxy on a private address', () => {
  const warnings = async (trustProxy: boolean | string, headers: Record<string, string>) => {
    const lines: unknown[][] = [];
    const server = fastify({ trustProxy });
    warnOfUnlistedProxy(server, { warn: (...line: unknown[]) => lines.push(line) } as unknown as Logger);
    server.get('/', async () => ({}));
    const origin = await server.listen({ port: 0, host: '127.0.0.1' });
    for (let i = 0; i < 3; i++) await fetch(origin, { headers });
    await server.close();
    return lines;
  };
  const forwarded = { 'x-forwarded-for': '203.0.113.7' };

  it('that TRUST_PROXY does not list is named once, with the variable to set', async () => {
    const line = [
      { address: '127.0.0.1', remedy: 'if it is your proxy, set TRUST_PROXY=127.0.0.1' },
      expect.stringContaining('TRUST_PROXY does not list'),
    ];
    expect(await warnings(false, forwarded)).toEqual([line]);
    expect(await warnings('10.0.0.0/8', forwarded)).toEqual([line]);
  });

  it('causes no warning when it is listed, and neither does a client without a proxy', async () => {
    expect(await warnings('loopback', forwarded)).toEqual([]);
    expect(await warnings(false, {})).toEqual([]);
  });
});
