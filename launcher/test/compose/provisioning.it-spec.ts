import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { jetstream, type JetStreamManager, jetstreamManager, StorageType } from '@nats-io/jetstream';
import { nanos } from '@nats-io/transport-node';
import {
  connectNats,
  createLogger,
  type DurableConsumer,
  JetStreamProvisioner,
  type NatsLink,
} from '@orderwire/platform';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../../src/repository.js';
import { PermittedNats } from './permitted-nats.js';

describe('the provisioning step', () => {
  let nats: PermittedNats;
  let link: NatsLink;
  const links: NatsLink[] = [];
  let manager: JetStreamManager;
  const log = createLogger('test', 'silent');
  const linkOf = async (account: string): Promise<NatsLink> => {
    const opened = await connectNats(account, [nats.urlOf(account)], log);
    links.push(opened);
    return opened;
  };
  const consumers = JSON.parse(
    readFileSync(join(repositoryRoot, 'deploy', 'nats', 'consumers.json'), 'utf8'),
  ) as DurableConsumer[];
  const provisioner = (ackWaitMs = 30_000, account = link) =>
    new JetStreamProvisioner(account, consumers, { replicas: 1, ackWaitMs, rateLimitWindowMs: 60_000 }, log);
  const settleOrder = async () =>
    (await manager.consumers.info('orderwire_events', 'orders_ms_settle_order')).config;

  beforeAll(async () => {
    nats = await PermittedNats.start();
    link = await linkOf('provisioner');
    manager = await jetstreamManager(link.connection, { checkAPI: false });
    await provisioner().apply();
  });

  afterAll(async () => {
    for (const { connection } of links) await connection.close();
    await nats.stop();
  });

  const as = (account: string) => nats.as(account);

  it('creates what the services need: an event reaches its consumer, an ended session every service', async () => {
    const [payments, orders, auth] = [await as('payments-ms'), await as('orders-ms'), await as('auth-ms')];
    const sessions: string[] = [];
    orders.subscribe('ended_sessions.revoked', {
      callback: (_error, message) => void sessions.push(message.string()),
    });
    await orders.flush();
    await jetstream(payments).publish('payment.succeeded', 'paid');
    const consumer = await jetstream(orders).consumers.get('orderwire_events', 'orders_ms_settle_order');
    const message = await consumer.next();
    expect(message?.string()).toBe('paid');
    expect(await message?.ackAck()).toBe(true);
    await jetstream(auth).publish('session.revoked', 'ended');
    await orders.flush();
    const { direct } = await jetstreamManager(orders, { checkAPI: false });
    const stored: string[] = [];
    const batch = { start_time: new Date(0), next_by_subj: 'ended_sessions.revoked', batch: 10 };
    for (let end = false; !end && stored.length === 0;)
      await new Promise<void>((resolve) => {
        const callback = (done: unknown, found: { string(): string }) =>
          done ? resolve() : void stored.push(found.string());
        void direct.getBatch('ended_sessions', { ...batch, callback });
      });
    expect([sessions, stored]).toEqual([['ended'], ['ended']]);
    const counted = await (await as('client-gateway')).request('limits.ip.x.1', '', { timeout: 30_000 });
    expect(counted.json()).toMatchObject({ error: { description: expect.stringMatching(/incr/i) } });
  });

  it('applies a changed setting to what exists, and changes nothing a second time', async () => {
    await provisioner(60_000).apply();
    expect((await settleOrder()).ack_wait).toBe(nanos(60_000));
    const logged: unknown[] = [];
    const log = { info: (...all: unknown[]) => void logged.push(all), error: () => undefined };
    const settings = { replicas: 1, ackWaitMs: 60_000, rateLimitWindowMs: 60_000 };
    await new JetStreamProvisioner(link, consumers, settings, log as never).apply();
    expect(logged).toEqual([]);
  });

  it('removes settings with which a stream would copy or drop events', async () => {
    await manager.streams.update('orderwire_events', {
      republish: { src: '>', dest: 'stolen.>' },
      max_msgs: 1,
    });
    await provisioner().apply();
    const { config } = await manager.streams.info('orderwire_events');
    expect(config).toMatchObject({ max_msgs: -1, republish: { src: 'session.revoked' } });
  });

  it('names a setting that NATS cannot change, and the way; creating it again applies it', async () => {
    await manager.streams.delete('limits');
    await manager.streams.add({ name: 'limits', subjects: ['limits.>'], storage: StorageType.File });
    await expect(provisioner().apply()).rejects.toThrow(
      /stream limits has another .*storage.*--recreate limits/,
    );
    await provisioner().recreate('limits');
    expect((await manager.streams.info('limits')).config.storage).toBe(StorageType.Memory);
  });

  it('names the account that it needs when it has the rights of a service', async () => {
    await expect(provisioner(30_000, await linkOf('orders-ms')).apply()).rejects.toThrow(
      /permissions violation.*account "provisioner"/i,
    );
  });
});
