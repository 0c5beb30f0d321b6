import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { jetstream } from '@nats-io/jetstream';
import {
  GetOrderTimeline,
  OrderNotFound,
  SessionRevoked,
  type TimelineEntry,
  type TimelineStep,
} from '@orderwire/contracts';
import { RpcClient } from '@orderwire/platform';
import { v7 as uuidv7 } from 'uuid';
import { OrderStreams } from '../src/orders/order-streams.js';
import { startGateway } from '../src/gateway.module.js';
import { customer, GatewayWorld, until } from './gateway-world.js';
import { SseClient } from './sse-client.js';

const entry = (n: number, step: TimelineStep): TimelineEntry => ({
  id: `019a0000-0000-7000-8000-00000000001${n}`,
  step,
  at: '2026-01-01T00:00:00.000Z',
  cause: 'test',
  correlationId: null,
  message: step,
  details: {},
});

describe('the stream of a timeline', () => {
  let world: GatewayWorld;
  let entries: TimelineEntry[];
  /** Each test has an order of its own: a poll of the previous test may still be in flight. */
  let id: string;
  let path: string;
  let clients: SseClient[];

  beforeAll(async () => {
    world = await GatewayWorld.create({ STREAM_LIMIT: 2, STREAM_MAX_MS: 3_600_000 });
  });
  beforeEach(async () => {
    id = randomUUID();
    path = `/api/v1/orders/${id}/stream`;
    clients = [];
    await world.fake.reset();
    entries = [entry(1, 'created'), entry(2, 'payment_session_opened')];
    world.fake.on(GetOrderTimeline, () => timeline(entries));
  });
  afterEach(async () => {
    for (const client of clients) client.close();
    await allEnded();
  });
  afterAll(() => world.close());

  const timeline = (page: TimelineEntry[], nextCursor: string | null = null) => ({
    orderId: id,
    standing: [],
    entries: page,
    meta: { nextCursor },
  });
  /** Pages of two entries; the cursor is the number of entries before the page. */
  const stubPages = () =>
    world.fake.on(GetOrderTimeline, ({ cursor = '0' }) => {
      const next = Number(cursor) + 2;
      return timeline(entries.slice(Number(cursor), next), next < entries.length ? String(next) : null);
    });
  const open = async (headers?: Record<string, string>, { url } = world.gateway): Promise<SseClient> => {
    const client = await SseClient.open(`${url}${path}`, headers);
    clients.push(client);
    return client;
  };
  const allEnded = () => until(() => world.gateway.app.get(OrderStreams, { strict: false }).size === 0);
  const polls = () =>
    world.fake.calls.filter(({ request }) => (request as { orderId?: string }).orderId === id);
  /** Waits for several poll intervals and expects no RPC. */
  const expectNoPolling = async () => {
    const sent = jest.spyOn(world.gateway.app.get(RpcClient, { strict: false }), 'request');
    await sleep(world.config().STREAM_POLL_MS * 4);
    expect(sent.mock.calls.filter(([{ subject }]) => subject === GetOrderTimeline.subject)).toEqual([]);
    sent.mockRestore();
  };

  it('begins in the trace of its request; its polls are in no trace', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    await open({ traceparent });
    await until(() => polls().length > 2);
    const [first, ...later] = polls().map(({ context }) => context.traceParent);
    expect(first).toBe(traceparent);
    expect(new Set(later)).toEqual(new Set([undefined]));
  });

  it('sends past entries, then new ones, and ends when the order is paid', async () => {
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

  it('resumes after Last-Event-ID', async () => {
    entries = [...entries, entry(3, 'paid')];
    const stream = await open({ 'last-event-id': entry(2, 'created').id });
    await until(() => stream.ended);
    expect(stream.events).toEqual(['paid', 'end: paid']);
  });

  it('sends all pages of a long timeline at once, then polls the last one', async () => {
    entries.push(entry(3, 'payment_session_expired'), entry(4, 'payment_session_opened'));
    stubPages();
    const stream = await open();
    await until(() => stream.events.length === 4);
    world.fake.calls.length = 0;
    entries = [...entries, entry(5, 'webhook_seen')];
    await until(() => stream.events.length === 5);
    entries = [...entries, entry(6, 'paid')];
    await until(() => stream.ended);
    expect(stream.events.slice(2)).toEqual([
      'payment_session_expired',
      'payment_session_opened',
      'webhook_seen',
      'paid',
      'end: paid',
    ]);
    const cursors = world.fake.requests(GetOrderTimeline).map(({ cursor }) => cursor);
    expect(cursors).not.toContain(undefined);
  });

  it('resumes on the page of Last-Event-ID, and knows the end from an earlier page', async () => {
    entries = [entry(1, 'created'), entry(2, 'paid'), entry(3, 'webhook_seen'), entry(4, 'refund_requested')];
    stubPages();
    const last = await open({ 'last-event-id': entry(3, 'created').id });
    await until(() => last.ended);
    expect(last.events).toEqual(['refund_requested', 'end: paid']);
    const unknown = await open({ 'last-event-id': randomUUID() });
    await until(() => unknown.ended);
    expect(unknown.events).toEqual(['created', 'paid', 'webhook_seen', 'refund_requested', 'end: paid']);
  });

  it('survives a temporary outage of orders-ms', async () => {
    const stream = await open();
    await until(() => stream.events.length === 2);
    let failures = 0;
    world.fake.on(GetOrderTimeline, () => {
      failures++;
      throw new Error('unavailable');
    });
    await until(() => failures > 2);
    world.fake.on(GetOrderTimeline, () => timeline([...entries, entry(3, 'paid')]));
    await until(() => stream.ended);
    expect(stream.events.at(-1)).toBe('end: paid');
  });

  it('polls with the credentials of the caller', async () => {
    const stream = await open({ ...(await world.as(customer)), 'x-order-token': 'tkn' });
    await until(() => polls().length > 2);
    stream.close();
    for (const { context } of polls()) expect(context).toMatchObject({ actor: customer, orderToken: 'tkn' });
  });

  it('ends when its access token expires, also while no service replies', async () => {
    const lastsMs = 600_000;
    const expiresAt = Math.floor((Date.now() + lastsMs) / 1_000);
    const token = await world.issuer.sign(customer, { expiresAt });
    const stream = await open({ authorization: `Bearer ${token}` });
    await until(() => stream.events.length === 2);
    await world.fake.stop();
    expect(stream.ended).toBe(false);
    const { now } = Date;
    const clock = jest.spyOn(Date, 'now').mockImplementation(() => now() + lastsMs);
    await until(() => stream.ended).finally(() => clock.mockRestore());
    await world.fake.start();
    expect(stream.events.at(-1)).toBe('end: time_over');
  });

  it('ends when its session is revoked, also while no service replies', async () => {
    const sessionId = uuidv7();
    const token = await world.issuer.sign(customer, { sessionId });
    const stream = await open({ authorization: `Bearer ${token}` });
    await until(() => stream.events.length === 2);
    await world.fake.stop();
    const event = { sessionId, userId: customer.id, reason: 'logout', revokedAt: new Date().toISOString() };
    await jetstream(world.link.connection).publish(SessionRevoked.subject, JSON.stringify(event));
    await until(() => stream.ended);
    await world.fake.start();
    expect(stream.events.at(-1)).toBe('end: time_over');
  });

  it('stops polling when the client disconnects', async () => {
    const stream = await open();
    await until(() => polls().length > 2);
    stream.close();
    await allEnded();
    await expectNoPolling();
  });

  it('is a problem response for an unknown order', async () => {
    world.fake.on(GetOrderTimeline, () => {
      throw OrderNotFound({ orderId: id });
    });
    const response = await world.call('GET', path);
    expect([response.status, response.json.code]).toEqual([404, 'orders.not_found']);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
  });

  it('responses HEAD without polling', async () => {
    const response = await world.call('HEAD', path);
    expect([response.status, response.text]).toEqual([200, '']);
    await allEnded();
    await expectNoPolling();
  });

  it('has a limit of concurrent streams', async () => {
    const [first, second] = [await open(), await open()];
    expect([first.response.status, second.response.status]).toEqual([200, 200]);
    const response = await world.call('GET', path);
    expect([response.status, response.json.code]).toEqual([503, 'overloaded']);
    first.close();
    second.close();
    await until(async () => (await open()).response.status === 200);
  });

  it('ends after its maximum lifetime, and when the gateway shuts down', async () => {
    const short = await startGateway(world.config({ STREAM_MAX_MS: 100, STREAM_POLL_MS: 20 }));
    const timed = await open({}, short);
    await until(() => timed.ended);
    expect(timed.events.at(-1)).toBe('end: time_over');
    await short.close();

    const closing = await startGateway(world.config());
    const stream = await open({}, closing);
    await until(() => stream.events.length === 2);
    await closing.close();
    await until(() => stream.ended);
    expect(stream.events.at(-1)).toBe('end: shutting_down');
  });
});
