import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { jetstreamManager } from '@nats-io/jetstream';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { waitUntil } from '@orderwire/test-kit';
import { Database, Jobs, Outbox, STREAM } from '../src/index.js';
import { EventReplay } from '../src/operations/event-replay.js';
import { encodeReplayCursor } from '../src/operations/replay-cursor.js';
import { ReplayLostStreamJob } from '../src/outbox/replay-lost-stream.job.js';
import { Booked } from './sample-service.js';
import { bookingsOf, SampleWorld } from './sample-world.js';

const durable = 'orders_ms_copy_booking';

describe('a lost stream', () => {
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

  const { book, copies, taken, published, old } = bookingsOf(() => ({ world, client }));

  /** Everything that JetStream has stored is gone; streams and consumers are provisioned again. */
  const loseStream = async () => {
    await world.servers.nats.stop();
    rmSync(join(world.servers.storeDir, 'jetstream'), { recursive: true });
    await world.restartNats();
    for (const link of [world.link, client.link]) await waitUntil(() => link.isConnected(), Boolean);
    await world.provision('orders-ms');
  };
  /** The next check of the stream, without waiting for its time. */
  const checkNow = () =>
    world.services.forEach(({ app }) => app.get(Jobs).wake(app.get(ReplayLostStreamJob)));
  const knownStream = async () =>
    (
      await world.rows<{ times_lost: number; replay: string | null }>(
        'SELECT times_lost, replay FROM messaging.known_stream',
      )
    )[0];
  const known = () => waitUntil(knownStream, (found) => found !== undefined);
  const replayed = (times: number) =>
    waitUntil(
      () => {
        checkNow();
        return knownStream();
      },
      (found) => found?.times_lost === times && found.replay === null,
    );

  it('is restored without a command: each consumer handles each exactly once', async () => {
    const first = await world.launch('orders-ms');
    await known();
    for (const amount of [1, 2, 3]) await book('taken', amount);
    await taken(3);
    // Published but not handled: the handler fails as long as this process runs.
    first.hooks.beforeEvents = async () => {
      throw new Error('not now');
    };
    for (const amount of [4, 5]) await book('untaken', amount);
    await published(5);
    await world.stop();
    await world.rows(
      `INSERT INTO messaging.outbox (id, subject, aggregate_id, payload, headers)
       VALUES (gen_random_uuid(), 'sample.booked', 'waiting', '{"account":"waiting","amount":6}', '{}')`,
    );
    await loseStream();

    await world.launch('orders-ms');
    await replayed(1);
    expect((await taken(6)).sort()).toEqual([
      'taken 1',
      'taken 2',
      'taken 3',
      'untaken 4',
      'untaken 5',
      'waiting 6',
    ]);
    const manager = await jetstreamManager(client.link.connection);
    await waitUntil(
      () => manager.consumers.info(STREAM, durable),
      ({ num_pending, num_ack_pending }) => num_pending + num_ack_pending === 0,
    );
    expect(await copies()).toHaveLength(6);
  });

  it('is restored while the services keep running, by one replica', async () => {
    const { service } = await world.launch('orders-ms');
    await world.launch('orders-ms');
    const replays = world.services.map(({ app }) => jest.spyOn(app.get(EventReplay), 'execute'));
    await known();
    await book('before', 1);
    await taken(1);
    await published(1);
    await world.servers.nats.stop();
    await service.app.get(Database).transaction(async (tx) => {
      service.app.get(Outbox).add(tx, Booked, { account: 'meanwhile', amount: 2 });
    });
    await world.rows('DELETE FROM copies');
    await world.rows('DELETE FROM messaging.inbox');
    await loseStream();
    await replayed(1);
    expect((await taken(2)).sort()).toEqual(['before 1', 'meanwhile 2']);
    const results = replays.flatMap(({ mock }) => mock.results.map(({ value }) => value as Promise<unknown>));
    // A part that waits for the relay in vain is tried again.
    const parts = (await Promise.allSettled(results)).filter(({ status }) => status === 'fulfilled');
    expect(parts).toHaveLength(1);
  });

  it('is restored to the end when a process ends in the middle of it', async () => {
    await world.launch('orders-ms');
    await known();
    await world.stop();
    await old(700);
    // As a process leaves it that ended after the first 500 events.
    const position = await world.rows<{ at: string; position: string }>(
      `SELECT (extract(epoch FROM published_at) * 1000000)::bigint::text AS at, position::text AS position
       FROM messaging.outbox ORDER BY outbox.position OFFSET 499 LIMIT 1`,
    );
    const { at = '', position: last = '' } = position[0] ?? {};
    const cursor = encodeReplayCursor({
      replay: 'abcdefabcdef',
      at,
      position: last,
      until: String(Date.now() * 1_000),
    });
    await world.rows(`UPDATE messaging.known_stream SET replay = $1`, [cursor]);
    await world.launch('orders-ms');
    await waitUntil(
      () => {
        checkNow();
        return knownStream();
      },
      (found) => found?.replay === null,
    );
    expect(await taken(200)).toEqual(Array.from({ length: 200 }, (_, n) => `old ${n + 501}`));
  });

  it('is no stream that the database knows: nothing is published again', async () => {
    const { service } = await world.launch('orders-ms');
    const replay = jest.spyOn(service.app.get(EventReplay), 'execute');
    await known();
    await book('a', 1);
    await taken(1);
    await service.app.get(ReplayLostStreamJob).check();
    expect(replay).not.toHaveBeenCalled();
    expect(await knownStream()).toEqual({ times_lost: 0, replay: null });
  });
});
