import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { RotateWebhookSecret } from '@orderwire/contracts';
import { Database } from '@orderwire/platform';
import { waitUntil } from '@orderwire/test-kit';
import { Webhook } from 'standardwebhooks';
import { QueueDeliveriesUseCase } from '../src/webhooks/queue-deliveries.use-case.js';
import type { Received, WebhookReceiver } from './webhook-receiver.js';
import { paid, WebhookWorld } from './webhook-world.js';

const verify = (secret: string, { body, headers }: Received): unknown =>
  new Webhook(secret).verify(body, headers as Record<string, string>);

describe('a public event', () => {
  let world: WebhookWorld;
  let shop: WebhookReceiver;

  beforeAll(async () => void (world = await WebhookWorld.create()));
  beforeEach(async () => void (shop = await world.receiver()));
  afterAll(() => world.close());

  it('is sent once to each endpoint that wants it, signed as Standard Webhooks says', async () => {
    const { secret, id } = await world.register(shop, { events: ['order.*'] });
    const other = await world.receiver();
    await world.register(other, { events: ['refund.*'] });
    const event = paid();
    await world.queue(event);
    await world.ended(id, 'delivered');
    expect(shop.requests).toHaveLength(1);
    const [request] = shop.requests as [Received];
    expect(verify(secret, request)).toEqual({
      ...{ type: 'order.paid', timestamp: event.occurredAt },
      data: event.event,
    });
    expect(request.headers).toMatchObject({ 'webhook-id': event.id, 'content-type': 'application/json' });
    expect(other.requests).toEqual([]);
  });

  it('has the same body and id on every attempt, and is sent until one succeeds', async () => {
    const { secret, id } = await world.register(shop);
    shop.answer = (_, response, count) => response.writeHead(count < 3 ? 500 : 200).end();
    await world.queue(paid());
    const [delivery] = await world.ended(id, 'delivered');
    const [first, second, third, ...others] = shop.requests as [Received, Received, Received];
    expect(others).toEqual([]);
    expect([second.body, third.body]).toEqual([first.body, first.body]);
    expect([second.id, third.id]).toEqual([first.id, first.id]);
    expect(() => verify(secret, third)).not.toThrow();
    expect(delivery).toMatchObject({ attempts: 3, lastStatus: 200, lastError: null, nextAttemptAt: null });
  });

  it('is queued with its inbox: a transaction that is rolled back sends nothing', async () => {
    const { id } = await world.register(shop);
    const work = world.get(Database).transaction(async (tx) => {
      await world.get(QueueDeliveriesUseCase).execute(tx, [paid()]);
      throw new Error('rolled back');
    });
    await expect(work).rejects.toThrow('rolled back');
    const event = paid();
    await world.queue(event, event);
    await world.queue(event);
    await world.ended(id, 'delivered');
    expect(shop.requests.map((request) => request.id)).toEqual([event.id]);
  });

  it('is sent once when it was lost and found again under another id, unless it may happen again', async () => {
    const { id } = await world.register(shop);
    const [event, again] = [paid(), paid({ subject: 'order.status_changed' })];
    const found = (lost: typeof event) => ({ ...lost, id: paid().id });
    await world.queue(event, found(event), again);
    await world.queue(found(event), found(again));
    await world.ended(id, 'delivered');
    const types = shop.requests.map(({ body }) => (JSON.parse(body) as { type: string }).type);
    expect(types.sort()).toEqual(['order.paid', 'order.status_changed', 'order.status_changed']);
    expect(shop.requests.map((request) => request.id)).toContain(event.id);
  });

  it('is not sent when it is about an account, whatever the filter', async () => {
    const { id } = await world.register(shop);
    await world.queue(paid({ subject: 'user.password_reset_requested', event: { token: 'secret' } }), paid());
    await world.ended(id, 'delivered');
    expect(shop.requests.map(({ body }) => JSON.parse(body) as object)).toMatchObject([
      { type: 'order.paid' },
    ]);
  });

  it('reaches an endpoint while another one does not answer, and takes few of the requests there', async () => {
    const hanging = await world.receiver();
    hanging.answer = () => undefined;
    const stuck = await world.register(hanging);
    const { id } = await world.register(shop);
    await world.queue(...Array.from({ length: 30 }, () => paid()));
    await world.ended(id, 'delivered');
    expect(shop.requests).toHaveLength(30);
    expect(hanging.requests).toHaveLength(4);
    await world.rows('UPDATE webhook_endpoints SET enabled = false WHERE id = $1', [stuck.id]);
  });

  it('is sent one at a time, with pauses, to an endpoint that failed three times in a row', async () => {
    const { id } = await world.register(shop);
    let sent = 0;
    let most = 0;
    shop.answer = (_, response) => {
      most = Math.max(most, ++sent);
      setImmediate(() => {
        sent--;
        response.writeHead(500).end();
      });
    };
    await world.rows('UPDATE webhook_endpoints SET failures = 3, failing_since = now() WHERE id = $1', [id]);
    await world.queue(...Array.from({ length: 5 }, () => paid()));
    const state = () =>
      world.rows<{ failures: number; pause: number }>(
        `SELECT failures, extract(epoch FROM paused_until - (SELECT max(at) FROM webhook_attempts))::float8 AS pause
         FROM webhook_endpoints WHERE id = $1`,
        [id],
      );
    const [endpoint] = await waitUntil(state, ([only]) => only?.failures === 5);
    expect([most, shop.requests.length]).toEqual([1, 2]);
    expect(endpoint?.pause).toBeGreaterThan(3.9);
    await world.rows('UPDATE webhook_endpoints SET enabled = false WHERE id = $1', [id]);
  });

  it('counts as one failure with the others that were sent before the pause', async () => {
    const { id } = await world.register(shop);
    shop.answer = (_, response) =>
      void shop.received(4).then(() => response.writeHead(503, { 'retry-after': '600' }).end());
    await world.queue(...Array.from({ length: 4 }, () => paid()));
    await waitUntil(
      () => world.deliveries(id),
      (all) => all.every(({ lastStatus }) => lastStatus === 503),
    );
    const rows = await world.rows('SELECT failures FROM webhook_endpoints WHERE id = $1', [id]);
    expect(rows).toEqual([{ failures: 1 }]);
  });

  it('waits for the time that 429 or 503 name in Retry-After', async () => {
    const { id } = await world.register(shop);
    shop.answerWith(429, { 'retry-after': '600' });
    await world.queue(paid());
    const [delivery] = await waitUntil(
      () => world.deliveries(id),
      ([only]) => only?.lastStatus === 429,
    );
    const due = Date.parse(delivery?.nextAttemptAt ?? '') - Date.parse(delivery?.createdAt ?? '');
    expect(due).toBeGreaterThanOrEqual(600_000);
    await world.queue(paid());
    const rows = await world.rows<{ paused: boolean }>(
      `SELECT paused_until > now() + interval '9 minutes' AS paused FROM webhook_endpoints WHERE id = $1`,
      [id],
    );
    expect([rows, shop.requests.length]).toEqual([[{ paused: true }], 1]);
  });

  it('has two signatures for a day after a rotation of the secret', async () => {
    const old = await world.register(shop);
    const { secret, previousSecretUntil } = await world.request(RotateWebhookSecret, { endpointId: old.id });
    const hours = (Date.parse(previousSecretUntil) - Date.now()) / 3_600_000;
    expect(Math.round(hours)).toBe(24);
    await world.queue(paid());
    const [both] = (await shop.received(1)) as [Received];
    for (const each of [secret, old.secret]) expect(() => verify(each, both)).not.toThrow();
    await world.rows('UPDATE webhook_endpoints SET previous_secret_until = now() WHERE id = $1', [old.id]);
    await world.queue(paid());
    const [, alone] = (await shop.received(2)) as [Received, Received];
    expect(() => verify(secret, alone)).not.toThrow();
    expect(() => verify(old.secret, alone)).toThrow();
  });

  it('is sent once by several replicas together', async () => {
    const { id } = await world.register(shop);
    const replica = await world.start();
    const events = Array.from({ length: 60 }, () => paid());
    await world.queue(...events);
    await world.ended(id, 'delivered');
    await world.stop(replica);
    expect(shop.requests.map((request) => request.id).sort()).toEqual(events.map((event) => event.id).sort());
  });

  it('is sent again when the process that sent it has died', async () => {
    const { id } = await world.register(shop);
    shop.answer = (_, response, count) => (count > 1 ? response.writeHead(200).end() : undefined);
    await world.queue(paid());
    await shop.received(1);
    await world.rows('UPDATE webhook_deliveries SET due_at = to_timestamp(0) WHERE endpoint_id = $1', [id]);
    await world.ended(id, 'delivered');
    expect(shop.requests).toHaveLength(2);
  });
});
