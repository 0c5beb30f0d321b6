import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NatsConnection } from '@nats-io/transport-node';
import { Account } from './account.js';
import { ask, until } from './http.js';
import { connectTo, eventOf } from './nats.js';
import { Shopper, type PlacedOrder } from './shopper.js';
import { useEmbeddedSystem } from './system.js';

const world = useEmbeddedSystem();
const shopper = new Shopper(world);

/** Not in containers: the mail with the token is read where the mail service will find it, on NATS. */
describe('an order', () => {
  let nats: NatsConnection;

  beforeAll(async () => {
    nats = await connectTo(world);
  });
  afterAll(() => nats?.close());

  it('of a guest belongs to the account that shows the address to be its own, and to nobody before', async () => {
    const email = `${randomUUID()}@example.com`;
    const placed = await ask<PlacedOrder & { orderToken?: string }>(world.gateway, 'POST', '/api/v1/orders', {
      items: [{ productId: await shopper.product(), quantity: 1 }],
      email: email.toUpperCase(),
    });
    const { order, orderToken = '' } = placed.body;
    const account = await Account.register(world.gateway, email);
    expect((await account.ask('GET', `/api/v1/orders/${order.id}`)).status).toBe(404);
    const asked = await account.ask('POST', '/api/v1/auth/email-verification');
    expect(asked.status).toBe(202);
    const { token } = await eventOf<{ token: string; userId: string }>(
      nats,
      'user.email_verification_requested',
      ({ userId }) => userId === account.id,
    );
    const confirm = (who: Account) => who.ask('POST', '/api/v1/auth/email-verification/confirm', { token });
    // Whoever is tricked into the click must not verify the address for somebody else.
    const stranger = await Account.register(world.gateway);
    expect(await confirm(stranger)).toMatchObject({ status: 410, body: { code: 'auth.link_invalid' } });
    expect((await confirm(account)).status).toBe(200);
    await until(
      () => account.ask('GET', `/api/v1/orders/${order.id}`),
      ({ status }) => status === 200,
    );
    const { body } = await account.ask<{ entries: { step: string }[] }>(
      'GET',
      `/api/v1/orders/${order.id}/timeline`,
    );
    expect(body.entries.map(({ step }) => step)).toContain('claimed');
    const withToken = { 'x-order-token': orderToken };
    const look = await ask(world.gateway, 'GET', `/api/v1/orders/${order.id}`, undefined, withToken);
    expect(look.status).toBe(404);
    expect((await confirm(account)).status).toBe(410);
  });
});
