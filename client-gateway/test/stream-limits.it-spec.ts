import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { GetOrderTimeline, OrderNotFound, type OrderTimeline } from '@orderwire/contracts';
import type { RunningService } from '@orderwire/platform';
import { OrderStreams } from '../src/orders/order-streams.js';
import { startGateway } from '../src/gateway.module.js';
import { customer, GatewayWorld, until } from './gateway-world.js';
import { from } from './gateway-replicas.js';
import { SseClient } from './sse-client.js';

const limits = { STREAM_LIMIT_IP: 3, STREAM_LIMIT_ACCOUNT: 2, STREAM_LIMIT_ORDER: 4 };

describe('stream limits', () => {
  let world: GatewayWorld;
  let gateway: RunningService;
  let open: SseClient[];
  let addresses = 0;

  const follow = async (
    headers: Record<string, string> = from(`192.0.2.${++addresses}`),
    orderId: string = randomUUID(),
  ): Promise<SseClient> => {
    const stream = await SseClient.open(`${gateway.url}/api/v1/orders/${orderId}/stream`, headers);
    open.push(stream);
    return stream;
  };
  const problemOf = async (stream: SseClient): Promise<unknown> => {
    await until(() => stream.ended);
    const { status, code, details } = JSON.parse(stream.text) as Record<string, unknown>;
    return [stream.response.status, stream.response.headers.get('retry-after'), status, code, details];
  };
  const exhausted = (limit: string) => [429, '5', 429, 'http.too_many_streams', { limit }];

  beforeAll(async () => {
    world = await GatewayWorld.create();
    gateway = await startGateway(world.config({ ...limits, TRUST_PROXY: 'loopback', STREAM_LIMIT: 100 }));
  });
  beforeEach(async () => {
    open = [];
    await world.fake.reset();
    world.fake.on(
      GetOrderTimeline,
      ({ orderId }) => ({ orderId, entries: [], meta: { nextCursor: null } }) as unknown as OrderTimeline,
    );
  });
  afterEach(async () => {
    open.forEach((stream) => stream.close());
    await until(() => gateway.app.get(OrderStreams, { strict: false }).size === 0);
  });
  afterAll(async () => {
    await gateway.close();
    await world.close();
  });

  it('apply per address, before any RPC is sent, and do not affect other addresses', async () => {
    const address = from(`192.0.2.${++addresses}`);
    for (let i = 0; i < 3; i++) expect((await follow(address)).response.status).toBe(200);
    const orderId = randomUUID();
    expect(await problemOf(await follow(address, orderId))).toEqual(exhausted('ip'));
    expect(world.fake.calls).not.toContainEqual(expect.objectContaining({ request: { orderId } }));
    expect((await follow()).response.status).toBe(200);
  });

  it('apply to an IPv6 /56 at four times the limit of an address', async () => {
    const host = (n: number) => from(`2001:db8:1:${n}::1`);
    for (let n = 0; n < 12; n++) expect((await follow(host(n % 4))).response.status).toBe(200);
    expect(await problemOf(await follow(host(5)))).toEqual(exhausted('ip_56'));
    expect((await follow(from('2001:db8:1:100::1'))).response.status).toBe(200);
  });

  it('apply per account, across addresses', async () => {
    const account = await world.as(customer);
    const elsewhere = () => follow({ ...account, ...from(`192.0.2.${++addresses}`) });
    for (let i = 0; i < 2; i++) expect((await elsewhere()).response.status).toBe(200);
    expect(await problemOf(await elsewhere())).toEqual(exhausted('account'));
    const other = await world.as({ role: 'customer', id: randomUUID() });
    expect((await follow({ ...other, ...from(`192.0.2.${++addresses}`) })).response.status).toBe(200);
  });

  it('apply per order, across callers', async () => {
    const orderId = randomUUID();
    for (let i = 0; i < 4; i++) expect((await follow(undefined, orderId)).response.status).toBe(200);
    expect(await problemOf(await follow(undefined, orderId))).toEqual(exhausted('order'));
    expect((await follow()).response.status).toBe(200);
  });

  it('of an order are not consumed by callers without access', async () => {
    const orderId = randomUUID();
    const pending: (() => void)[] = [];
    world.fake.on(GetOrderTimeline, (request) => {
      // A stream of an earlier test may still poll its own order.
      if (request.orderId !== orderId) throw OrderNotFound();
      return new Promise((_, reject) => pending.push(() => reject(OrderNotFound())));
    });
    const strangers = Array.from({ length: 6 }, () => follow(undefined, orderId));
    try {
      await until(() => pending.length === strangers.length);
      world.fake.on(
        GetOrderTimeline,
        () => ({ orderId, entries: [], meta: { nextCursor: null } }) as unknown as OrderTimeline,
      );
      expect((await follow(undefined, orderId)).response.status).toBe(200);
    } finally {
      for (const reject of pending) reject();
    }
    for (const stranger of strangers) expect((await stranger).response.status).toBeGreaterThanOrEqual(400);
  });

  it('count neither closed streams nor rejected ones', async () => {
    const address = from(`192.0.2.${++addresses}`);
    world.fake.on(GetOrderTimeline, () => {
      throw OrderNotFound();
    });
    for (let i = 0; i < 5; i++) expect((await follow(address)).response.status).toBe(404);
    world.fake.on(
      GetOrderTimeline,
      ({ orderId }) => ({ orderId, entries: [], meta: { nextCursor: null } }) as unknown as OrderTimeline,
    );
    for (let i = 0; i < 3; i++) expect((await follow(address)).response.status).toBe(200);
    expect((await follow(address)).response.status).toBe(429);
    open.forEach((stream) => stream.close());
    await until(async () => (await follow(address)).response.status === 200);
  });
});
