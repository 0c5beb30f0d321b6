import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { freePort, locateNatsServer } from '@orderwire/test-kit';
import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { natsConfiguration } from '../../src/compose/nats-permissions.js';
import { serviceManifests } from '../../src/compose/service-manifests.js';
import { repositoryRoot } from '../../src/repository.js';
import { topology } from '../../src/topology.js';

const services = topology.filter(({ layer }) => layer !== 'external').map(({ name }) => name);
const manifests = serviceManifests(repositoryRoot, services);
const manifestOf = (name: string) => manifests.find(({ service }) => service === name);

describe('the manifests of the services', () => {
  it('cover every contract: there are as many as snapshots', () => {
    const snapshots = readdirSync(join(repositoryRoot, 'contracts', 'snapshots'));
    const subjects = manifests.flatMap(({ handles, publishes }) => [...handles, ...publishes]);
    expect(subjects.map((subject) => `${subject}.json`).sort()).toEqual(snapshots.sort());
  });

  it('come from the contracts and the built modules', () => {
    expect(manifestOf('orders-ms')).toMatchObject({
      handles: expect.arrayContaining(['orders.create']),
      requests: expect.arrayContaining(['auth.jwks', 'create.payment.session', 'validate_products']),
      publishes: expect.arrayContaining(['order.paid']),
      consumers: expect.arrayContaining([
        { durable: 'orders_ms_settle_order', subject: 'payment.succeeded' },
      ]),
    });
    expect(manifestOf('client-gateway')).toMatchObject({ handles: [], publishes: [], consumers: [] });
  });

  it('agree with deploy/nats/permissions.conf: npm run nats:permissions generates it', () => {
    const committed = readFileSync(join(repositoryRoot, 'deploy', 'nats', 'permissions.conf'), 'utf8');
    expect(committed).toBe(natsConfiguration(manifests));
  });
});

describe('NATS with these permissions', () => {
  let folder: string;
  let server: ChildProcess;
  let port: number;
  const open: NatsConnection[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'orderwire-permissions-'));
    port = await freePort();
    // The same places as in the container, under a folder of its own.
    cpSync(join(repositoryRoot, 'deploy', 'nats'), join(folder, 'etc', 'nats'), { recursive: true });
    mkdirSync(join(folder, 'run', 'secrets'), { recursive: true });
    const passwords = services.map(
      (name) => `${name.replaceAll('-', '_').toUpperCase()}_PASSWORD: "${name}!"`,
    );
    writeFileSync(join(folder, 'run', 'secrets', 'nats_passwords'), passwords.join('\n'));
    const file = join(folder, 'etc', 'nats', 'nats-server.conf');
    const text = readFileSync(file, 'utf8')
      .replace('0.0.0.0:4222', `127.0.0.1:${port}`)
      .replace(/^http:.*$/m, '')
      .replace('"/data"', JSON.stringify(join(folder, 'data')));
    writeFileSync(file, text);
    // Who pauses while a connection is made is no stranger.
    const permissions = join(folder, 'etc', 'nats', 'permissions.conf');
    const patient = readFileSync(permissions, 'utf8').replace(/^( +timeout:) \d+$/m, '$1 60');
    writeFileSync(permissions, patient);
    server = spawn(await locateNatsServer(), ['-c', file], { stdio: 'ignore' });
  });
  afterAll(async () => {
    await Promise.all(open.map((connection) => connection.close()));
    const ended = new Promise((resolve) => server.once('exit', resolve));
    if (server.kill('SIGTERM')) await ended;
    rmSync(folder, { recursive: true, force: true });
  });

  const as = async (service: string): Promise<NatsConnection> => {
    const connection = await connect({
      servers: `127.0.0.1:${port}`,
      user: service,
      pass: `${service}!`,
      inboxPrefix: `_INBOX.${service}`,
      waitOnFirstConnect: true,
      maxReconnectAttempts: -1,
      reconnectTimeWait: 50,
    });
    open.push(connection);
    return connection;
  };
  /** What NATS has to say about one publish or subscription; undefined when it lets it pass. */
  const objection = async (connection: NatsConnection, act: () => unknown): Promise<string | undefined> => {
    let heard: string | undefined;
    const status = connection.status();
    void (async () => {
      for await (const { type, ...rest } of status)
        if (type === 'error') heard = (rest as unknown as { error: Error }).error.message;
    })();
    act();
    // The server has read what was sent before when it answers this.
    await connection.flush();
    await connection.flush();
    return heard;
  };

  it.each([
    ['the owner of an event announces it', 'payments-ms', 'payment.succeeded'],
    ['who needs an answer asks', 'orders-ms', 'create.payment.session'],
    ['everybody asks for the public keys', 'products-ms', 'auth.jwks'],
  ])('%s', async (_rule, service, subject) => {
    const connection = await as(service);
    expect(await objection(connection, () => connection.publish(subject))).toBeUndefined();
  });

  it.each([
    ['nobody announces an event of another', 'orders-ms', 'payment.succeeded'],
    ['the gateway announces nothing', 'client-gateway', 'order.paid'],
    ['nobody asks what is not theirs to ask', 'products-ms', 'create.payment.session'],
    ['nobody deletes the stream', 'orders-ms', '$JS.API.STREAM.DELETE.orderwire_events'],
    ['nobody purges the stream', 'payments-ms', '$JS.API.STREAM.PURGE.orderwire_events'],
    [
      'nobody takes events that another waits for',
      'products-ms',
      '$JS.API.CONSUMER.MSG.NEXT.orderwire_events.orders_ms_settle_order',
    ],
    [
      'nobody deletes what another reads with',
      'products-ms',
      '$JS.API.CONSUMER.DELETE.orderwire_events.orders_ms_settle_order',
    ],
    [
      'the gateway reads ended sessions and nothing else',
      'client-gateway',
      '$JS.API.CONSUMER.CREATE.orderwire_events.mine.payment.succeeded',
    ],
    [
      'nobody acknowledges what another received',
      'products-ms',
      '$JS.ACK.orderwire_events.orders_ms_settle_order.1.1.1.1.1',
    ],
    ['nobody answers who did not ask', 'payments-ms', '_INBOX.client-gateway.x'],
  ])('%s', async (_rule, service, subject) => {
    const connection = await as(service);
    expect(await objection(connection, () => connection.publish(subject))).toMatch(/permissions violation/i);
  });

  it.each([
    ["nobody listens to another's requests", 'payments-ms', 'auth.login', 'auth-ms'],
    ['nobody takes its own requests past the queue group', 'auth-ms', 'auth.login', ''],
    ["nobody listens to another's inbox", 'payments-ms', '_INBOX.client-gateway.>', ''],
    ['nobody listens to everything', 'orders-ms', '>', ''],
  ])('%s', async (_rule, service, subject, queue) => {
    const connection = await as(service);
    const listen = () =>
      connection.subscribe(subject, { ...(queue && { queue }), callback: () => undefined });
    expect(await objection(connection, listen)).toMatch(/permissions violation/i);
  });

  it('a question reaches its service, and the answer whoever asked', async () => {
    const [auth, gateway] = [await as('auth-ms'), await as('client-gateway')];
    auth.subscribe('auth.login', {
      queue: 'auth-ms',
      callback: (_error, message) => void message.respond('you'),
    });
    await auth.flush();
    const answer = await gateway.request('auth.login', 'who', { timeout: 30_000 });
    expect(answer.string()).toBe('you');
  });

  it('who has no password, or a wrong one, is not let in', async () => {
    await as('auth-ms');
    const servers = `127.0.0.1:${port}`;
    await expect(connect({ servers })).rejects.toThrow(/authorization/i);
    await expect(connect({ servers, user: 'auth-ms', pass: 'x' })).rejects.toThrow(/authorization/i);
  });
});
