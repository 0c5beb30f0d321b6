import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { jetstream } from '@nats-io/jetstream';
import {
  GetOrderTimeline,
  OrderNotFound,
  SessionRevoked,
  type TimelineEntry,
  type TimelineStep,
} from '@orderwire/contracts';
import { ensureStream } from '@orderwire/platform';
import { v7 as uuidv7 } from 'uuid';
import { customer, GatewayWorld, until } from './gateway-world.js';
import { Listener } from './stream-listener.js';

const id = '019a0000-0000-7000-8000-000000000001';
const path = `/api/v1/orders/${id}/stream`;

const entry = (n: number, step: TimelineStep): TimelineEntry => ({
  id: `019a0000-0000-7000-8000-00000000001${n}`,
  step,
  at: '2026-01-01T00:00:00.000Z',
  cause: 'test',
  correlationId: null,
  message: step,
  details: {},
});

describe('the stream of an order', () => {
  let world: GatewayWorld;
  let entries: TimelineEntry[];

  beforeAll(async () => void (world = await GatewayWorld.create({ STREAM_LIMIT: 2 })));
  beforeEach(() => {
    world.dial.reset();
    entries = [entry(1, 'created'), entry(2, 'payment_session_opened')];
    world.dial.on(GetOrderTimeline, () => ({ orderId: id, entries }));
  });
  afterAll(() => world.close());

  const open = (headers?: Record<string, string>) => Listener.open(`${world.gateway.url}${path}`, headers);

  it('tells what happened, then what happens, and ends when the order is paid', async () => {
    const stream = await open();
    expect(stream.response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    await until(() => stream.events.length === 2);
    entries = [...entries, entry(3, 'webhook_seen')];
    await until(() => stream.events.length === 3);
    entries = [...entries, entry(4, 'paid')];
    await until(() => stream.ended);
    expect(stream.events).toEqual(['created', 'payment_session_opened', 'webhook_seen', 'paid', 'end: paid']);
  });

  it('ends when the order is cancelled', async () => {
    entries = [entry(1, 'created'), entry(2, 'cancelled')];
    const stream = await open();
    await until(() => stream.ended);
    expect(stream.events).toEqual(['created', 'cancelled', 'end: cancelled']);
  });

  it('goes on after the entry a client saw last', async () => {
    entries = [...entries, entry(3, 'paid')];
    const stream = await open({ 'last-event-id': entry(2, 'created').id });
    await until(() => stream.ended);
    expect(stream.events).toEqual(['paid', 'end: paid']);
  });

  it('outlives a service that is away for a while', async () => {
    const stream = await open();
    await until(() => stream.events.length === 2);
    let failures = 0;
    world.dial.on(GetOrderTimeline, () => {
      failures++;
      throw new Error('away');
    });
    await until(() => failures > 2);
    world.dial.on(GetOrderTimeline, () => ({ orderId: id, entries: [...entries, entry(3, 'paid')] }));
    await until(() => stream.ended);
    expect(stream.events.at(-1)).toBe('end: paid');
  });

  it('asks as whoever opened it, every time', async () => {
    const stream = await open({ ...(await world.as(customer)), 'x-order-token': 'tkn' });
    await until(() => world.dial.asked.length > 2);
    stream.close();
    for (const { context } of world.dial.asked)
      expect(context).toMatchObject({ actor: customer, orderToken: 'tkn' });
  });

  it('ends with the access token it was opened with, also while no service answers', async () => {
    const expiresAt = Math.floor(Date.now() / 1_000) + 3;
    const token = await world.issuer.sign(customer, { expiresAt });
    const stream = await open({ authorization: `Bearer ${token}` });
    await until(() => stream.events.length === 2);
    await world.closeShop();
    await until(() => stream.ended);
    await world.openShop();
    expect(stream.events.at(-1)).toBe('end: time_over');
  });

  it('ends with the session it was opened in, also while no service answers', async () => {
    await ensureStream(world.link.connection, 1);
    const sessionId = uuidv7();
    const token = await world.issuer.sign(customer, { sessionId });
    const stream = await open({ authorization: `Bearer ${token}` });
    await until(() => stream.events.length === 2);
    await world.closeShop();
    const event = { sessionId, userId: customer.id, reason: 'logout', revokedAt: new Date().toISOString() };
    await jetstream(world.link.connection).publish(SessionRevoked.subject, JSON.stringify(event));
    await until(() => stream.ended);
    await world.openShop();
    expect(stream.events.at(-1)).toBe('end: time_over');
  });

  it('stops asking when the client hangs up', async () => {
    const stream = await open();
    await until(() => world.dial.asked.length > 2);
    stream.close();
    const quiet = async () => {
      const before = world.dial.asked.length;
      await new Promise((resolve) => setTimeout(resolve, world.config.STREAM_POLL_MS * 4));
      return world.dial.asked.length === before;
    };
    while (!(await quiet()));
    expect(await quiet()).toBe(true);
  });

  it('is a problem, not a stream, for an order that is not there', async () => {
    world.dial.on(GetOrderTimeline, () => {
      throw OrderNotFound({ orderId: id });
    });
    const answer = await world.call('GET', path);
    expect([answer.status, answer.json.code]).toEqual([404, 'orders.not_found']);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
  });

  it('answers HEAD without following anything', async () => {
    const answer = await world.call('HEAD', path);
    expect([answer.status, answer.text]).toEqual([200, '']);
    await until(() => world.dial.asked.length <= 1);
  });

  it('has a limit of streams at once', async () => {
    const [first, second] = [await open(), await open()];
    const answer = await world.call('GET', path);
    expect([answer.status, answer.json.code]).toEqual([503, 'overloaded']);
    first.close();
    second.close();
    let status = 0;
    while (status !== 200) {
      const third = await open();
      status = third.response.status;
      third.close();
    }
  });

  it('ends after its time, and when the gateway shuts down', async () => {
    const short = await GatewayWorld.create({ STREAM_MAX_MS: 100, STREAM_POLL_MS: 20 });
    short.dial.on(GetOrderTimeline, () => ({ orderId: id, entries }));
    const timed = await Listener.open(`${short.gateway.url}${path}`);
    await until(() => timed.ended);
    expect(timed.events.at(-1)).toBe('end: time_over');
    await short.close();

    const closing = await GatewayWorld.create();
    closing.dial.on(GetOrderTimeline, () => ({ orderId: id, entries }));
    const stream = await Listener.open(`${closing.gateway.url}${path}`);
    await until(() => stream.events.length === 2);
    await closing.close();
    expect(stream.events.at(-1)).toBe('end: shutting_down');
  });
});
