import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Headers as NatsHeaders } from '@orderwire/contracts';
import { GatewayWorld } from './gateway-world.js';

const id = '019a0000-0000-7000-8000-000000000001';
const order = { items: [{ productId: id, quantity: 1 }] };
const uuid = /^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[\da-f]{4}-[\da-f]{12}$/;

describe('the context of a request', () => {
  let world: GatewayWorld;

  beforeAll(async () => void (world = await GatewayWorld.create({ REQUEST_TIMEOUT_MS: 4_000 })));
  beforeEach(() => world.fake.reset());
  afterAll(() => world.close());

  it.each([
    ['GET without a body', 'GET', `/api/v1/orders/${id}`, undefined],
    ['POST with a body', 'POST', '/api/v1/orders', order],
  ])('carries the request id to the service and back: %s', async (_name, method, path, body) => {
    const { headers } = await world.call(method, path, body, { 'x-request-id': 'shop-42:a/b' });
    expect(headers.get('x-request-id')).toBe('shop-42:a/b');
    expect(world.fake.last?.context.correlationId).toBe('shop-42:a/b');
  });

  it.each([
    ['white space', 'a b'],
    ['too much', 'x'.repeat(129)],
    ['markup', '<b>'],
  ])('gets a new request id when the client sends %s', async (_name, sent) => {
    const { headers } = await world.call('GET', `/api/v1/orders/${id}`, undefined, { 'x-request-id': sent });
    expect(headers.get('x-request-id')).toMatch(uuid);
    expect(world.fake.last?.context.correlationId).toBe(headers.get('x-request-id'));
  });

  it('is separate for concurrent requests', async () => {
    await Promise.all(
      Array.from({ length: 30 }, (_, n) =>
        world.call(
          'POST',
          '/api/v1/orders',
          { ...order, email: `n${n}@example.com` },
          { 'x-request-id': `n${n}` },
        ),
      ),
    );
    const pairs = world.fake.calls.map(({ request, context }) => [
      (request as { email: string }).email,
      `${context.correlationId}@example.com`,
    ]);
    expect(pairs).toHaveLength(30);
    for (const [email, expected] of pairs) expect(email).toBe(expected);
  });

  it('contains the Idempotency-Key', async () => {
    await world.call('POST', '/api/v1/orders', order, { 'idempotency-key': 'try 1: ~!' });
    expect(world.fake.last?.context.idempotencyKey).toBe('try 1: ~!');
  });

  it.each([
    ['nothing', ''],
    ['more than 255 characters', 'x'.repeat(256)],
    ['other letters', 'clé'],
  ])('requires a valid Idempotency-Key: %s is rejected', async (_name, key) => {
    const response = await world.call('POST', '/api/v1/orders', order, { 'idempotency-key': key });
    expect(response.status).toBe(400);
    expect(response.json.errors?.map(({ path }) => path)).toEqual(['Idempotency-Key']);
    expect(world.fake.calls).toEqual([]);
  });

  it('is a guest with the deadline of the gateway, whatever internal headers the client sends', async () => {
    await world.call('GET', `/api/v1/orders/${id}`, undefined, {
      [NatsHeaders.actor]: '{"role":"admin","id":"root"}',
      [NatsHeaders.correlationId]: 'forged',
      [NatsHeaders.budgetMs]: '9999999',
      [NatsHeaders.idempotencyKey]: 'forged',
      [NatsHeaders.probe]: '1',
    });
    const context = world.fake.last?.context;
    expect(context?.actor).toEqual({ role: 'guest', id: null });
    expect(context?.correlationId).toMatch(uuid);
    expect(context?.idempotencyKey).toBeUndefined();
    expect((context?.deadline ?? Infinity) - Date.now()).toBeLessThanOrEqual(4_000);
  });

  it('contains a well-formed trace context, and no other', async () => {
    const trace = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
    await world.call('GET', `/api/v1/orders/${id}`, undefined, { traceparent: trace });
    expect(world.fake.last?.context.traceParent).toBe(trace);
    await world.call('GET', `/api/v1/orders/${id}`, undefined, { traceparent: 'x' });
    expect(world.fake.last?.context.traceParent).toBeUndefined();
  });
});
