import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NatsConnection } from '@nats-io/transport-node';
import type { ShopClient } from '@orderwire/test-kit/shop-client';
import { until } from './harness/until.js';
import { connectTo, newestEvent } from './harness/nats.js';
import { ShopperClient } from './harness/shopper-client.js';
import { useEmbeddedSystem } from './harness/system.js';

const system = useEmbeddedSystem();
const shopper = new ShopperClient(system);

/** Not for the composed system: one-time tokens are read from NATS, as the mail service will. */
describe('an order', () => {
  let nats: NatsConnection;

  beforeAll(async () => {
    nats = await connectTo(system);
  });
  afterAll(() => nats?.close());

  it('of a guest belongs to the account that verifies its address, and to no account before', async () => {
    const email = `${randomUUID()}@example.com`;
    const placed = await system.guest.createOrder({
      items: [{ productId: await shopper.createProduct(), quantity: 1 }],
      email: email.toUpperCase(),
    });
    const { order, orderToken = '' } = placed.body;
    const account = await system.register(email);
    expect((await account.request('GET', `/orders/${order.id}`)).status).toBe(404);
    const asked = await account.request('POST', '/auth/email-verification');
    expect(asked.status).toBe(202);
    const { token } = await newestEvent<{ token: string; userId: string }>(
      nats,
      'user.email_verification_requested',
      ({ userId }) => userId === account.account.id,
    );
    const confirm = (client: ShopClient) =>
      client.request('POST', '/auth/email-verification/confirm', { token });
    // A token works only for the account that requested it.
    const stranger = await system.register();
    expect(await confirm(stranger)).toMatchObject({ status: 410, body: { code: 'auth.link_invalid' } });
    expect((await confirm(account)).status).toBe(200);
    await until(
      () => account.request('GET', `/orders/${order.id}`),
      ({ status }) => status === 200,
    );
    const { body } = await account.request<{ entries: { step: string }[] }>(
      'GET',
      `/orders/${order.id}/timeline`,
    );
    expect(body.entries.map(({ step }) => step)).toContain('claimed');
    const withToken = { 'x-order-token': orderToken };
    const guest = await system.guest.request('GET', `/orders/${order.id}`, undefined, withToken);
    expect(guest.status).toBe(404);
    expect((await confirm(account)).status).toBe(410);
  });
});
