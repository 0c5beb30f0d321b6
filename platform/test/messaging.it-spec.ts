import { headers } from '@nats-io/transport-node';
import { jetstreamManager } from '@nats-io/jetstream';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Headers } from '@orderwire/contracts';
import { Database, Outbox, runInContext, STREAM } from '../src/index.js';
import { Book, Booked, HandlerHooks } from './sample-service.js';
import { waitUntil } from '@orderwire/test-kit';
import { SampleWorld } from './sample-world.js';

describe('events', () => {
  let world: SampleWorld;
  let client: Awaited<ReturnType<SampleWorld['client']>>;
  const book = (account: string, amount: number) => client.rpc.request(Book, { account, amount });
  const copies = (count: number) =>
    waitUntil(
      () => world.count('copies'),
      (found) => found >= count,
    );

  beforeEach(async () => {
    world = await SampleWorld.create();
    client = await world.client();
  });
  afterEach(async () => {
    await client.close();
    await world.close();
  });

  describe('outbox and relay', () => {
    it('publish the event of a committed transaction, with the correlation id of its request', async () => {
      await world.launch();
      await runInContext({ correlationId: 'the-request', actor: { role: 'guest', id: null } }, () =>
        book('a', 3),
      );
      await copies(1);
      expect(await world.rows('SELECT account, amount, seen FROM copies')).toEqual([
        { account: 'a', amount: 3, seen: 'the-request' },
      ]);
    });

    it('publish nothing of a transaction that was rolled back', async () => {
      await world.launch();
      await book('poor', -1).catch(() => undefined);
      await book('rich', 1);
      await copies(1);
      expect(await world.rows('SELECT account FROM copies')).toEqual([{ account: 'rich' }]);
      expect(await world.count('messaging.outbox')).toBe(1);
    });

    it('keep the row after publication', async () => {
      await world.launch();
      await book('a', 1);
      await waitUntil(
        () => world.count('messaging.outbox WHERE published_at IS NOT NULL'),
        (count) => count === 1,
      );
    });

    it('publish the events of one aggregate in order, also with two replicas', async () => {
      await world.launch();
      await world.launch();
      for (let amount = 1; amount <= 60; amount++) await book('ordered', amount);
      await copies(60);
      const manager = await jetstreamManager(client.link.connection);
      const amounts: number[] = [];
      for (let seq = 1; seq <= 60; seq++) {
        const message = await manager.streams.getMessage(STREAM, { seq });
        amounts.push(message?.json<{ amount: number }>().amount ?? 0);
      }
      expect(amounts).toEqual(Array.from({ length: 60 }, (_, index) => index + 1));
    });

    it('publish the events that a crash left unpublished when the service starts again', async () => {
      await world.launch();
      await world.stop();
      await world.rows(
        `INSERT INTO messaging.outbox (id, subject, aggregate_id, payload, headers)
         VALUES (gen_random_uuid(), 'sample.booked', 'left', '{"account":"left","amount":9}', '{}')`,
      );
      await world.launch();
      await copies(1);
      expect(await world.rows('SELECT account FROM copies')).toEqual([{ account: 'left' }]);
    });

    it('store an event once in the stream when the relay publishes it twice after a crash', async () => {
      await world.launch();
      await book('a', 1);
      await copies(1);
      await world.rows('UPDATE messaging.outbox SET published_at = NULL');
      await waitUntil(
        () => world.count('messaging.outbox WHERE published_at IS NOT NULL'),
        (count) => count === 1,
      );
      const { state } = await (await jetstreamManager(client.link.connection)).streams.info(STREAM);
      expect(state.messages).toBe(1);
    });

    it('let transactions commit while NATS is unavailable, and publish their events when it is back', async () => {
      const { service } = await world.launch();
      await book('before', 1);
      await copies(1);
      await world.servers.nats.kill();
      const outbox = service.app.get(Outbox);
      await service.app.get(Database).transaction(async (tx) => {
        outbox.add(tx, Booked, { account: 'meanwhile', amount: 2 });
      });
      await world.restartNats();
      await copies(2);
      expect(await world.rows('SELECT account FROM copies ORDER BY id')).toEqual([
        { account: 'before' },
        { account: 'meanwhile' },
      ]);
    });
  });

  describe('inbox and consumers', () => {
    const publish = (id: string | undefined, body: string) => {
      const wire = headers();
      if (id) wire.set('Nats-Msg-Id', id);
      wire.set(Headers.correlationId, 'outside');
      client.link.connection.publish('sample.booked', body, { headers: wire });
    };
    const deadLetters = () =>
      world.rows<{ reason: string; payload: string }>(
        'SELECT reason, payload, attempts FROM messaging.dead_letters',
      );

    it('have one effect for redelivered events, whichever replica receives them', async () => {
      await world.launch();
      await world.launch();
      for (let i = 0; i < 20; i++) await book('again', 1);
      await copies(20);
      const manager = await jetstreamManager(client.link.connection);
      // A recreated consumer starts with the first event of the stream.
      await manager.consumers.delete(STREAM, 'sample_ms_copy_booking');
      await world.provision();
      await waitUntil(
        async () =>
          (await manager.consumers.info(STREAM, 'sample_ms_copy_booking').catch(() => undefined))?.ack_floor
            .stream_seq ?? 0,
        (seq) => seq >= 20,
      );
      expect(await world.count('copies')).toBe(20);
    });

    it('handle many events in few transactions', async () => {
      await world.launch();
      await world.stop();
      for (let i = 0; i < 200; i++) publish(`many-${i}`, '{"account":"many","amount":1}');
      await client.link.connection.flush();
      const hooks = new HandlerHooks();
      const manager = await jetstreamManager(client.link.connection);
      // The first batch waits until the stream has delivered the other events, however slow that
      // is.
      hooks.beforeEvents = async () => {
        await waitUntil(
          () => manager.consumers.info(STREAM, 'sample_ms_copy_booking'),
          ({ num_pending }) => num_pending === 0,
        );
      };
      await world.launch('sample-ms', hooks);
      await copies(200);
      expect(hooks.batches.reduce((sum, size) => sum + size, 0)).toBe(200);
      expect(hooks.batches.length).toBeLessThan(50);
    });

    it('collect in the pause after a batch; the first event finds none', async () => {
      const { hooks } = await world.launch('sample-ms', undefined, { eventPauseMs: 5_000 });
      for (let i = 1; i <= 11; i++) {
        publish(`pause-${i}`, '{"account":"many","amount":1}');
        await copies(1);
      }
      await copies(11);
      expect(hooks.batches[0]).toBe(1);
      // Without the pause 11. A very slow machine needs a second one.
      expect(hooks.batches.length).toBeLessThan(4);
    });

    it.each([
      ['bad JSON', '{', 'JSON'],
      ['a missing field', '{"account":"a"}', 'amount'],
      ['a wrong type', '{"account":"a","amount":"1"}', 'amount'],
      ['no object', '17', 'object'],
    ])(
      'store an unreadable event as a dead letter with the reason, and continue: %s',
      async (_name, body, reason) => {
        await world.launch();
        publish('poison', body);
        publish('good', '{"account":"good","amount":1}');
        await copies(1);
        const letters = await waitUntil(deadLetters, (found) => found.length === 1);
        expect(letters[0]?.reason).toContain(reason);
        expect(letters[0]?.payload).toBe(body);
      },
    );

    it('ignore unknown fields', async () => {
      await world.launch();
      publish('newer', '{"account":"newer","amount":1,"addedLater":true}');
      await copies(1);
    });

    it('handle other events while one fails, and handle that one when its cause is gone', async () => {
      const { hooks } = await world.launch();
      let broken = true;
      hooks.beforeEvents = async (deliveries) => {
        if (broken && deliveries.some(({ event }) => event.account === 'bad')) throw new Error('not now');
      };
      publish('1', '{"account":"good-1","amount":1}');
      publish('2', '{"account":"bad","amount":1}');
      publish('3', '{"account":"good-2","amount":1}');
      await copies(2);
      broken = false;
      await copies(3);
      expect(await deadLetters()).toEqual([]);
    });

    it('record nothing in the inbox when the handler was rolled back', async () => {
      const { hooks } = await world.launch();
      let tries = 0;
      hooks.beforeEvents = async () => {
        if (++tries === 1) throw new Error('first try');
      };
      publish('once', '{"account":"once","amount":1}');
      await copies(1);
      expect(await world.count("messaging.inbox WHERE event_id = 'once'")).toBe(1);
    });

    it('retry while the database is unavailable, and count no attempt', async () => {
      const { hooks } = await world.launch();
      let away = 3;
      hooks.beforeEvents = async () => {
        if (away-- > 0) throw Object.assign(new Error('terminating connection'), { code: '57P01' });
      };
      publish('patient', '{"account":"patient","amount":1}');
      await copies(1);
      expect(await deadLetters()).toEqual([]);
    });

    it('survive a lost database connection in the middle of a transaction', async () => {
      const { hooks } = await world.launch();
      let cut = 2;
      hooks.beforeEvents = async () => {
        if (cut-- > 0) await world.closeDatabaseConnections();
      };
      await book('a', 1);
      await copies(1);
      expect(await book('b', 2)).toEqual({ balance: 2 });
      await copies(2);
      expect(await deadLetters()).toEqual([]);
    });

    it.each(['consumer', 'stream'])(
      'go on by themselves when a lost %s exists again, and answer requests meanwhile',
      async (lost) => {
        await world.launch();
        await book('a', 1);
        await copies(1);
        const manager = await jetstreamManager(client.link.connection);
        if (lost === 'stream') await manager.streams.delete(STREAM);
        else await manager.consumers.delete(STREAM, 'sample_ms_copy_booking');
        expect(await book('b', 1)).toEqual({ balance: 1 });
        await world.provision();
        await copies(2);
      },
    );

    it('are not provisioned beside a stream of others with our subjects, which is named', async () => {
      const manager = await jetstreamManager(client.link.connection);
      await manager.streams.delete(STREAM);
      await manager.streams.add({ name: 'strange', subjects: ['sample.>'] });
      await expect(world.provision()).rejects.toThrow(/subjects of another stream \(strange\): delete/);
    });

    it('stop also while the database is unavailable', async () => {
      const { hooks } = await world.launch();
      let reached = false;
      hooks.beforeEvents = async () => {
        reached = true;
        throw Object.assign(new Error('the database is starting up'), { code: '57P03' });
      };
      publish('waiting', '{"account":"a","amount":1}');
      await waitUntil(() => reached, Boolean);
      await world.stop();
    });
  });
});
