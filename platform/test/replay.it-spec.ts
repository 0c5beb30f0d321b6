import { jetstreamManager } from '@nats-io/jetstream';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type Fault,
  ReplayEvents,
  type ReplayEventsRequest,
  type ReplayProgress,
} from '@orderwire/contracts';
import { STREAM } from '../src/index.js';
import { waitUntil } from '@orderwire/test-kit';
import { bookingsOf, SampleWorld } from './sample-world.js';

const durable = 'orders_ms_copy_booking';

describe('replay', () => {
  let world: SampleWorld;
  let client: Awaited<ReturnType<SampleWorld['staffClient']>>;
  beforeEach(async () => {
    world = await SampleWorld.create();
    client = await world.staffClient();
  });
  afterEach(async () => {
    await client.close();
    await world.close();
  });

  const replay = (request: ReplayEventsRequest = {}) => client.rpc.request(ReplayEvents.orders, request);
  /** Continues until the replay is done; resolves with the number of events. */
  const replayAll = async (): Promise<number> => {
    let events = 0;
    for (let cursor: string | null | undefined; cursor !== null;) {
      const progress: ReplayProgress = await replay({ ...(cursor && { cursor }) });
      events += progress.events;
      cursor = progress.cursor;
    }
    return events;
  };
  const inAHurry = (request: ReplayEventsRequest = {}) =>
    world.requestWithShortDeadline(client.link, ReplayEvents.orders, request);
  const isOfRelay = (error: unknown) => (error as Fault).details?.['part'] === 'outbox relay';
  const { book, copies, taken, published, old } = bookingsOf(() => ({ world, client }));

  describe('during a round of the relay', () => {
    /** A relay's round that has published and marked, but not committed. */
    const openRound = async () => {
      const relay = await world.sql.connect();
      await relay.query('BEGIN');
      await relay.query(`SELECT pg_advisory_xact_lock(hashtext('orderwire.outbox.relay'))`);
      await relay.query(
        `INSERT INTO messaging.outbox (id, subject, aggregate_id, payload, headers, published_at)
         VALUES (gen_random_uuid(), 'sample.booked', 'a', '{"account":"marked late","amount":1}', '{}', now())`,
      );
      return async () => {
        await relay.query('COMMIT');
        relay.release();
      };
    };

    it('waits for the round, and misses no event that it marks', async () => {
      await world.launch('orders-ms');
      const commit = await openRound();
      let over = false;
      // On a very slow machine the request is refused as unavailable and repeated.
      const progress = waitUntil(
        () =>
          replay().catch((error: unknown) => (isOfRelay(error) ? undefined : Promise.reject(error as Error))),
        (answer) => answer !== undefined,
      ).finally(() => (over = true));
      await waitUntil(
        () =>
          world.count(
            `pg_locks JOIN pg_database d ON d.oid = database
             WHERE datname = current_database() AND locktype = 'advisory' AND NOT granted`,
          ),
        (waiting) => waiting > 0 || over,
      );
      await commit();
      expect(await progress).toMatchObject({ events: 1, cursor: null });
      expect(await taken(1)).toEqual(['marked late 1']);
    });

    it('is refused as unavailable when the round takes longer than the caller waits, and can be repeated', async () => {
      await world.launch('orders-ms');
      const commit = await openRound();
      await expect(inAHurry()).rejects.toMatchObject({
        kind: 'unavailable',
        details: { part: 'outbox relay' },
      });
      await commit();
      expect(await replay()).toMatchObject({ events: 1 });
    });
  });

  it('has no effect on consumers that have handled the events, also when it is repeated or concurrent', async () => {
    await world.launch('orders-ms');
    for (let amount = 1; amount <= 20; amount++) await book('again', amount);
    await taken(20);
    await published(20);
    for (const _ of [1, 2]) expect(await replay()).toMatchObject({ events: 20 });
    const manager = await jetstreamManager(client.link.connection);
    await waitUntil(
      () => manager.consumers.info(STREAM, durable),
      ({ ack_floor }) => ack_floor.stream_seq === 60,
    );
    expect(await copies()).toHaveLength(20);
  });

  it('reaches a consumer that lost its inbox, although the stream still has the events', async () => {
    await world.launch('orders-ms');
    await book('restored', 7);
    await taken(1);
    await published(1);
    // As after a restored backup.
    await world.rows('DELETE FROM copies');
    await world.rows('DELETE FROM messaging.inbox');
    await replay();
    expect(await taken(1)).toEqual(['restored 7']);
  });

  it('keeps the order of the first publication', async () => {
    await world.launch('orders-ms');
    await old(1_200);
    expect(await replayAll()).toBe(1_200);
    expect(await taken(1_200)).toEqual(Array.from({ length: 1_200 }, (_, n) => `old ${n + 1}`));
  });

  it('publishes only the events that match the filters: aggregate, subject, time, and their combinations', async () => {
    await world.launch('orders-ms');
    await old(3, 'one');
    await old(2, 'two');
    await world.rows(
      `UPDATE messaging.outbox SET subject = 'order.cancelled', published_at = now() - interval '3 days'
       WHERE aggregate_id = 'two' AND payload LIKE '%2}'`,
    );
    const day = (ago: number) => new Date(Date.now() - ago * 86_400_000).toISOString();
    const count = async (request: ReplayEventsRequest) => (await replay({ ...request, dryRun: true })).events;
    expect(await count({})).toBe(5);
    expect(await count({ aggregateId: 'one' })).toBe(3);
    expect(await count({ aggregateId: 'two' })).toBe(2);
    expect(await count({ subject: 'sample.booked' })).toBe(4);
    expect(await count({ aggregateId: 'two', subject: 'sample.booked' })).toBe(1);
    expect(await count({ from: day(2) })).toBe(4);
    expect(await count({ to: day(2) })).toBe(1);
    expect(await count({ from: day(4), to: day(2), aggregateId: 'one' })).toBe(0);
    await replay({ aggregateId: 'two', subject: 'sample.booked' });
    expect(await taken(1)).toEqual(['two 1']);
  });

  it('leaves out what was published more than 14 days ago, which inboxes need not know any more', async () => {
    await world.launch('orders-ms');
    await old(1, 'young');
    await old(1, 'aged');
    await world.rows(
      `UPDATE messaging.outbox SET published_at = now() - interval '15 days' WHERE aggregate_id = 'aged'`,
    );
    const from = new Date(0).toISOString();
    for (const request of [{}, { from }]) {
      const { first } = await replay({ ...request, dryRun: true });
      expect(first.map(({ aggregateId }) => aggregateId)).toEqual(['young']);
    }
    expect(await replay({ aggregateId: 'aged', from, dryRun: true })).toMatchObject({ events: 0 });
  });

  it('only counts the events and lists the first ones in a dry run', async () => {
    await world.launch('orders-ms');
    await old(30);
    const { events, first, dryRun } = await replay({ dryRun: true });
    expect([events, first.length, dryRun]).toEqual([30, 20, true]);
    expect(first[0]).toMatchObject({ subject: 'sample.booked', aggregateId: 'old' });
    await book('afterwards', 1);
    expect(await taken(1)).toEqual(['afterwards 1']);
  });

  it('replies before the deadline of its caller, and continues at its cursor', async () => {
    await world.launch('orders-ms');
    await old(2_600);
    // Without time to work each call reads one batch, and none during a round of the relay.
    const asked = (request: ReplayEventsRequest): Promise<ReplayProgress> =>
      inAHurry(request).catch((error: unknown) =>
        isOfRelay(error) ? asked(request) : Promise.reject(error as Error),
      );
    const parts = [];
    for (let cursor: string | null | undefined; cursor !== null;) {
      const progress: ReplayProgress = await asked({ ...(cursor && { cursor }) });
      parts.push(progress.events);
      cursor = progress.cursor;
    }
    expect(parts).toEqual([500, 500, 500, 500, 500, 100]);
    expect(await taken(2_600)).toHaveLength(2_600);
  });

  it('is refused as unavailable while NATS cannot store events, and can be repeated', async () => {
    await world.launch('orders-ms');
    await old(1);
    const manager = await jetstreamManager(client.link.connection);
    await manager.streams.update(STREAM, { max_msg_size: 10 });
    const fault = (await replay().catch((error: unknown) => error)) as Fault;
    expect(fault).toMatchObject({ kind: 'unavailable', details: { part: 'JetStream' } });
    await manager.streams.update(STREAM, { max_msg_size: -1 });
    await replay();
    expect(await taken(1)).toEqual(['old 1']);
  });

  it.each(['made-up', Buffer.from('x_1_1_1').toString('base64url')])(
    'refuses the cursor %s',
    async (cursor) => {
      await world.launch('orders-ms');
      await expect(replay({ cursor })).rejects.toMatchObject({ code: 'invalid_message' });
    },
  );
});
