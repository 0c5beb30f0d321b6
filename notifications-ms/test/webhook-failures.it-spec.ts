import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { GetWebhookDelivery, UpdateWebhookEndpoint } from '@orderwire/contracts';
import { waitUntil } from '@orderwire/test-kit';
import { AddressClient } from '../src/webhooks/address.client.js';
import type { WebhookReceiver } from './webhook-receiver.js';
import { paid, WebhookWorld } from './webhook-world.js';

const staff = ['owner@shop.example', 'ops@shop.example'];

describe('an endpoint at which deliveries fail', () => {
  let world: WebhookWorld;
  let shop: WebhookReceiver;

  beforeAll(async () => void (world = await WebhookWorld.create({ STAFF_EMAILS: staff })));
  beforeEach(async () => void (shop = await world.receiver()));
  // Endpoints of earlier tests want the events of later ones, too.
  afterEach(
    async () =>
      void (await world.rows(
        `UPDATE webhook_endpoints SET enabled = false, disabled_reason = 'admin', disabled_at = now() WHERE enabled`,
      )),
  );
  afterAll(() => world.close());

  const disabled = (endpointId: string) =>
    waitUntil(
      () => world.endpoint(endpointId),
      ({ enabled }) => !enabled,
    );
  const mails = (endpointId: string) =>
    world.rows<{ audience: string; data: object; due: boolean }>(
      `SELECT audience, data, due_at <= now() AS due FROM messages
       WHERE kind = 'webhook_endpoint_disabled' AND data->>'endpointId' = $1 ORDER BY audience DESC`,
      [endpointId],
    );

  it('is disabled at once by 410 Gone, and staff are told', async () => {
    const { id } = await world.register(shop);
    shop.answerWith(410);
    await world.queue(paid());
    expect(await disabled(id)).toMatchObject({ disabledReason: 'gone', disabledAt: expect.any(String) });
    expect(shop.requests).toHaveLength(1);
    const told = { reason: 'it answered 410 Gone', url: shop.url };
    expect(await mails(id)).toMatchObject(staff.map((audience) => ({ audience, data: told, due: true })));
    expect(await world.deliveries(id)).toMatchObject([{ status: 'failed', attempts: 1 }]);
  });

  it('is disabled after the last attempt of a delivery, when none succeeded since its first', async () => {
    const { id } = await world.register(shop);
    shop.answerWith(500);
    await world.queue(paid());
    expect(await disabled(id)).toMatchObject({ disabledReason: 'failing', failingSince: expect.any(String) });
    expect(shop.requests).toHaveLength(3);
    expect(await mails(id)).toMatchObject([
      { data: { reason: expect.stringContaining('HTTP 500') } },
      { data: { reason: expect.stringContaining('HTTP 500') } },
    ]);
  });

  it.each([410, 500])('stays enabled when its former URL answers %s late', async (status) => {
    const { id } = await world.register(shop);
    const moved = await world.receiver();
    moved.answer = () => undefined;
    shop.answer = (_, response) =>
      void waitUntil(
        () => world.endpoint(id),
        ({ url }) => url === moved.url,
      ).then(() => response.writeHead(status).end());
    await world.queue(paid());
    await shop.received(1);
    await world.request(UpdateWebhookEndpoint, { endpointId: id, url: moved.url });
    await waitUntil(
      () => world.deliveries(id),
      ([only]) => only?.lastStatus === status,
    );
    expect(await world.endpoint(id)).toMatchObject({ enabled: true, failingSince: null });
  });

  it('stays enabled while other deliveries succeed', async () => {
    const { id } = await world.register(shop);
    const [bad, good] = [paid(), paid()];
    shop.answer = (request, response, count) => {
      if (request.id === good.id || count < 3)
        return response.writeHead(request.id === good.id ? 200 : 500).end();
      // The last attempt fails after another delivery has succeeded.
      void world.queue(good).then(async () => {
        await waitUntil(
          () => world.deliveries(id),
          (all) => all.some(({ status }) => status === 'delivered'),
        );
        response.writeHead(500).end();
      });
    };
    await world.queue(bad);
    await waitUntil(
      () => world.deliveries(id),
      (all) => all.some(({ status }) => status === 'failed'),
    );
    expect(await world.endpoint(id)).toMatchObject({ enabled: true, disabledReason: null });
    expect(await mails(id)).toEqual([]);
  });

  it('receives what waited for it when an admin enables it again', async () => {
    const { id } = await world.register(shop);
    await world.request(UpdateWebhookEndpoint, { endpointId: id, enabled: false });
    expect(await world.endpoint(id)).toMatchObject({ disabledReason: 'admin' });
    await world.rows(
      `INSERT INTO webhook_events (id, type, body) VALUES ('waiting-event', 'order.paid', '{}')`,
    );
    await world.rows(
      `INSERT INTO webhook_deliveries (id, endpoint_id, event_id, type, due_at)
       VALUES (gen_random_uuid(), $1, 'waiting-event', 'order.paid', now() + interval '20 hours')`,
      [id],
    );
    await world.rows('UPDATE webhook_endpoints SET failures = 9, failing_since = now() WHERE id = $1', [id]);
    const view = await world.request(UpdateWebhookEndpoint, { endpointId: id, enabled: true });
    expect(view).toMatchObject({ enabled: true, disabledReason: null, disabledAt: null, failingSince: null });
    await world.ended(id, 'delivered');
  });

  it('is sent no further than to its own address: redirects are not followed', async () => {
    const { id } = await world.register(shop);
    const target = await world.receiver();
    shop.answerWith(307, { location: target.url }, 'moved');
    await world.queue(paid());
    const [delivery] = await world.ended(id, 'failed');
    const { log } = await world.request(GetWebhookDelivery, { deliveryId: String(delivery?.id) });
    expect(log[0]).toMatchObject({
      ...{ outcome: 'redirected', status: 307, responseBody: 'moved' },
      responseHeaders: { location: target.url },
    });
    expect(target.requests).toEqual([]);
  });

  it('is sent nothing when its name leads to cloud metadata since it was registered', async () => {
    const addresses = world.get(AddressClient);
    addresses.resolve = () => Promise.resolve([{ address: '127.0.0.1', family: 4 }]);
    const { id } = await world.register({ url: `http://shop.example:${shop.port}/hooks` });
    addresses.resolve = () => Promise.resolve([{ address: '169.254.169.254', family: 4 }]);
    await world.queue(paid());
    const [delivery] = await world.ended(id, 'failed');
    expect(delivery?.lastError).toContain('169.254.169.254');
    expect(shop.requests).toEqual([]);
  });
});
