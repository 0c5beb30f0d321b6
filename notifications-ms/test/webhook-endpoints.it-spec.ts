import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type Actor,
  CreateWebhookEndpoint,
  DeleteWebhookEndpoint,
  GetWebhookEndpoint,
  ListWebhookEndpoints,
  NotAllowed,
  RotateWebhookSecret,
  TooManyWebhookEndpoints,
  UnknownWebhookEvents,
  UpdateWebhookEndpoint,
  webhookEventTypes,
  WebhookEndpointNotFound,
  WebhookUrlRefused,
} from '@orderwire/contracts';
import { faultOf, testServiceKey } from '@orderwire/test-kit';
import { Webhook } from 'standardwebhooks';
import { AddressClient } from '../src/webhooks/address.client.js';
import { PurgeDeliveriesUseCase } from '../src/webhooks/purge-deliveries.use-case.js';
import type { Received } from './webhook-receiver.js';
import { paid, WebhookWorld } from './webhook-world.js';

const staff: Actor = { role: 'staff', id: randomUUID() };
const customer: Actor = { role: 'customer', id: randomUUID() };
const url = 'https://shop.example/hooks';

describe('a webhook endpoint', () => {
  let world: WebhookWorld;

  beforeAll(async () => {
    world = await WebhookWorld.create({ WEBHOOK_PRIVATE_NETWORKS: false });
    resolveTo('1.1.1.1');
  });
  afterAll(() => world.close());

  const resolveTo = (...addresses: string[]): void => {
    world.get(AddressClient).resolve = () =>
      Promise.resolve(addresses.map((address) => ({ address, family: 4 })));
  };
  const create = (changes: object = {}, by?: Actor) =>
    world.request(CreateWebhookEndpoint, { url, events: ['*'], ...changes }, by);

  it('shows its secret once, and is stored without it', async () => {
    const { secret, ...view } = await create({ description: ' Bookkeeping ' });
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(await world.endpoint(view.id)).toEqual(view);
    expect(view).toMatchObject({ url, description: 'Bookkeeping', events: ['*'], enabled: true });
    const [row] = await world.rows<{ secret: Buffer }>('SELECT secret FROM webhook_endpoints WHERE id = $1', [
      view.id,
    ]);
    const bytes = Buffer.from(secret.slice('whsec_'.length), 'base64');
    expect(row?.secret.includes(bytes)).toBe(false);
    expect(row?.secret.length).toBe(12 + 16 + 32);
  });

  it('is refused with every entry of its filter that is no public event', async () => {
    const refused = create({ events: ['order.paid', 'user.*', 'order.pay'] });
    expect(await faultOf(refused)).toMatchObject({
      code: UnknownWebhookEvents.code,
      details: { unknown: ['user.*', 'order.pay'], known: webhookEventTypes },
    });
  });

  it.each([
    ['http://shop.example/hooks', 'https'],
    ['https://user:password@shop.example', 'credentials'],
    ['https://127.1/hooks', '127.0.0.1'],
    ['https://[::ffff:a9fe:a9fe]/', '::ffff:a9fe:a9fe'],
  ])('is not %s', async (refused, reason) => {
    expect(await faultOf(create({ url: refused }))).toMatchObject({
      code: WebhookUrlRefused.code,
      details: { reason: expect.stringContaining(reason) },
    });
  });

  it('is refused, new or changed, when its name leads to an address that is not public', async () => {
    const { id: endpointId } = await create();
    resolveTo('1.1.1.1', '10.0.0.7');
    const changed = world.request(UpdateWebhookEndpoint, { endpointId, url: 'https://other.example' });
    for (const refused of [create(), changed])
      expect(await faultOf(refused)).toMatchObject({ code: WebhookUrlRefused.code });
    resolveTo('1.1.1.1');
    const view = await world.request(UpdateWebhookEndpoint, { endpointId, url: 'https://other.example' });
    expect(view.url).toBe('https://other.example/');
  });

  it('is for admins to change, for staff to read, and for no one else', async () => {
    const { id: endpointId } = await create();
    expect(await world.request(GetWebhookEndpoint, { endpointId }, staff)).toMatchObject({ id: endpointId });
    expect(await faultOf(create({}, staff))).toMatchObject({ code: NotAllowed.code });
    for (const contract of [DeleteWebhookEndpoint, UpdateWebhookEndpoint])
      expect(await faultOf(world.request(contract, { endpointId }, staff))).toMatchObject({
        code: NotAllowed.code,
      });
    const read = world.request(GetWebhookEndpoint, { endpointId }, customer);
    expect(await faultOf(read)).toMatchObject({ code: NotAllowed.code });
  });

  it('is gone with its secret when it is deleted, and receives nothing more', async () => {
    const { id: endpointId } = await create();
    await world.request(DeleteWebhookEndpoint, { endpointId });
    const again = world.request(DeleteWebhookEndpoint, { endpointId });
    expect(await faultOf(again)).toMatchObject({ code: WebhookEndpointNotFound.code });
    const { data } = await world.request(ListWebhookEndpoints, { limit: 100 });
    expect(data.some(({ id }) => id === endpointId)).toBe(false);
    await world.queue(paid());
    const rows = await world.rows(
      `SELECT octet_length(secret) AS secret, (SELECT count(*)::int FROM webhook_deliveries WHERE endpoint_id = e.id) AS deliveries
       FROM webhook_endpoints e WHERE id = $1`,
      [endpointId],
    );
    expect(rows).toEqual([{ secret: 0, deliveries: 0 }]);
  });

  it('is one of fifty at most', async () => {
    await world.rows(`UPDATE webhook_endpoints SET deleted_at = now(), enabled = false`);
    await world.rows(
      `INSERT INTO webhook_endpoints (id, url, events, enabled, secret)
       SELECT gen_random_uuid(), 'https://shop.example', '{*}', false, '' FROM generate_series(1, 49)`,
    );
    const both = await Promise.allSettled([create(), create()]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await faultOf(create())).toMatchObject({
      code: TooManyWebhookEndpoints.code,
      details: { max: 50 },
    });
  });
});

describe('the secret of a webhook endpoint', () => {
  it('is encrypted again with a new key at the next start, so that the old key can be removed', async () => {
    const world = await WebhookWorld.create();
    try {
      const shop = await world.receiver();
      const { id } = await world.register(shop);
      const encrypted = async () =>
        (await world.rows<{ secret: Buffer }>('SELECT secret FROM webhook_endpoints'))[0]?.secret;
      const before = await encrypted();
      const key = randomBytes(32).toString('base64');
      await world.stop();
      await world.start({ NOTIFICATION_TOKEN_SECRET: [key, testServiceKey] });
      await world.queue(paid());
      await world.ended(id, 'delivered');
      expect(await encrypted()).not.toEqual(before);
      await world.stop();
      await world.start({ NOTIFICATION_TOKEN_SECRET: [key] });
      await world.queue(paid());
      await world.ended(id, 'delivered');
      expect(shop.requests).toHaveLength(2);
    } finally {
      await world.close();
    }
  });

  it('that no key can read sends nothing and disables nothing; after a rotation the new one signs at once', async () => {
    const world = await WebhookWorld.create();
    try {
      const shop = await world.receiver();
      const { id: endpointId } = await world.register(shop);
      await world.stop();
      await world.start({ NOTIFICATION_TOKEN_SECRET: [randomBytes(32).toString('base64')] });
      await world.queue(paid());
      expect(await world.ended(endpointId, 'failed')).toMatchObject([{ attempts: 3 }]);
      expect(await world.endpoint(endpointId)).toMatchObject({ enabled: true, failingSince: null });
      const { secret } = await world.request(RotateWebhookSecret, { endpointId });
      await world.queue(paid());
      const [{ body, headers }] = (await shop.received(1)) as [Received];
      expect(() => new Webhook(secret).verify(body, headers as Record<string, string>)).not.toThrow();
      expect(headers['webhook-signature']).not.toContain(' ');
    } finally {
      await world.close();
    }
  });

  it('is forgotten a day after it was replaced', async () => {
    const world = await WebhookWorld.create();
    try {
      const { id: endpointId } = await world.register(await world.receiver());
      await world.request(RotateWebhookSecret, { endpointId });
      const replaced = () => world.rows('SELECT 1 FROM webhook_endpoints WHERE previous_secret IS NOT NULL');
      await world.get(PurgeDeliveriesUseCase).execute();
      expect(await replaced()).toHaveLength(1);
      await world.rows('UPDATE webhook_endpoints SET previous_secret_until = now()');
      await world.get(PurgeDeliveriesUseCase).execute();
      expect(await replaced()).toEqual([]);
    } finally {
      await world.close();
    }
  });
});
