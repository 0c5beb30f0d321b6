import { jetstreamManager } from '@nats-io/jetstream';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { STREAM } from '../src/index.js';
import { waitUntil } from '@orderwire/test-kit';
import { SampleWorld } from './sample-world.js';

describe('an event that the stream refuses', () => {
  let world: SampleWorld;
  let client: Awaited<ReturnType<SampleWorld['client']>>;
  beforeEach(async () => {
    world = await SampleWorld.create();
    client = await world.client();
  });
  afterEach(async () => {
    await client.close();
    await world.close();
  });

  const accounts = async () =>
    (
      await world.rows<{ account: string }>(
        `SELECT aggregate_id || length(payload) AS account FROM messaging.outbox WHERE published_at IS NOT NULL ORDER BY position`,
      )
    ).map(({ account }) => account);

  it('delays the later events of its own aggregate, which keeps their order, and no others', async () => {
    await world.launch();
    const manager = await jetstreamManager(client.link.connection);
    await manager.streams.update(STREAM, { max_msg_size: 500 });
    const large = JSON.stringify({ account: 'a'.repeat(1_000), amount: 1 });
    const small = JSON.stringify({ account: 'x', amount: 2 });
    await world.rows(
      `INSERT INTO messaging.outbox (id, subject, aggregate_id, payload, headers)
       SELECT gen_random_uuid(), 'sample.booked', aggregate, payload, '{}'
       FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS event (aggregate, payload, n) ORDER BY n`,
      [
        ['a', 'a', 'b', 'b'],
        [large, small, small, small],
      ],
    );
    const others = [`b${small.length}`, `b${small.length}`];
    expect(await waitUntil(accounts, ({ length }) => length >= 2)).toEqual(others);
    await manager.streams.update(STREAM, { max_msg_size: -1 });
    await waitUntil(accounts, ({ length }) => length === 4);
    const inStream = await Promise.all(
      [1, 2, 3, 4].map(async (seq) => (await manager.streams.getMessage(STREAM, { seq }))?.string()),
    );
    expect(inStream).toEqual([small, small, large, small]);
  });
});
