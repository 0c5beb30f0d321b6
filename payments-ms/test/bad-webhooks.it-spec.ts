import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sign, TEST_ENDPOINT_SECRET } from '@orderwire/stripe-sandbox';
import { Metrics } from '@orderwire/platform';
import { type Paid, RefundFixture } from './refund-fixture.js';
import { PaymentsWorld } from './payments-world.js';
import { postUnread } from './webhook-proxy.js';

const DAY = 86_400;

let world: PaymentsWorld;
let fixture: RefundFixture;
beforeAll(async () => {
  world = await PaymentsWorld.create();
  fixture = new RefundFixture(world);
});
afterAll(() => world.close());

const now = () => Math.floor(Date.now() / 1_000);

/** Posts a body. The signature may be of another body, secret or time. */
function post(
  body: string,
  { of = body, secret = TEST_ENDPOINT_SECRET, at = now() } = {},
): Promise<Response> {
  const headers = { 'content-type': 'application/json', 'stripe-signature': sign(of, secret, at) };
  return fetch(`${world.url}/payments/webhook`, { method: 'POST', body, headers });
}

/** Stripe's event about a refund made in the dashboard, with a new event id. */
async function refundEvent(paid: Paid, id: string): Promise<string> {
  const refund = await fixture.refundInDashboard(paid, 100);
  await world.outcomes(refund.id);
  const { payload, id: event } = await world.eventOf(refund.id, 'refund.created');
  return payload.replaceAll(event, id);
}

/** Requests of this outcome so far, or samples of the age of stored events. */
async function counted(outcome: string): Promise<number> {
  const { body } = await world.replica.app.get(Metrics).page();
  const name = outcome === 'age' ? 'webhook_age_seconds_count' : `webhooks_total\\{outcome="${outcome}"`;
  return Number(new RegExp(`^orderwire_payments_${name}.* (\\d+)$`, 'm').exec(body)?.[1]);
}

const stored = (id: string) =>
  world.rows<{ outcome: string | null }>('SELECT outcome FROM stripe_events WHERE id = $1', [id]);

describe('a webhook about a refund', () => {
  test.each([
    ['signed with another secret', (body: string) => post(body, { secret: 'whsec_forged' })],
    ['changed after it was signed', (body: string) => post(body.replace('100', '999'), { of: body })],
    ['truncated after it was signed', (body: string) => post(body.slice(0, -40), { of: body })],
    ['truncated before it was signed', (body: string) => post(body.slice(0, -40))],
    ['replayed from yesterday', (body: string) => post(body, { at: now() - DAY })],
  ])('%s is refused and changes nothing', async (name, send) => {
    const paid = await fixture.paid();
    const id = `evt_bad_${name.replace(/\W/g, '')}`;
    const answer = await send(await refundEvent(paid, id));
    expect(answer.status).toBe(400);
    expect(await stored(id)).toEqual([]);
    expect(await fixture.rows(paid.orderId)).toHaveLength(1);
  });

  test('is counted by its outcome, and a stored one with its age', async () => {
    const body = await refundEvent(await fixture.paid(), 'evt_counted');
    const outcomes = ['stored', 'duplicate', 'invalid_signature', 'unusable', 'age'];
    const before = await Promise.all(outcomes.map(counted));
    await post(body);
    await post(body);
    await post(body, { secret: 'whsec_forged' });
    await post('{"id":');
    const after = await Promise.all(outcomes.map(counted));
    expect(after.map((count, index) => count - (before[index] ?? NaN))).toEqual([1, 1, 1, 1, 1]);
  });

  test('of one megabyte is refused before it is read, and the next one is accepted', async () => {
    const paid = await fixture.paid();
    const body = await refundEvent(paid, 'evt_large');
    expect((await postUnread(world.url, 1024 * 1024)).status).toBe(413);
    expect(await stored('evt_large')).toEqual([]);
    expect((await post(body)).status).toBe(200);
    expect(await world.outcomeOf('evt_large')).toBe('applied');
  });

  test('of a connected account is stored and not processed, even if it names one of our payments', async () => {
    const { orderId, id } = await world.openSession();
    await world.withoutWebhooks(async () => {
      await world.stripe.pay(id);
      const { payload } = await world.stripe.eventOf(id, 'checkout.session.completed');
      const event = JSON.parse(payload) as { id: string };
      const other = JSON.stringify({ ...event, id: 'evt_connected', account: 'acct_other' });
      expect((await world.post(other, world.replica.url)).status).toBe(200);
      expect(await world.outcomeOf('evt_connected')).toBe('other_account');
      expect(await world.subjectsOf(orderId)).toEqual([]);
      // The event of our own account is processed.
      expect((await world.post(payload, world.replica.url)).status).toBe(200);
      await world.waitFor(orderId, 'payment.succeeded');
    });
  });

  test('of the other mode is stored and not processed', async () => {
    const paid = await fixture.paid();
    const body = (await refundEvent(paid, 'evt_live')).replace('"livemode":false', '"livemode":true');
    const live = JSON.stringify({ ...(JSON.parse(body) as object), livemode: true });
    expect((await post(live)).status).toBe(200);
    expect(await world.outcomeOf('evt_live')).toBe('other_mode');
  });

  test('that is sent again with the same id and a new signature is stored once', async () => {
    const paid = await fixture.paid();
    const body = await refundEvent(paid, 'evt_again');
    await post(body);
    await world.outcomeOf('evt_again');
    expect((await post(body)).status).toBe(200);
    expect(await stored('evt_again')).toHaveLength(1);
    expect(await fixture.refundedOf(paid)).toBe(100);
  });
});

describe('an event that is sent again after it was deleted', () => {
  test('is not applied a second time', async () => {
    const paid = await fixture.paid();
    const refund = await fixture.refundInDashboard(paid, 100);
    await world.outcomes(refund.id);
    const events = [
      await world.eventOf(paid.sessionId, 'checkout.session.completed'),
      await world.eventOf(refund.id, 'refund.created'),
    ];
    const ids = events.map(({ id }) => id);
    await world.rows('DELETE FROM stripe_events WHERE id = ANY($1)', [ids]);
    for (const { payload } of events) expect((await post(payload)).status).toBe(200);
    for (const id of ids) await world.outcomeOf(id);
    expect(await world.subjectsOf(paid.orderId)).toEqual([
      'payment.succeeded',
      'refund.requested',
      'refund.succeeded',
    ]);
    expect(await fixture.refundedOf(paid)).toBe(100);
  });
});

describe('the webhook port', () => {
  test('ends a request whose body does not arrive', async () => {
    const socket = connect(Number(new URL(world.replica.url).port), '127.0.0.1');
    socket.write('POST /payments/webhook HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{');
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(String(answer)).toMatch(/^HTTP\/1.1 408 /);
    socket.destroy();
  });

  test('refuses a network that sends many invalid requests, and never one that Stripe uses', async () => {
    const send = (from: string, signature: string) =>
      fetch(`${world.replica.url}/payments/webhook`, {
        method: 'POST',
        body,
        headers: { 'x-forwarded-for': from, 'stripe-signature': signature },
      });
    const body = '{"object":"event","id":"evt_limits","type":"customer.created","data":{"object":{}}}';
    const valid = sign(body, TEST_ENDPOINT_SECRET, now());
    expect((await send('198.51.100.1', valid)).status).toBe(200);
    const flood = async (from: string) => {
      const answers = await Promise.all(Array.from({ length: 60 }, () => send(from, 'nonsense')));
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([400]));
      return send(from, 'nonsense');
    };
    const refused = await flood('198.51.100.2');
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await flood('198.51.100.1')).status).toBe(400);
    expect((await send('198.51.100.1', valid)).status).toBe(200);
  });
});
