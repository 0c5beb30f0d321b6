import { jetstream, type JsMsg } from '@nats-io/jetstream';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Database, STREAM } from '../src/index.js';
import { PurgeMessagesJob } from '../src/outbox/purge-messages.job.js';
import { HandlerHooks } from './sample-service.js';
import { waitUntil } from '@orderwire/test-kit';
import { SampleWorld } from './sample-world.js';

const durable = 'sample_ms_copy_booking';

describe('the attempts at an event', () => {
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

  const publish = (id: string) =>
    world.publishRaw('sample.booked', JSON.stringify({ account: id, amount: 1 }), { 'Nats-Msg-Id': id });
  const copies = (count: number) =>
    waitUntil(
      () => world.count('copies'),
      (found) => found >= count,
    );
  const letters = () =>
    world.rows<{ attempts: number; reason: string }>('SELECT attempts, reason FROM messaging.dead_letters');
  const tries = async () =>
    (await world.rows<{ tries: number }>('SELECT tries FROM messaging.failed_tries'))[0]?.tries ?? 0;
  /** Deliveries without an attempt, as deploys, crashes and outages cause them. */
  const deliverInVain = async (events: number, times: number) => {
    const consumer = await jetstream(client.link.connection).consumers.get(STREAM, durable);
    for (let time = 1; time <= times; time++) {
      const given: JsMsg[] = [];
      for await (const message of await consumer.fetch({ max_messages: events, expires: 60_000 }))
        given.push(message);
      // A nak without a delay would deliver the message again within the same fetch.
      for (const message of given) message.nak();
      expect(given.map(({ info }) => info.deliveryCount)).toEqual(Array(events).fill(time));
    }
    await client.link.connection.flush();
  };

  it('are not its deliveries: after many deliveries without a handler the first failure is the first attempt', async () => {
    await world.launch();
    await world.stop();
    await Promise.all(Array.from({ length: 150 }, (_, n) => publish(`patient-${n}`)));
    await deliverInVain(150, 8);
    const hooks = new HandlerHooks();
    // The batch, and then the event alone.
    let failures = 2;
    hooks.beforeEvents = async () => {
      if (failures-- > 0) throw new Error('broken');
    };
    await world.launch('sample-ms', hooks);
    await copies(150);
    expect(await letters()).toEqual([]);
    expect(await tries()).toBe(1);
  });

  it('are counted over all replicas and restarts; the sixth makes a dead letter', async () => {
    const startBroken = () => {
      const hooks = new HandlerHooks();
      hooks.beforeEvents = async () => {
        throw new Error('broken');
      };
      return world.launch('sample-ms', hooks);
    };
    await startBroken();
    await publish('bad');
    await waitUntil(tries, (count) => count >= 1);
    await world.stop();
    await world.rows('UPDATE messaging.failed_tries SET tries = 5');
    await Promise.all([startBroken(), startBroken()]);
    expect(await waitUntil(letters, (found) => found.length > 0)).toEqual([
      { attempts: 6, reason: 'broken' },
    ]);
    // A replayed event has all its attempts again.
    expect(await tries()).toBe(0);
  });

  it('are deleted after a day', async () => {
    const { service } = await world.launch();
    await world.rows(
      `INSERT INTO messaging.failed_tries (consumer, event_id, last_failed_at)
       SELECT 'c', n::text, now() - n * interval '10 hours' FROM generate_series(1, 4) n`,
    );
    await new PurgeMessagesJob(service.app.get(Database), world.log).purge();
    expect(await world.count('messaging.failed_tries')).toBe(2);
  });
});
