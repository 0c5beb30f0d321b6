import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { GetOrderTimeline, OrderNotFound, type OrderTimeline } from '@orderwire/contracts';
import type { RunningService } from '@orderwire/platform';
import { OrderStreams } from '../src/orders/order-streams.js';
import { startGateway } from '../src/start-gateway.js';
import { customer, GatewayWorld, until } from './gateway-world.js';
import { from } from './limits-world.js';
import { Listener } from './stream-listener.js';

const most = { STREAM_LIMIT_IP: 3, STREAM_LIMIT_ACCOUNT: 2, STREAM_LIMIT_ORDER: 4 };

describe('streams at once', () => {
  let world: GatewayWorld;
  let gateway: RunningService;
  let open: Listener[];
  let addresses = 0;

  const follow = async (
    headers: Record<string, string> = from(`192.0.2.${++addresses}`),
    orderId: string = randomUUID(),
  ): Promise<Listener> => {
    const stream = await Listener.open(`${gateway.url}/api/v1/orders/${orderId}/stream`, headers);
    open.push(stream);
    return stream;
  };
  const refusal = async (stream: Listener): Promise<unknown> => {
    await until(() => stream.ended);
    const { status, code, details } = JSON.parse(stream.text) as Record<string, unknown>;
    return [stream.response.status, stream.response.headers.get('retry-after'), status, code, details];
  };
  const full = (limit: string) => [429, '5', 429, 'http.too_many_streams', { limit }];

  beforeAll(async () => {
    world = await GatewayWorld.create();
    gateway = await startGateway({ ...world.config, ...most, TRUST_PROXY: 'loopback', STREAM_LIMIT: 100 });
  });
  beforeEach(() => {
    open = [];
    world.dial.reset();
    world.dial.on(GetOrderTimeline, ({ orderId }) => ({ orderId, entries: [] }) as unknown as OrderTimeline);
  });
  afterEach(async () => {
    open.forEach((stream) => stream.close());
    await until(() => gateway.app.get(OrderStreams, { strict: false }).size === 0);
  });
  afterAll(async () => {
    await gateway.close();
    await world.close();
  });

  it('are few for one address, before anything is asked, and leave room for every other', async () => {
    const crowded = from(`192.0.2.${++addresses}`);
    for (let i = 0; i < 3; i++) expect((await follow(crowded)).response.status).toBe(200);
    const orderId = randomUUID();
    expect(await refusal(await follow(crowded, orderId))).toEqual(full('ip'));
    expect(world.dial.asked).not.toContainEqual(expect.objectContaining({ request: { orderId } }));
    expect((await follow()).response.status).toBe(200);
  });

  it('are few for one account, from wherever it asks', async () => {
    const account = await world.as(customer);
    const elsewhere = () => follow({ ...account, ...from(`192.0.2.${++addresses}`) });
    for (let i = 0; i < 2; i++) expect((await elsewhere()).response.status).toBe(200);
    expect(await refusal(await elsewhere())).toEqual(full('account'));
    const other = await world.as({ role: 'customer', id: randomUUID() });
    expect((await follow({ ...other, ...from(`192.0.2.${++addresses}`) })).response.status).toBe(200);
  });

  it('are few for one order, whoever follows it', async () => {
    const orderId = randomUUID();
    for (let i = 0; i < 4; i++) expect((await follow(undefined, orderId)).response.status).toBe(200);
    expect(await refusal(await follow(undefined, orderId))).toEqual(full('order'));
    expect((await follow()).response.status).toBe(200);
  });

  it('of an order are not used up by who may not see it', async () => {
    const orderId = randomUUID();
    const held: (() => void)[] = [];
    world.dial.on(GetOrderTimeline, (asked) => {
      // A stream of the tests before may still have a look under way, for its own order.
      if (asked.orderId !== orderId) throw OrderNotFound();
      return new Promise((_, refuse) => held.push(() => refuse(OrderNotFound())));
    });
    const strangers = Array.from({ length: 6 }, () => follow(undefined, orderId));
    try {
      await until(() => held.length === strangers.length);
      world.dial.on(GetOrderTimeline, () => ({ orderId, entries: [] }) as unknown as OrderTimeline);
      expect((await follow(undefined, orderId)).response.status).toBe(200);
    } finally {
      for (const refuse of held) refuse();
    }
    for (const stranger of strangers) expect((await stranger).response.status).toBeGreaterThanOrEqual(400);
  });

  it('make room for others when they are closed, or never began', async () => {
    const crowded = from(`192.0.2.${++addresses}`);
    world.dial.on(GetOrderTimeline, () => {
      throw OrderNotFound();
    });
    for (let i = 0; i < 5; i++) expect((await follow(crowded)).response.status).toBe(404);
    world.dial.on(GetOrderTimeline, ({ orderId }) => ({ orderId, entries: [] }) as unknown as OrderTimeline);
    for (let i = 0; i < 3; i++) expect((await follow(crowded)).response.status).toBe(200);
    expect((await follow(crowded)).response.status).toBe(429);
    open.forEach((stream) => stream.close());
    await until(async () => (await follow(crowded)).response.status === 200);
  });
});
