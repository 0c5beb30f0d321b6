import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { consumersFile, natsConfiguration } from '../../src/compose/nats-permissions.js';
import { natsChartValues } from '../../src/helm/nats-values.js';
import { serviceManifests } from '../../src/compose/service-manifests.js';
import { repositoryRoot } from '../../src/repository.js';
import { topology } from '../../src/topology.js';
import { PermittedNats } from './permitted-nats.js';

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

  const committed = (file: string) => readFileSync(join(repositoryRoot, 'deploy', 'nats', file), 'utf8');

  it('agree with permissions.conf and consumers.json: npm run nats:permissions generates them', () => {
    expect(committed('permissions.conf')).toBe(natsConfiguration(manifests));
    expect(committed('consumers.json')).toBe(consumersFile(manifests));
  });

  it('are those of the Helm example, with the same users, rights and server settings', () => {
    const file = join(repositoryRoot, 'deploy', 'helm', 'examples', 'values-nats.yaml');
    const example = readFileSync(file, 'utf8');
    expect(example).toBe(natsChartValues(manifests));
    const settings = (text: string) =>
      Object.fromEntries(
        [
          ...text.matchAll(
            /\b(max_payload|max_connections|write_deadline|ping_interval|ping_max|sync_interval): (?:<< )?"?(\w+)/g,
          ),
        ].map(([, name, value]) => [name, value]),
      );
    expect(settings(example)).toEqual(settings(committed('nats-server.conf')));
  });

  it.each(services)(
    'give %s no right over JetStream but to read its own consumers, the ended sessions, and traces if it shows them',
    (service) => {
      const [, account = ''] = committed('permissions.conf').split(`user: "${service}"`);
      const [own = ''] = account.split('user: "');
      const durable = `${service.replaceAll('-', '_')}_\\w+`;
      const allowed = new RegExp(
        String.raw`^\$JS\.(ACK\.(\*\.\*\.)?orderwire_events\.${durable}\.>|API\.(` +
          String.raw`CONSUMER\.(INFO|MSG\.NEXT|PAUSE)\.orderwire_events\.${durable}|` +
          String.raw`STREAM\.INFO\.orderwire_events|DIRECT\.GET\.ended_sessions` +
          `${service === 'insights-ms' ? '|DIRECT\\.GET\\.traces' : ''}))$`,
      );
      const all = [...own.matchAll(/"([^"]+)"/g)].map(([, subject = '']) => subject);
      expect(all.filter((subject) => /^[$>*]/.test(subject) && !allowed.test(subject))).toEqual([]);
      expect(own).not.toContain('deny');
    },
  );
});

describe('NATS with these permissions', () => {
  let nats: PermittedNats;
  beforeAll(async () => void (nats = await PermittedNats.start()));
  afterAll(() => nats.stop());

  const as = (account: string) => nats.as(account);
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
    [
      'a service pauses its own consumers',
      'orders-ms',
      '$JS.API.CONSUMER.PAUSE.orderwire_events.orders_ms_settle_order',
    ],
    ['every service requests the public keys', 'products-ms', 'auth.jwks'],
    ['every service publishes spans of traces', 'products-ms', 'traces.0af7651916cd43dd8448eb211c80319c'],
    ['insights-ms reads traces', 'insights-ms', '$JS.API.DIRECT.GET.traces'],
    [
      'a service acknowledges its deliveries, also with domain and account',
      'orders-ms',
      '$JS.ACK._.hash.orderwire_events.orders_ms_settle_order.1.1.1.1.1',
    ],
  ])('%s', async (_rule, service, subject) => {
    const connection = await as(service);
    expect(await violationOf(connection, () => connection.publish(subject))).toBeUndefined();
  });

  it.each([
    ['no service publishes an event of another', 'orders-ms', 'payment.succeeded'],
    ['the gateway publishes no event', 'client-gateway', 'order.paid'],
    ['no service sends a request it does not list', 'products-ms', 'create.payment.session'],
    ['no other service reads traces', 'orders-ms', '$JS.API.DIRECT.GET.traces'],
    ['no service creates the stream', 'orders-ms', '$JS.API.STREAM.CREATE.orderwire_events'],
    [
      'no service renames or copies events with the settings of the stream',
      'products-ms',
      '$JS.API.STREAM.UPDATE.orderwire_events',
    ],
    ['the gateway creates no stream', 'client-gateway', '$JS.API.STREAM.CREATE.limits'],
    ['the gateway changes no stream', 'client-gateway', '$JS.API.STREAM.UPDATE.limits'],
    [
      'no service creates a consumer, whose delivery subject could be any',
      'products-ms',
      '$JS.API.CONSUMER.CREATE.orderwire_events.products_ms_restock.order.refunded',
    ],
    [
      'no service creates a consumer with the older API',
      'auth-ms',
      '$JS.API.CONSUMER.DURABLE.CREATE.orderwire_events.mine',
    ],
    [
      'no service reads any event of the stream',
      'products-ms',
      '$JS.API.DIRECT.GET.orderwire_events.user.password_reset_requested',
    ],
    ['no service reads the stream by position', 'auth-ms', '$JS.API.STREAM.MSG.GET.orderwire_events'],
    [
      'no service pulls from a consumer that is made later',
      'products-ms',
      '$JS.API.CONSUMER.MSG.NEXT.orderwire_events.mailer_send',
    ],
    ['no service makes up an ended session', 'orders-ms', 'ended_sessions.revoked'],
    ['the provisioner publishes no event', 'provisioner', 'payment.succeeded'],
    [
      'the provisioner reads no event',
      'provisioner',
      '$JS.API.CONSUMER.MSG.NEXT.orderwire_events.orders_ms_settle_order',
    ],
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
      'no service pauses a consumer of another',
      'products-ms',
      '$JS.API.CONSUMER.PAUSE.orderwire_events.orders_ms_settle_order',
    ],
    [
      'the gateway pauses no consumer itself',
      'client-gateway',
      '$JS.API.CONSUMER.PAUSE.orderwire_events.orders_ms_settle_order',
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
    [
      'no service acknowledges a delivery of another, also with domain and account',
      'products-ms',
      '$JS.ACK._.hash.orderwire_events.orders_ms_settle_order.1.1.1.1.1',
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
    const servers = nats.address;
    await expect(connect({ servers })).rejects.toThrow(/authorization/i);
    await expect(connect({ servers, user: 'auth-ms', pass: 'x' })).rejects.toThrow(/authorization/i);
  });
});
