import { beforeAll, describe, expect, it } from '@jest/globals';
import { Account } from './account.js';
import { Shopper } from './shopper.js';
import { useSystem } from './system.js';

const world = useSystem();
const shopper = new Shopper(world);
const id = '018f2c1e-0000-7000-8000-000000000001';

describe('bad input', () => {
  let productId: string;
  /** Nobody else's orders move in its list. */
  let customer: Account;

  beforeAll(async () => {
    productId = await shopper.product(5);
    customer = await Account.register(world.gateway);
  });

  const line = (fields: Record<string, unknown>) => ({ items: [{ productId: id, quantity: 1, ...fields }] });

  it.each<[string, string, string, unknown, number]>([
    ['an unknown field', 'POST', '/api/v1/orders', { ...line({}), price: 1 }, 400],
    ['a wrong type', 'POST', '/api/v1/orders', { items: 'all' }, 400],
    ['a zero quantity', 'POST', '/api/v1/orders', line({ quantity: 0 }), 400],
    ['a negative quantity', 'POST', '/api/v1/orders', line({ quantity: -1 }), 400],
    ['a fractional quantity', 'POST', '/api/v1/orders', line({ quantity: 0.5 }), 400],
    ['a quantity as text', 'POST', '/api/v1/orders', line({ quantity: '1' }), 400],
    ['a malformed product id', 'POST', '/api/v1/orders', line({ productId: '1; DROP TABLE orders' }), 400],
    [
      'more than 100 lines',
      'POST',
      '/api/v1/orders',
      { items: Array.from({ length: 101 }, () => line({}).items[0]) },
      400,
    ],
    ['no lines', 'POST', '/api/v1/orders', { items: [] }, 400],
    ['broken JSON', 'POST', '/api/v1/orders', '{"items":[', 400],
    ['an empty body', 'POST', '/api/v1/orders', '', 400],
    ['a body over the limit', 'POST', '/api/v1/orders', { items: [], note: 'x'.repeat(2_000_000) }, 413],
    ['an unknown product', 'POST', '/api/v1/orders', line({}), 409],
    ['a malformed order id', 'GET', '/api/v1/orders/not-an-id', undefined, 400],
    ['an unknown order', 'GET', `/api/v1/orders/${id}`, undefined, 404],
    ['an unknown route', 'GET', '/api/v1/nothing', undefined, 404],
    ['a page that is too long', 'GET', '/api/v1/orders?limit=1000', undefined, 400],
    ['a status nobody has', 'GET', '/api/v1/orders?status=LOST', undefined, 400],
    ['a made-up cursor', 'GET', '/api/v1/orders?cursor=AAAA', undefined, 400],
    [
      'a price below zero',
      'POST',
      '/api/v1/products',
      { name: 'x', prices: [{ currency: 'usd', amount: -1 }] },
      400,
    ],
    [
      'a currency nobody has',
      'POST',
      '/api/v1/products',
      { name: 'x', prices: [{ currency: 'zzz', amount: 1 }] },
      400,
    ],
  ])('gets a problem with its status: %s', async (_name, method, path, body, status) => {
    const who = path === '/api/v1/products' ? await world.demo('staff') : customer;
    const answer = await who.ask(method, path, body);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.body).toMatchObject({
      status,
      title: expect.any(String),
      code: expect.any(String),
      correlationId: expect.any(String),
    });
    expect(JSON.stringify(answer.body)).not.toMatch(/node_modules|at .*\.js:/);
  });

  it('names every offending product at once', async () => {
    const items = [
      { productId, quantity: 6 },
      { productId: id, quantity: 1 },
    ];
    const { body } = await customer.ask<{ details: { products: unknown[] } }>('POST', '/api/v1/orders', {
      items,
    });
    expect(body.details.products).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ productId, reason: 'insufficient_stock', available: 5 }),
        expect.objectContaining({ productId: id, reason: 'not_found' }),
      ]),
    );
  });

  it('has written nothing', async () => {
    expect(await customer.ask('GET', '/api/v1/orders')).toMatchObject({ status: 200, body: { data: [] } });
  });

  it('gets 503 at once from a service that is not running', async () => {
    await world.stop('products-ms');
    try {
      const { status, headers, body } = await shopper.ask('GET', '/api/v1/products');
      expect({ status, code: body['code'] }).toEqual({ status: 503, code: 'service_unavailable' });
      expect(headers.get('retry-after')).toBeTruthy();
    } finally {
      await world.start('products-ms');
    }
  });

  it('gets 504 at the deadline from a service that hangs', async () => {
    await world.kill('products-ms', 'SIGSTOP');
    const { status, body } = await shopper
      .ask('GET', '/api/v1/products')
      .finally(() => world.kill('products-ms', 'SIGCONT'));
    expect({ status, code: body['code'] }).toEqual({ status: 504, code: 'deadline_exceeded' });
  });
});
