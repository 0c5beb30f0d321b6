import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { Database, Metrics } from '@orderwire/platform';
import { sign, TEST_ENDPOINT_SECRET } from '@orderwire/stripe-sandbox';
import { freePort } from '@orderwire/test-kit';
import { v7 as uuidv7 } from 'uuid';
import { waitUntil, PaymentsWorld } from './payments-world.js';
import { postUnread, WebhookProxy } from './webhook-proxy.js';

let world: PaymentsWorld;
beforeAll(async () => {
  world = await PaymentsWorld.create();
});
afterAll(() => world.close());

const now = () => Math.floor(Date.now() / 1_000);
let sequence = 0;
const eventBody = (changes: object = {}, object: object = {}): string =>
  JSON.stringify({
    id: `evt_${Date.now()}${sequence++}`,
    object: 'event',
    api_version: '2026-10-28.endive',
    created: now(),
    livemode: false,
    type: 'customer.created',
    data: { object: { id: 'cus_1', object: 'customer', ...object } },
    ...changes,
  });
const idOf = (body: string) => (JSON.parse(body) as { id: string }).id;
const post = (body: string | Buffer, signature?: string, headers: Record<string, string> = {}) =>
  fetch(`${world.url}/payments/webhook`, {
    method: 'POST',
    body: new Uint8Array(Buffer.from(body)),
    headers: {
      'content-type': 'application/json',
      ...(signature && { 'stripe-signature': signature }),
      ...headers,
    },
  });
const signed = (body: string, secret = TEST_ENDPOINT_SECRET, at = now()) =>
  post(body, sign(body, secret, at));
const stored = (id: string) =>
  world.rows<{ type: string; outcome: string | null; payload: string }>(
    'SELECT type, outcome, payload FROM stripe_events WHERE id = $1',
    [id],
  );

describe('an event with a valid signature', () => {
  test('is stored by a service that starts while NATS is away', async () => {
    const [port, away, nats] = [
      await freePort(),
      await WebhookProxy.start(),
      new URL(world.config().NATS_SERVERS[0] ?? ''),
    ];
    const starting = world.start({ PORT: port, NATS_SERVERS: [away.url.replace('http', 'nats')] });
    const url = `http://127.0.0.1:${port}`;
    const body = eventBody();
    const headers = { 'stripe-signature': sign(body, TEST_ENDPOINT_SECRET, now()) };
    const posting = () => fetch(`${url}/payments/webhook`, { method: 'POST', body, headers });
    const status = async () => (await posting().catch(() => undefined))?.status;
    await waitUntil(status, (seen) => seen === 200);
    expect(await stored(idOf(body))).toHaveLength(1);
    const readiness = async () => (await fetch(`${url}/health/ready`)).status;
    expect(await readiness()).toBe(503);
    away.forwardTo(nats.href);
    const service = await starting;
    await waitUntil(readiness, (seen) => seen === 200);
    await world.stop(service);
    await away.close();
  });

  test('is stored unchanged before the response', async () => {
    const body = eventBody({ note: 'naïve ☃ \\u0000' });
    const answer = await signed(body);
    expect(answer.status).toBe(200);
    expect(await stored(idOf(body))).toEqual([
      { type: 'customer.created', outcome: 'ignored', payload: body },
    ]);
  });

  test('of an unknown type is stored and ignored', async () => {
    const body = eventBody({ type: 'moon.landed' });
    expect((await signed(body)).status).toBe(200);
    expect(await stored(idOf(body))).toMatchObject([{ type: 'moon.landed', outcome: 'ignored' }]);
  });

  test.each(['/payments/webhook/', '//payments/webhook', '/payments//webhook?a=1'])(
    'is stored when it is posted to %s',
    async (path) => {
      const body = eventBody();
      const headers = { 'stripe-signature': sign(body, TEST_ENDPOINT_SECRET, now()) };
      expect((await fetch(world.url + path, { method: 'POST', body, headers })).status).toBe(200);
      expect(await stored(idOf(body))).toHaveLength(1);
      expect((await fetch(world.url + path)).headers.get('allow')).toBe('POST');
    },
  );

  test('may be signed with any secret of a rotation', async () => {
    const body = eventBody();
    expect((await signed(body, 'whsec_rotated')).status).toBe(200);
  });

  test('of the other mode is stored and not processed', async () => {
    const body = eventBody({ livemode: true, type: 'checkout.session.completed' });
    expect((await signed(body)).status).toBe(200);
    expect(await stored(idOf(body))).toMatchObject([{ outcome: 'other_mode' }]);
  });

  test('about a session of another shop is stored as foreign and counted', async () => {
    const bodies = [
      { id: 'cs_test_theirs', client_reference_id: '1042' },
      { id: 'cs_test_theirs', metadata: { orderId: uuidv7(), attempt: '1' } },
      { id: 'cs_test_theirs', metadata: { orderId: uuidv7(), attempt: '1', shop: 'theirs' } },
    ].map((object) => eventBody({ type: 'checkout.session.completed' }, object));
    for (const body of bodies) expect((await signed(body)).status).toBe(200);
    for (const body of bodies) expect(await world.outcomeOf(idOf(body))).toBe('foreign');
    const { body } = await world.replica.app.get(Metrics).page();
    expect(body).toMatch(/orderwire_payments_foreign_events_total\{.*\} 3/);
    expect(world.stripe.count('GET', /cs_test_theirs/)).toBe(0);
  });

  test('about an unknown order of this shop is stored and reported', async () => {
    const metadata = { orderId: uuidv7(), attempt: '1', shop: await world.shop() };
    const object = { id: 'cs_test_other', metadata };
    const body = eventBody({ type: 'checkout.session.completed' }, object);
    expect((await signed(body)).status).toBe(200);
    await waitUntil(
      () => stored(idOf(body)),
      ([row]) => row?.outcome === 'unknown_order',
    );
    expect(world.stripe.count('GET', /cs_test_other/)).toBe(0);
  });

  test('about a session that was opened under another STRIPE_SHOP pays its order', async () => {
    const { orderId, id } = await world.openSession();
    await world.stopReplica();
    await world.startReplica({ config: { STRIPE_SHOP: 'renamed' } });
    await world.stripe.pay(id);
    await world.waitFor(orderId, 'payment.succeeded');
    const renamed = await world.openSession();
    expect(await world.stripe.retrieve(renamed.id)).toMatchObject({ metadata: { shop: 'renamed' } });
    await world.stopReplica();
    await world.startReplica();
    expect(await world.shop()).not.toBe('renamed');
  });

  test('is stored once if sent concurrently', async () => {
    const body = eventBody();
    const answers = await Promise.all(Array.from({ length: 6 }, () => signed(body)));
    expect(answers.map(({ status }) => status)).toEqual(Array(6).fill(200));
    expect(await stored(idOf(body))).toHaveLength(1);
  });
});

describe('a request that is not Stripe’s', () => {
  const body = eventBody();
  const tampered = body.replace('cus_1', 'cus_2');
  test.each([
    ['without a signature', body, undefined],
    ['with a malformed signature', body, 'nonsense'],
    ['signed with another secret', body, sign(body, 'whsec_other', now())],
    ['changed after it was signed', tampered, sign(body, TEST_ENDPOINT_SECRET, now())],
    ['older than five minutes', body, sign(body, TEST_ENDPOINT_SECRET, now() - 301)],
    [
      'older than five minutes, with an unsigned current time in front',
      body,
      `t=${now()},${sign(body, TEST_ENDPOINT_SECRET, now() - 301)}`,
    ],
    ['with a body that is not JSON', '{"id":', sign('{"id":', TEST_ENDPOINT_SECRET, now())],
    [
      'with a body that is not an event',
      '{"id":"evt_1"}',
      sign('{"id":"evt_1"}', TEST_ENDPOINT_SECRET, now()),
    ],
    ['with an empty body', '', sign('', TEST_ENDPOINT_SECRET, now())],
  ])('is refused %s', async (_name, text, signature) => {
    const answer = await post(text, signature);
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(await answer.json()).toMatchObject({
      status: 400,
      title: 'Bad Request',
      correlationId: expect.any(String),
    });
    expect(await stored(idOf(body))).toEqual([]);
  });

  test.each<[string, string, { secret?: string; ageSeconds?: number }, RegExp]>([
    [
      'a thin event',
      JSON.stringify({ id: 'evt_thin', object: 'v2.core.event' }),
      {},
      /payload style "Snapshot"/,
    ],
    [
      'the secret of another endpoint',
      body,
      { secret: 'whsec_other' },
      /matches no secret in STRIPE_ENDPOINT/,
    ],
    ['a clock that is ahead', body, { ageSeconds: 14 * 60 }, /14 minutes ahead of Stripe.*NTP/],
  ])(
    'gets a reason that says what to correct: %s',
    async (_name, text, { secret, ageSeconds = 0 }, reason) => {
      const answer = await signed(text, secret, now() - ageSeconds);
      expect(answer.status).toBe(400);
      const detail = ((await answer.json()) as { detail: string }).detail;
      expect(detail).toMatch(reason);
      expect(detail).not.toContain('whsec_');
    },
  );

  test('is refused if its body is too large', async () => {
    const answer = await postUnread(world.url, 512 * 1024 + 1);
    expect(answer.status).toBe(413);
    expect(answer.type).toContain('application/problem+json');
  });

  test('is accepted with any content type if the signature is valid', async () => {
    const text = eventBody();
    const answer = await post(text, sign(text, TEST_ENDPOINT_SECRET, now()), {
      'content-type': 'text/plain',
    });
    expect(answer.status).toBe(200);
  });
});

describe('while the database is unavailable', () => {
  test('a webhook gets 503, and the retry is stored', async () => {
    const body = eventBody();
    const answer = await world.withoutDatabase(() => signed(body));
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('1');
    expect(await answer.json()).toMatchObject({ status: 503, detail: expect.not.stringContaining('test_') });
    expect((await signed(body)).status).toBe(200);
    expect(await stored(idOf(body))).toHaveLength(1);
  });
});

describe('the other routes', () => {
  test.each([
    ['GET', '/payments/webhook', 405],
    ['POST', '/payments/success', 405],
    ['DELETE', '/payments/cancel', 405],
    ['GET', '/payments/nothing', 404],
    ['GET', '/', 404],
  ])('%s %s is a problem of status %i', async (method, path, status) => {
    const answer = await fetch(world.url + path, { method, headers: { 'x-request-id': 'trace-1' } });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(await answer.json()).toMatchObject({ status, correlationId: 'trace-1' });
    expect(answer.headers.has('allow')).toBe(status === 405);
  });

  test('show the return pages of Checkout', async () => {
    const answer = await fetch(`${world.url}/payments/success?session_id=cs_test_a1&session_id=%3Cscript%3E`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(await answer.text()).not.toContain('<script>');
    const plain = await (await fetch(`${world.url}/payments/success?session_id=cs_test_a1`)).text();
    expect(plain).toContain('cs_test_a1');
    expect((await fetch(`${world.url}/payments/cancel`)).status).toBe(200);
  });

  test('report liveness and readiness', async () => {
    expect((await fetch(`${world.url}/health/live`)).status).toBe(200);
    const ready = () => world.readiness(world.replica);
    expect(await waitUntil(ready, ({ status }) => status === 'ready')).toMatchObject({
      parts: {
        database: 'ok',
        'subject create.payment.session': 'ok',
        'subject payments.expire_session': 'ok',
        'subject payments.refund': 'ok',
      },
    });
  });

  test('show the reasons of readiness to holders of the health key only, and one report a second', async () => {
    const ping = jest.spyOn(world.replica.app.get(Database), 'ping').mockRejectedValue(new Error('role x'));
    try {
      await waitUntil(
        () => world.readiness(world.replica),
        ({ status }) => status === 'not_ready',
      );
      const before = ping.mock.calls.length;
      const asked = await Promise.all(
        Array.from({ length: 50 }, () => fetch(`${world.replica.url}/health/ready`)),
      );
      expect(ping.mock.calls.length - before).toBeLessThan(10);
      expect(new Set(asked.map(({ status }) => status))).toEqual(new Set([503]));
      expect(await asked[0]?.json()).toEqual({ status: 'not_ready' });
      expect(await world.readiness(world.replica)).toMatchObject({ parts: { database: 'role x' } });
    } finally {
      ping.mockRestore();
    }
  });
});
