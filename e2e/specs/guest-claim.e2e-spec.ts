import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { ShopClient } from '@orderwire/test-kit/shop-client';
import { tokenFromMail } from './harness/mails.js';
import { until } from './harness/until.js';
import { ShopperClient } from './harness/shopper-client.js';
import { useSystem } from './harness/system.js';

const system = useSystem();
const shopper = new ShopperClient(system);

describe('an order', () => {
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
    const token = await tokenFromMail(system, email, 'verification');
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
