import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Fault, Headers, ServiceUnavailable } from '@orderwire/contracts';
import { headers } from '@nats-io/transport-node';
import { createLogger, errorReports, Metrics, type RpcClient } from '../src/index.js';
import { Book, type BookReply, Overdrawn } from './sample-service.js';
import { waitUntil } from '@orderwire/test-kit';
import { SampleWorld } from './sample-world.js';

const faultOf = async (asked: Promise<unknown>): Promise<Fault> => {
  const error = await asked.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof Fault) return error;
  throw new Error(`expected a fault, got ${String(error)}`);
};

describe('request-reply', () => {
  let world: SampleWorld;
  let client: Awaited<ReturnType<SampleWorld['client']>>;
  let rpc: RpcClient;

  beforeAll(async () => {
    world = await SampleWorld.create();
    client = await world.client();
    rpc = client.rpc;
  });
  afterAll(async () => {
    await client.close();
    await world.close();
  });

  it('fails at once with service_unavailable without a responder', async () => {
    const fault = await faultOf(rpc.request(Book, { account: 'a', amount: 1 }));
    expect(fault.code).toBe(ServiceUnavailable.code);
    expect(fault.details?.['retryAfterMs']).toBe(1_000);
  });

  it('returns the reply of the handler', async () => {
    await world.launch();
    expect(await rpc.request(Book, { account: 'answers', amount: 5 })).toEqual({ balance: 5 });
  });

  it('runs a request on one replica only', async () => {
    await world.launch();
    const balances = await Promise.all(
      Array.from({ length: 40 }, () => rpc.request(Book, { account: 'replicas', amount: 1 })),
    );
    expect(Math.max(...balances.map((reply: BookReply) => reply.balance))).toBe(40);
  });

  it('refuses a request that breaks its contract, naming every field', async () => {
    const fault = await faultOf(rpc.request(Book, { account: 1, amount: 'x', extra: true } as never));
    expect(fault.kind).toBe('invalid');
    expect((fault.details?.['errors'] as { path: string }[]).map(({ path }) => path).sort()).toEqual([
      'account',
      'amount',
      'extra',
    ]);
  });

  it('passes on a fault with its code and details, and rolls back the work', async () => {
    const fault = await faultOf(rpc.request(Book, { account: 'poor', amount: -5 }));
    expect(fault).toMatchObject({
      kind: 'conflict',
      code: 'sample.overdrawn',
      details: { account: 'poor', balance: -5 },
    });
    expect(await world.rows("SELECT * FROM accounts WHERE name = 'poor'")).toEqual([]);
    expect(await world.rows("SELECT * FROM messaging.outbox WHERE aggregate_id = 'poor'")).toEqual([]);
  });

  it('hides an unexpected error behind "internal"', async () => {
    for (const hooks of world.hooks) hooks.before = async () => Promise.reject(new Error('password=hunter2'));
    const server = createServer((request, response) => {
      void text(request).then((body) => server.emit('report', body));
      response.end();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const dsn = `http://key@127.0.0.1:${(server.address() as AddressInfo).port}/1`;
    errorReports.start({
      dsn,
      service: 'orders-ms',
      environment: 'test',
      log: createLogger('test', 'silent'),
    });
    const reported = once(server, 'report') as Promise<[string]>;
    const fault = await faultOf(rpc.request(Book, { account: 'a', amount: 1 }));
    for (const hooks of world.hooks) hooks.before = async () => undefined;
    expect(fault.code).toBe('internal');
    expect(JSON.stringify(fault.toWire())).not.toContain('hunter2');
    const [report] = await reported;
    errorReports.stop();
    server.close();
    expect(report).toContain(`"subject":"${Book.subject}"`);
    expect(report).not.toContain('hunter2');
  });

  it('is measured by subject and outcome: ok, or the code of the fault', async () => {
    const pages = await Promise.all(world.services.map(({ app }) => app.get(Metrics).page()));
    const measured = pages.flatMap(({ body }) => [
      ...body.matchAll(/^orderwire_rpc_server_duration_seconds_count\{(.*)\} \d+$/gm),
    ]);
    const outcomes = measured.map(([, labels = '']) => /outcome="(.*?)"/.exec(labels)?.[1]);
    expect([...new Set(outcomes)].sort()).toEqual(['internal', 'invalid_message', 'ok', 'sample.overdrawn']);
    for (const [, labels] of measured) expect(labels).toContain(`subject="${Book.subject}"`);
  });

  it('fails at once when the reply is larger than NATS accepts', async () => {
    const details = { account: 'x'.repeat(1_100_000) };
    for (const hooks of world.hooks) hooks.before = async () => Promise.reject(Overdrawn(details));
    const fault = await faultOf(rpc.request(Book, { account: 'a', amount: 1 }));
    for (const hooks of world.hooks) hooks.before = async () => undefined;
    expect(fault).toMatchObject({ kind: 'internal', code: 'reply_too_large' });
  });

  it('fails at once when the reply cannot be written as JSON', async () => {
    for (const hooks of world.hooks) hooks.before = async () => Promise.reject(Overdrawn({ balance: 1n }));
    const fault = await faultOf(rpc.request(Book, { account: 'a', amount: 1 }));
    for (const hooks of world.hooks) hooks.before = async () => undefined;
    expect(fault.code).toBe('internal');
  });

  it('refuses at once to send a request that is larger than NATS accepts', async () => {
    const fault = await faultOf(rpc.request(Book, { account: 'x'.repeat(1_100_000), amount: 1 }));
    expect(fault).toMatchObject({ kind: 'too_large', code: 'request_too_large' });
  });

  it.each([
    ['away', '57P01'],
    ['full', '53100'],
  ])('names the retry delay while its database is %s', async (_how, code) => {
    for (const hooks of world.hooks)
      hooks.before = async () => Promise.reject(Object.assign(new Error('no room for hunter2'), { code }));
    const fault = await faultOf(rpc.request(Book, { account: 'a', amount: 1 }));
    for (const hooks of world.hooks) hooks.before = async () => undefined;
    expect(fault).toMatchObject({ code: 'service_unavailable', details: { retryAfterMs: 500 } });
    expect(JSON.stringify(fault.toWire())).not.toContain('hunter2');
  });

  it('stops waiting at the deadline of its contract', async () => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    for (const hooks of world.hooks) hooks.before = () => held;
    const fault = await faultOf(
      client.impatient.request({ ...Book, timeoutMs: 300 }, { account: 'slow', amount: 1 }),
    );
    for (const hooks of world.hooks) hooks.before = async () => undefined;
    release();
    expect(fault.code).toBe('deadline_exceeded');
  });

  it.each([
    ['no JSON', 'hello'],
    ['an array', '[]'],
    ['a null', 'null'],
    ['a packet without data', '{"pattern":"sample.book","data":null,"id":"1"}'],
    ['broken UTF-8', Uint8Array.from([0xff, 0xfe])],
  ])('answers an invalid packet with a fault and keeps running: %s', async (_name, bytes) => {
    const reply = await client.link.connection.request('sample.book', bytes, { timeout: 60_000 });
    expect(reply.json()).toMatchObject({ err: { kind: 'invalid', code: 'invalid_message' } });
    expect(await rpc.request(Book, { account: 'alive', amount: 0 })).toEqual({ balance: 0 });
  });

  it('accepts plain JSON as the nats command line sends it', async () => {
    const reply = await client.link.connection.request('sample.book', '{"account":"bare","amount":3}', {
      timeout: 60_000,
    });
    expect(reply.json()).toMatchObject({ response: { balance: 3 } });
  });

  it('fails with a fault at a malformed reply, and keeps running', async () => {
    const replies = [
      'rubbish',
      '[]',
      '{"response":1}',
      '{"response":null}',
      '{"response":[]}',
      '{"response":{"__proto__":{"balance":1}}}',
      '{}',
      '',
      Uint8Array.of(0xff, 0xfe, 0x00),
      'x'.repeat(900_000),
    ];
    for (const bytes of replies) {
      const rogue = client.link.connection.subscribe('sample.rogue', {
        callback: (_, message) => void message.respond(bytes),
      });
      const fault = await faultOf(
        rpc.request({ ...Book, subject: 'sample.rogue' }, { account: 'a', amount: 1 }),
      );
      rogue.unsubscribe();
      expect(fault.kind).toBe('internal');
      expect(fault.code).toBe('malformed_reply');
    }
  });

  it('fails with an error at a malformed error, and ignores repeated replies', async () => {
    for (const bytes of ['{"err":17}', '{"err":"boom"}', '{"err":{"kind":"conflict"}}']) {
      const rogue = client.link.connection.subscribe('sample.rogue', {
        callback: (_, message) => {
          for (const _time of [1, 2, 3]) message.respond(bytes);
        },
      });
      const fault = await faultOf(
        rpc.request({ ...Book, subject: 'sample.rogue' }, { account: 'a', amount: 1 }),
      );
      rogue.unsubscribe();
      expect(fault).toMatchObject({ kind: 'internal', code: 'internal' });
    }
    expect(await rpc.request(Book, { account: 'alive-after-rogues', amount: 1 })).toEqual({ balance: 1 });
  });

  it('is sent a second time when it only reads and its first recipient hangs, and not otherwise', async () => {
    let received = 0;
    const rogue = client.link.connection.subscribe('sample.rogue', {
      callback: (_error, message) => {
        if (++received > 1) message.respond(JSON.stringify({ response: { balance: received } }));
      },
    });
    const contract = { ...Book, subject: 'sample.rogue' };
    const request = { account: 'a', amount: 1 };
    expect(await rpc.request({ ...contract, readOnly: true }, request)).toEqual({ balance: 2 });
    received = 0;
    expect((await faultOf(client.impatient.request(contract, request))).code).toBe('deadline_exceeded');
    expect(received).toBe(1);
    rogue.unsubscribe();
  });

  it('answers a readiness probe without running the handler', async () => {
    const probe = headers();
    probe.set(Headers.probe, '1');
    const reply = await client.link.connection.request('sample.book', '{"account":"probe","amount":1}', {
      timeout: 60_000,
      headers: probe,
    });
    expect(reply.json()).toMatchObject({ response: { ready: true } });
    // The probe has no effect on later requests.
    expect(await rpc.request(Book, { account: 'after the probe', amount: 1 })).toEqual({ balance: 1 });
    expect(await world.count(`accounts WHERE name = 'probe'`)).toBe(0);
  });

  it('finishes the requests in flight and replies to them when it stops', async () => {
    const isolated = await SampleWorld.create();
    const ownClient = await isolated.client();
    const { service, hooks } = await isolated.launch();
    let release: () => void = () => undefined;
    let entered = false;
    hooks.before = async () => {
      entered = true;
      await new Promise<void>((resolve) => (release = resolve));
    };
    const answer = ownClient.rpc.request(Book, { account: 'last', amount: 7 });
    await waitUntil(() => entered, Boolean);
    const closing = service.close();
    await waitUntil(
      () => ownClient.rpc.probe('sample.book', 500),
      (answered) => !answered,
    );
    release();
    expect(await answer).toEqual({ balance: 7 });
    await closing;
    expect(await isolated.count('messaging.outbox WHERE published_at IS NOT NULL')).toBe(1);
    await ownClient.close();
    isolated.services.length = 0;
    await isolated.close();
  });
});

describe('while NATS is unavailable', () => {
  it('fails at once with service_unavailable, and works again when NATS is back', async () => {
    const world = await SampleWorld.create();
    await world.launch();
    const ownClient = await world.client();
    await world.servers.nats.kill();
    await waitUntil(
      () => ownClient.link.isConnected(),
      (connected) => !connected,
    );
    expect((await faultOf(ownClient.rpc.request(Book, { account: 'a', amount: 1 }))).code).toBe(
      'service_unavailable',
    );
    await world.restartNats();
    // Requests during the reconnect may be lost.
    await waitUntil(
      () =>
        ownClient.impatient.request(Book, { account: 'a', amount: 1 }).then(
          () => true,
          () => false,
        ),
      Boolean,
    );
    await ownClient.close();
    await world.close();
  });
});
