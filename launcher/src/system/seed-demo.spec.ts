import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { seedDemo } from '../../../deploy/demo/seed-demo.mjs';

const account = { email: 'staff@orderwire.example', password: 'a password' };

async function jsonOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return JSON.parse(text || '{}') as Record<string, unknown>;
}

describe('the demo catalogue', () => {
  /** Names by Idempotency-Key. */
  const products = new Map<string, unknown>();
  const rates: unknown[] = [];
  let late: (path: string) => boolean;
  let gateway: Server;

  beforeEach(async () => {
    products.clear();
    rates.length = 0;
    late = () => false;
    gateway = createServer((request, response) => {
      void (async () => {
        const { method, url = '', headers } = request;
        const path = new URL(url, 'http://gateway').pathname.replace('/api/v1', '');
        const body = await jsonOf(request);
        if (method === 'POST' && path === '/products')
          products.set(String(headers['idempotency-key']), body['name']);
        if (method === 'POST' && path === '/tax-rates') rates.push(body);
        const data = method === 'GET' && path === '/tax-rates' ? rates : [];
        response.statusCode = late(`${method} ${path}`) ? 504 : 200;
        response.end(JSON.stringify({ data, meta: {}, accessToken: 'token' }));
      })();
    }).listen(0, '127.0.0.1');
    await new Promise((listening) => gateway.once('listening', listening));
  });
  afterEach(() => new Promise((closed) => gateway.close(closed)));

  const seed = () =>
    seedDemo(`http://127.0.0.1:${(gateway.address() as AddressInfo).port}`, {
      staff: account,
      admin: account,
    });

  it('has every product and tax rate once, although requests were not answered in time', async () => {
    const wasLate = new Set<string>();
    late = (path) => !wasLate.has(path) && Boolean(wasLate.add(path));
    const created = await seed();
    expect(products.size).toBe(created);
    expect(new Set(products.values()).size).toBe(created);
    const keys = rates.map((rate) => JSON.stringify(rate));
    expect(new Set(keys).size).toBe(keys.length);
    expect(wasLate).toEqual(
      new Set(['GET /products', 'POST /auth/login', 'GET /tax-rates', 'POST /tax-rates', 'POST /products']),
    );
  });
});
