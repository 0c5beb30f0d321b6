import { jetstreamManager } from '@nats-io/jetstream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { GetOutbox, ListConsumers, PauseConsumer, ResumeConsumer } from '@orderwire/contracts';
import { faultOf, waitUntil } from '@orderwire/test-kit';
import { Metrics, STREAM } from '../src/index.js';
import { isConsumerPaused } from '../src/nats/consumer-info.js';
import { bookingsOf, SampleWorld } from './sample-world.js';

const consumer = 'orders_ms_copy_booking';
const admin = { role: 'admin', id: '019a0000-0000-7000-8000-00000000ad31' } as const;

/** The tests are steps of one story. */
describe('a consumer', () => {
  let world: SampleWorld;
  const pulls: { idle_heartbeat: number; expires: number }[] = [];
  let client: Awaited<ReturnType<SampleWorld['staffClient']>>;
  beforeAll(async () => {
    world = await SampleWorld.create();
    client = await world.staffClient();
    world.link.connection.subscribe(`$JS.API.CONSUMER.MSG.NEXT.${STREAM}.${consumer}`, {
      callback: (_, request) => void pulls.push(request.json()),
    });
    await world.launch('orders-ms');
  });
  afterAll(async () => {
    await client.close();
    await world.close();
  });

  const { book, copies, published } = bookingsOf(() => ({ world, client }));
  const list = () => world.request(ListConsumers.orders, {}, admin);
  const view = async () => (await list()).consumers[0];
  const pause = (minutes = 60) => world.request(PauseConsumer.orders, { consumer, minutes }, admin);
  const resume = () => world.request(ResumeConsumer.orders, { consumer }, admin);

  it('is listed with its subject, its progress and the stream', async () => {
    await book('a', 1);
    await waitUntil(copies, ({ length }) => length === 1);
    const found = await waitUntil(
      list,
      ({ consumers: [one] }) => one?.ackPending === 0 && one.waitingPulls > 0,
    );
    const time = expect.stringMatching(/^20.*Z$/) as unknown;
    expect(found).toMatchObject({
      service: 'orders',
      stream: { name: STREAM, messages: 1, firstSequence: 1, lastSequence: 1, firstAt: time, lastAt: time },
      consumers: [{ consumer, subject: 'sample.booked', state: 'active', pausedUntil: null, pending: 0 }],
    });
    expect(found.consumers[0]).toMatchObject({ lastDeliveredAt: time, lastAckedAt: time });
    expect(found.stream).toMatchObject({ maxAgeSeconds: 604_800, maxBytes: null });
  });

  it('asks NATS to say every 3 seconds that its request waits, and asks again after 10', async () => {
    await waitUntil(async () => pulls.length, Boolean);
    // In nanoseconds; a request ends a little before.
    for (const { idle_heartbeat, expires } of pulls) {
      expect(idle_heartbeat).toBe(3e9);
      expect(expires).toBeLessThanOrEqual(10e9);
    }
  });

  it('is paused by admins only, for a day at most, and by its own name', async () => {
    const requests = [
      client.rpc.request(PauseConsumer.orders, { consumer, minutes: 1 }),
      client.rpc.request(ResumeConsumer.orders, { consumer }),
    ];
    for (const request of requests)
      expect(await faultOf(request)).toMatchObject({ code: 'auth.not_allowed' });
    expect(await faultOf(pause(1_441))).toMatchObject({ code: 'invalid_message' });
    const unknown = world.request(PauseConsumer.orders, { consumer: 'orders_ms_x', minutes: 1 }, admin);
    expect(await faultOf(unknown)).toMatchObject({ code: 'consumers.not_found' });
    expect(await view()).toMatchObject({ state: 'active' });
  });

  it('that is paused consumes nothing: its events wait, and its service is ready', async () => {
    const paused = await pause();
    expect(paused).toMatchObject({ state: 'paused', pausedUntil: expect.any(String) });
    expect(Date.parse(paused.pausedUntil ?? '') / 60_000).toBeCloseTo(Date.now() / 60_000 + 60, 0);
    await book('a', 2);
    await published(2);
    expect(await waitUntil(view, (one) => one?.pending === 1)).toMatchObject({
      state: 'paused',
      ackPending: 0,
    });
    expect(await world.readiness()).toMatchObject({ status: 'ready' });
    expect(await isConsumerPaused(world.link, consumer)).toBe(true);
    expect(await copies()).toHaveLength(1);
    const { body } = await world.get(Metrics).page();
    for (const metric of ['consumer_pending', 'consumer_paused'])
      expect(body).toContain(`orderwire_${metric}{consumer="${consumer}",service="orders-ms"} 1`);
    expect(body).toContain('orderwire_stream_leader{service="orders-ms"} 1');
    expect(body).toMatch(/orderwire_consumer_batch_duration_seconds_count\{.*outcome="ok".*\} 1/);
  });

  it('stays paused when the provisioner applies its settings, the service starts again and NATS does', async () => {
    const before = await view();
    world.ackWaitSeconds = 20;
    await world.provision('orders-ms');
    const manager = await jetstreamManager(world.link.connection);
    expect((await manager.consumers.info(STREAM, consumer)).config.ack_wait).toBe(20e9);
    await world.stop();
    await world.launch('orders-ms');
    await waitUntil(view, (one) => (one?.waitingPulls ?? 0) > 0);
    await world.restartNats();
    for (const link of [world.link, client.link]) await waitUntil(() => link.isConnected(), Boolean);
    const after = await waitUntil(
      () => view().catch(() => undefined),
      (one) => (one?.waitingPulls ?? 0) > 0,
    );
    expect(after).toMatchObject({ state: 'paused', pausedUntil: before?.pausedUntil, pending: 1 });
    expect(await copies()).toHaveLength(1);
  });

  it('that is resumed consumes what waited; no event became a dead letter', async () => {
    expect(await resume()).toMatchObject({ state: 'active', pausedUntil: null });
    // After a restart NATS notices the end of a pause with the next event, or within 15 seconds.
    await book('a', 3);
    expect(await waitUntil(copies, ({ length }) => length === 3)).toEqual(['a 1', 'a 2', 'a 3']);
    expect(await world.count('messaging.dead_letters')).toBe(0);
    expect(await resume()).toMatchObject({ state: 'active' });
  });

  it('that the provisioner has not created is listed as missing', async () => {
    const manager = await jetstreamManager(world.link.connection);
    await manager.consumers.delete(STREAM, consumer);
    expect(await view()).toMatchObject({ state: 'missing', pending: 0 });
    expect(await faultOf(pause())).toMatchObject({ code: 'consumers.not_found' });
    await manager.streams.delete(STREAM);
    expect(await list()).toMatchObject({ stream: null, consumers: [{ state: 'missing' }] });
    const { body } = await world.get(Metrics).page();
    expect(body).toContain('orderwire_stream_leader{service="orders-ms"} 0');
    expect(body).not.toMatch(/^orderwire_(stream_messages|consumer_pending)\{/m);
  });

  it('has an outbox before it, whose waiting events are counted with the age of the oldest', async () => {
    await world.rows(
      `INSERT INTO messaging.outbox (id, subject, aggregate_id, payload, headers, created_at)
       SELECT gen_random_uuid(), 'sample.booked', 'a', '{}', '{}', to_timestamp(0) FROM generate_series(1, 3)`,
    );
    const outbox = await world.request(GetOutbox.orders, {}, admin);
    expect(outbox).toMatchObject({
      service: 'orders',
      unpublished: 3,
      publishedLastHour: 3,
      consumedLastHour: 3,
    });
    expect(outbox.oldestAgeSeconds).toBeGreaterThan(1e9);
    const { body } = await world.get(Metrics).page();
    expect(body).toMatch(/orderwire_outbox_oldest_age_seconds\{service="orders-ms"\} \d{10}/);
  });
});
