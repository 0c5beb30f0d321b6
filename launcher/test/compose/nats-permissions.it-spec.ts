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
    // A slow connection attempt must not fail authorization.
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
  /** The error of NATS for a publish or subscription; undefined when it is allowed. */
  const violationOf = async (connection: NatsConnection, act: () => unknown): Promise<string | undefined> => {
    let violation: string | undefined;
    const status = connection.status();
    void (async () => {
      for await (const { type, ...rest } of status)
        if (type === 'error') violation = (rest as unknown as { error: Error }).error.message;
    })();
    act();
    // The server has read what was sent before when it answers this.
    await connection.flush();
    await connection.flush();
    return violation;
  };

  it.each([
    ['a service publishes its events', 'payments-ms', 'payment.succeeded'],
    ['a service sends the requests it lists', 'orders-ms', 'create.payment.session'],
    ['every service requests the public keys', 'products-ms', 'auth.jwks'],
  ])('%s', async (_rule, service, subject) => {
    const connection = await as(service);
    expect(await violationOf(connection, () => connection.publish(subject))).toBeUndefined();
  });

  it.each([
    ['no service publishes an event of another', 'orders-ms', 'payment.succeeded'],
    ['the gateway publishes no event', 'client-gateway', 'order.paid'],
    ['no service sends a request it does not list', 'products-ms', 'create.payment.session'],
    ['no service deletes the stream', 'orders-ms', '$JS.API.STREAM.DELETE.orderwire_events'],
    ['no service purges the stream', 'payments-ms', '$JS.API.STREAM.PURGE.orderwire_events'],
    [
      'no service pulls from a consumer of another',
      'products-ms',
      '$JS.API.CONSUMER.MSG.NEXT.orderwire_events.orders_ms_settle_order',
    ],
    [
      'no service deletes a consumer of another',
      'products-ms',
      '$JS.API.CONSUMER.DELETE.orderwire_events.orders_ms_settle_order',
    ],
    [
      'the gateway reads revoked sessions and nothing else',
      'client-gateway',
      '$JS.API.CONSUMER.CREATE.orderwire_events.mine.payment.succeeded',
    ],
    [
      'no service acknowledges a delivery of another',
      'products-ms',
      '$JS.ACK.orderwire_events.orders_ms_settle_order.1.1.1.1.1',
    ],
    ['no service replies without a request', 'payments-ms', '_INBOX.client-gateway.x'],
  ])('%s', async (_rule, service, subject) => {
    const connection = await as(service);
    expect(await violationOf(connection, () => connection.publish(subject))).toMatch(
      /permissions violation/i,
    );
  });

  it.each([
    ["no service subscribes to another's requests", 'payments-ms', 'auth.login', 'auth-ms'],
    ['no service subscribes to its requests outside its queue group', 'auth-ms', 'auth.login', ''],
    ["no service subscribes to another's inbox", 'payments-ms', '_INBOX.client-gateway.>', ''],
    ['no service subscribes to all subjects', 'orders-ms', '>', ''],
  ])('%s', async (_rule, service, subject, queue) => {
    const connection = await as(service);
    const listen = () =>
      connection.subscribe(subject, { ...(queue && { queue }), callback: () => undefined });
    expect(await violationOf(connection, listen)).toMatch(/permissions violation/i);
  });

  it('a request reaches its service, and the reply its sender', async () => {
    const [auth, gateway] = [await as('auth-ms'), await as('client-gateway')];
    auth.subscribe('auth.login', {
      queue: 'auth-ms',
      callback: (_error, message) => void message.respond('you'),
    });
    await auth.flush();
    const answer = await gateway.request('auth.login', 'who', { timeout: 30_000 });
    expect(answer.string()).toBe('you');
  });

  it('a missing or wrong password is refused', async () => {
    await as('auth-ms');
    const servers = `127.0.0.1:${port}`;
    await expect(connect({ servers })).rejects.toThrow(/authorization/i);
    await expect(connect({ servers, user: 'auth-ms', pass: 'x' })).rejects.toThrow(/authorization/i);
  });
});
