import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  GetWebhookDelivery,
  InvalidMessage,
  ListWebhookDeliveries,
  ReplayWebhookDeliveries,
  ReplayWebhookDelivery,
  SendTestWebhook,
  UpdateWebhookEndpoint,
  WebhookDeliveryNotFound,
  WebhookEndpointDisabled,
} from '@orderwire/contracts';
import { faultOf, waitUntil } from '@orderwire/test-kit';
import { PurgeDeliveriesUseCase } from '../src/webhooks/purge-deliveries.use-case.js';
import type { WebhookReceiver } from './webhook-receiver.js';
import { paid, WebhookWorld } from './webhook-world.js';

const range = { from: '2020-01-01T00:00:00Z', to: '2100-01-01T00:00:00Z' };

describe('the log of webhook deliveries', () => {
  let world: WebhookWorld;
  let shop: WebhookReceiver;

  beforeAll(async () => void (world = await WebhookWorld.create()));
  beforeEach(async () => {
    // Endpoints of other rules want these events, too.
    await world.rows('UPDATE webhook_endpoints SET enabled = false, deleted_at = now()');
    shop = await world.receiver();
  });
  afterAll(() => world.close());

  const forgetEvents = async (): Promise<void> => {
    await world.rows('DELETE FROM webhook_deliveries');
    await world.rows('DELETE FROM webhook_events');
  };

  it('has the request and the start of the response, without the secret', async () => {
    const { id, secret } = await world.register(shop);
    shop.answerWith(200, { 'x-request-id': 'r-1', 'set-cookie': 'private' }, `\u0000${'x'.repeat(10_000)}`);
    await world.queue(paid());
    const [delivery] = await world.ended(id, 'delivered');
    const view = await world.request(GetWebhookDelivery, { deliveryId: String(delivery?.id) });
    expect(view.requestBody).toBe(shop.requests[0]?.body);
    expect(view.log).toMatchObject([
      {
        ...{ number: 1, outcome: 'delivered', status: 200, error: null },
        requestHeaders: {
          'webhook-id': delivery?.eventId,
          'webhook-signature': expect.stringMatching(/^v1,/),
        },
      },
    ]);
    expect(view.log[0]?.responseBody).toHaveLength(4_096);
    expect(view.log[0]?.responseHeaders).toMatchObject({ 'x-request-id': 'r-1' });
    expect(JSON.stringify(view)).not.toMatch(/private|whsec/);
    expect(JSON.stringify(view)).not.toContain(secret.slice('whsec_'.length));
  });

  it('is listed by endpoint, type, status, order and time, page by page', async () => {
    const { id: endpointId } = await world.register(shop);
    const orderId = randomUUID();
    await world.queue(paid(), paid({ event: { orderId } }), paid({ subject: 'stock.low', event: {} }));
    await world.ended(endpointId, 'delivered');
    const count = async (filter: object) =>
      (await world.request(ListWebhookDeliveries, { endpointId, ...filter })).data.length;
    expect(await count({})).toBe(3);
    expect(await count({ type: 'stock.low' })).toBe(1);
    expect(await count({ status: 'delivered' })).toBe(3);
    expect(await count({ status: 'failed' })).toBe(0);
    expect(await count({ orderId })).toBe(1);
    expect(await count(range)).toBe(3);
    expect(await count({ from: range.to })).toBe(0);
    const first = await world.request(ListWebhookDeliveries, { endpointId, limit: 2 });
    const cursor = String(first.meta.nextCursor);
    const rest = await world.request(ListWebhookDeliveries, { endpointId, limit: 2, cursor });
    expect(new Set([...first.data, ...rest.data].map(({ id }) => id)).size).toBe(3);
  });

  it('keeps the last ten attempts of a delivery, which can be replayed after it was delivered', async () => {
    const { id } = await world.register(shop);
    await world.queue(paid());
    const [delivery] = await world.ended(id, 'delivered');
    const deliveryId = String(delivery?.id);
    for (let attempt = 2; attempt <= 12; attempt++) {
      await world.request(ReplayWebhookDelivery, { deliveryId });
      await waitUntil(
        () => world.deliveries(id),
        ([only]) => only?.status === 'delivered' && only.attempts === attempt,
      );
    }
    expect(new Set(shop.requests.map(({ body, headers }) => body + String(headers['webhook-id']))).size).toBe(
      1,
    );
    const { log } = await world.request(GetWebhookDelivery, { deliveryId });
    expect(log.map(({ number }) => number)).toEqual([12, 11, 10, 9, 8, 7, 6, 5, 4, 3]);
  });

  it('replays the failed ones of a range of time with all their retries', async () => {
    const { id: endpointId } = await world.register(shop);
    shop.answerWith(410);
    await world.queue(paid());
    await world.ended(endpointId, 'failed');
    const replay = { endpointId, which: 'failed', ...range } as const;
    await expect(world.request(ReplayWebhookDeliveries, replay)).rejects.toThrow(
      WebhookEndpointDisabled().message,
    );
    await world.request(UpdateWebhookEndpoint, { endpointId, enabled: true });
    shop.answer = (_, response, count) => response.writeHead(count < 4 ? 500 : 200).end();
    expect(await world.request(ReplayWebhookDeliveries, replay)).toEqual({ replayed: 1, nextCursor: null });
    await world.ended(endpointId, 'delivered');
    expect(await world.request(ReplayWebhookDeliveries, replay)).toEqual({ replayed: 0, nextCursor: null });
    expect(shop.requests).toHaveLength(4);
  });

  it('replays a thousand at a time, oldest first', async () => {
    const { id: endpointId } = await world.register(shop);
    await world.rows("UPDATE webhook_endpoints SET paused_until = now() + interval '1 hour' WHERE id = $1", [
      endpointId,
    ]);
    await world.rows(
      `WITH e AS (INSERT INTO webhook_events (id, type, body)
         SELECT gen_random_uuid()::text, 'webhook.test', '{}' FROM generate_series(1, 1500) n RETURNING id)
       INSERT INTO webhook_deliveries (id, endpoint_id, event_id, type, status)
       SELECT gen_random_uuid(), $1, id, 'webhook.test', 'delivered' FROM e`,
      [endpointId],
    );
    const replay = { endpointId, which: 'all', ...range } as const;
    const { replayed, nextCursor } = await world.request(ReplayWebhookDeliveries, replay);
    expect(replayed).toBe(1_000);
    const rest = await world.request(ReplayWebhookDeliveries, { ...replay, cursor: String(nextCursor) });
    expect(rest).toEqual({ replayed: 500, nextCursor: null });
    const left = await world.rows(
      `SELECT 1 FROM webhook_deliveries WHERE endpoint_id = $1 AND status <> 'waiting'`,
      [endpointId],
    );
    expect(left).toEqual([]);
    await forgetEvents();
  });

  it('replays events that the endpoint missed while it was disabled', async () => {
    const { id: endpointId } = await world.register(shop, { enabled: false, events: ['order.*'] });
    const missed = paid();
    await world.queue(missed, paid({ subject: 'stock.low', event: {} }));
    await world.request(UpdateWebhookEndpoint, { endpointId, enabled: true });
    const replay = { endpointId, which: 'missing', ...range } as const;
    // Events of other rules of this file are missing, too.
    const { replayed } = await world.request(ReplayWebhookDeliveries, replay);
    expect(replayed).toBeGreaterThan(0);
    await waitUntil(
      () => shop.requests.map(({ id }) => id),
      (ids) => ids.includes(missed.id),
    );
    expect(await world.request(ReplayWebhookDeliveries, replay)).toEqual({ replayed: 0, nextCursor: null });
    expect(shop.requests.some(({ body }) => body.includes('stock.low'))).toBe(false);
  });

  it('replays events from before an endpoint was registered, which no endpoint wanted', async () => {
    const missed = paid({ subject: 'refund.failed', event: {} });
    await world.queue(missed);
    const { id: endpointId } = await world.register(shop, { events: ['refund.*'] });
    const replay = { endpointId, which: 'missing', ...range } as const;
    expect(await world.request(ReplayWebhookDeliveries, replay)).toEqual({ replayed: 1, nextCursor: null });
    await world.ended(endpointId, 'delivered');
    expect(shop.requests.map(({ id }) => id)).toEqual([missed.id]);
  });

  it('looks for missed events among a thousand per request', async () => {
    const { id: endpointId } = await world.register(shop, { events: ['dispute.*'] });
    await forgetEvents();
    await world.rows(
      `INSERT INTO webhook_events (id, type, body, created_at)
       SELECT gen_random_uuid()::text, CASE n WHEN 1500 THEN 'dispute.won' ELSE 'stock.low' END, '{}',
         timestamptz '2026-11-01' + n / 700 * interval '1 second'
       FROM generate_series(1, 1500) n`,
    );
    const replay = { endpointId, which: 'missing', ...range } as const;
    const { replayed, nextCursor } = await world.request(ReplayWebhookDeliveries, replay);
    expect(replayed).toBe(0);
    const rest = await world.request(ReplayWebhookDeliveries, { ...replay, cursor: String(nextCursor) });
    expect(rest).toEqual({ replayed: 1, nextCursor: null });
    const empty = world.request(ReplayWebhookDeliveries, { ...replay, to: range.from });
    expect(await faultOf(empty)).toMatchObject({ code: InvalidMessage.code });
  });

  it('has the response to a test event, which is sent whatever the filter', async () => {
    const { id: endpointId } = await world.register(shop, { events: ['stock.low'] });
    const delivery = await world.request(SendTestWebhook, { endpointId });
    expect(delivery).toMatchObject({ type: 'webhook.test', endpointId });
    await world.ended(endpointId, 'delivered');
    expect(JSON.parse(String(shop.requests[0]?.body))).toMatchObject({
      type: 'webhook.test',
      data: { endpointId },
    });
  });

  it('keeps what is still to be sent, until its endpoint is disabled', async () => {
    const { id: endpointId } = await world.register(shop);
    shop.answerWith(503, { 'retry-after': '600' });
    await world.queue(paid());
    await waitUntil(
      () => world.deliveries(endpointId),
      ([only]) => only?.lastStatus === 503,
    );
    await world.rows(
      `UPDATE webhook_deliveries SET created_at = now() - interval '31 days' WHERE endpoint_id = $1`,
      [endpointId],
    );
    await world.get(PurgeDeliveriesUseCase).execute();
    expect(await world.deliveries(endpointId)).toHaveLength(1);
    await world.request(UpdateWebhookEndpoint, { endpointId, enabled: false });
    await world.get(PurgeDeliveriesUseCase).execute();
    expect(await world.deliveries(endpointId)).toEqual([]);
  });

  it('forgets deliveries and their events after 30 days', async () => {
    const { id } = await world.register(shop);
    await world.queue(paid(), paid());
    const [old, young] = await world.ended(id, 'delivered');
    await world.rows(`UPDATE webhook_deliveries SET created_at = now() - interval '31 days' WHERE id = $1`, [
      old?.id,
    ]);
    await world.rows(
      `UPDATE webhook_events SET created_at = now() - interval '31 days' WHERE id = ANY ($1)`,
      [[old?.eventId, young?.eventId]],
    );
    await world.get(PurgeDeliveriesUseCase).execute();
    expect(await world.deliveries(id)).toMatchObject([{ id: young?.id }]);
    const events = await world.rows('SELECT id FROM webhook_events WHERE id = ANY ($1)', [
      [old?.eventId, young?.eventId],
    ]);
    expect(events).toEqual([{ id: young?.eventId }]);
    const gone = world.request(GetWebhookDelivery, { deliveryId: String(old?.id) });
    expect(await faultOf(gone)).toMatchObject({ code: WebhookDeliveryNotFound.code });
  });
});
