import { beforeAll, describe, expect, it } from '@jest/globals';
import type { ShopClient } from '@orderwire/test-kit/shop-client';
import { ShopperClient } from './harness/shopper-client.js';
import { useSystem } from './harness/system.js';

const system = useSystem();
const shopper = new ShopperClient(system);
const id = '018f2c1e-0000-7000-8000-000000000001';

describe('bad input', () => {
  let productId: string;
  /** No other spec uses its orders. */
  let customer: ShopClient;

  beforeAll(async () => {
    productId = await shopper.createProduct(5);
    customer = await system.register();
  });

  const line = (fields: Record<string, unknown>) => ({ items: [{ productId: id, quantity: 1, ...fields }] });

  it.each<[string, string, string, unknown, number]>([
    ['an unknown field', 'POST', '/orders', { ...line({}), price: 1 }, 400],
    ['a wrong type', 'POST', '/orders', { items: 'all' }, 400],
    ['a zero quantity', 'POST', '/orders', line({ quantity: 0 }), 400],
    ['a negative quantity', 'POST', '/orders', line({ quantity: -1 }), 400],
    ['a fractional quantity', 'POST', '/orders', line({ quantity: 0.5 }), 400],
    ['a quantity as text', 'POST', '/orders', line({ quantity: '1' }), 400],
    ['a malformed product id', 'POST', '/orders', line({ productId: '1; DROP TABLE orders' }), 400],
    [
      'more than 100 lines',
      'POST',
      '/orders',
      { items: Array.from({ length: 101 }, () => line({}).items[0]) },
      400,
    ],
    ['no lines', 'POST', '/orders', { items: [] }, 400],
    ['broken JSON', 'POST', '/orders', '{"items":[', 400],
    ['an empty body', 'POST', '/orders', '', 400],
    // Little over the limit: it is sent whole before the gateway closes the connection.
    ['a body over the limit', 'POST', '/orders', { items: [], note: 'x'.repeat(270_000) }, 413],
    ['an unknown product', 'POST', '/orders', line({}), 409],
    ['a malformed order id', 'GET', '/orders/not-an-id', undefined, 400],
    ['an unknown order', 'GET', `/orders/${id}`, undefined, 404],
    ['an unknown route', 'GET', '/nothing', undefined, 404],
    ['a page that is too long', 'GET', '/orders?limit=1000', undefined, 400],
    ['an unknown status', 'GET', '/orders?status=LOST', undefined, 400],
    ['a made-up cursor', 'GET', '/orders?cursor=AAAA', undefined, 400],
    [
      'a price below zero',
      'POST',
      '/products',
      { name: 'x', prices: [{ currency: 'usd', amount: -1 }] },
      400,
    ],
    [
      'an unknown currency',
      'POST',
      '/products',
      { name: 'x', prices: [{ currency: 'zzz', amount: 1 }] },
      400,
    ],
  ])('gets a problem with the right status: %s', async (_name, method, path, body, status) => {
    const client = path === '/products' ? await system.demo('staff') : customer;
    const reply = await client.request(method, path, body);
    expect(reply.status).toBe(status);
    expect(reply.headers.get('content-type')).toContain('application/problem+json');
    expect(reply.body).toMatchObject({
      status,
      title: expect.any(String),
      code: expect.any(String),
      correlationId: expect.any(String),
    });
    expect(JSON.stringify(reply.body)).not.toMatch(/node_modules|at .*\.js:/);
  });

  it('names every offending product at once', async () => {
    const items = [
      { productId, quantity: 6 },
      { productId: id, quantity: 1 },
    ];
    const { body } = await customer.request<{ details: { products: unknown[] } }>('POST', '/orders', {
      items,
    });
    expect(body.details.products).toEqual(
      expect.arrayContaining([
        // Not the number of units, which only staff see.
        { productId, reason: 'insufficient_stock' },
        { productId: id, reason: 'not_found' },
      ]),
    );
  });

  it('writes nothing', async () => {
    expect(await customer.request('GET', '/orders')).toMatchObject({ status: 200, body: { data: [] } });
  });

  it('gets 503 immediately from a service that is not running', async () => {
    await system.stop('products-ms');
    try {
      const { status, headers, body } = await shopper.request('GET', '/products');
      expect({ status, code: body['code'] }).toEqual({ status: 503, code: 'service_unavailable' });
      expect(headers.get('retry-after')).toBeTruthy();
    } finally {
      await system.start('products-ms');
    }
  });

  it('gets 504 at the deadline from a service that hangs', async () => {
    await system.kill('products-ms', 'SIGSTOP');
    try {
      const { status, body } = await shopper.request('GET', '/products');
      expect({ status, code: body['code'] }).toEqual({ status: 504, code: 'deadline_exceeded' });
    } finally {
      await system.kill('products-ms', 'SIGCONT');
    }
  });
});
