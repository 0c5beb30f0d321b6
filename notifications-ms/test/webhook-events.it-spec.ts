import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { webhookEventTypes } from '@orderwire/contracts';
import { waitUntil } from '@orderwire/test-kit';
import { samplesAbout } from './sample-events.js';
import { WebhookWorld } from './webhook-world.js';

let world: WebhookWorld;
beforeAll(async () => {
  world = await WebhookWorld.create();
});
afterAll(() => world.close());

it('every public event that is published reaches an endpoint that wants all, and no other event does', async () => {
  const shop = await world.receiver();
  await world.register(shop, { events: ['*'] });
  for (const { contract, payload } of samplesAbout(world.order())) await world.publish(contract, payload);
  const types = () =>
    Promise.resolve(shop.requests.map(({ body }) => (JSON.parse(body) as { type: string }).type));
  await waitUntil(types, (received) => received.length >= webhookEventTypes.length);
  expect((await types()).sort()).toEqual([...webhookEventTypes].sort());
});
