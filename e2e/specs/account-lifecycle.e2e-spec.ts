import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Credentials, ShopClient } from '@orderwire/test-kit/shop-client';
import { tokenFromMail } from './harness/mails.js';
import { until } from './harness/until.js';
import { ShopperClient } from './harness/shopper-client.js';
import { useSystem } from './harness/system.js';

const system = useSystem();
const shopper = new ShopperClient(system);
const name = 'Grace Hopper';
const address = { name, line1: 'Bahnhofstrasse 1', city: 'Zurich', postalCode: '8001', country: 'CH' };

interface Order {
  status: string;
  email: string | null;
  shippingAddress: object | null;
}

/** One account from registration to deletion. */
describe('an account', () => {
  let account: ShopClient;
  let orderId: string;
  let orderedAs: string;
  const password = () => account.session.credentials.password;
  const signIn = (changes: Partial<Credentials>) =>
    system.guest.request('POST', '/auth/login', { ...account.session.credentials, ...changes });
  const isSignedOut = (client: ShopClient) =>
    until(
      () => client.request('GET', '/auth/me'),
      ({ status }) => status === 401,
    );

  beforeAll(async () => {
    account = await system.register();
    orderedAs = account.session.credentials.email;
    const items = [{ productId: await shopper.createProduct(), quantity: 1 }];
    const body = { items, email: orderedAs, shippingAddress: address };
    const placed = await account.createOrder(body);
    expect(placed.status).toBe(201);
    orderId = placed.body.order.id;
    await shopper.pay(placed.body.paymentSession!.id);
  });

  it('verifies its address with the one-time token, once', async () => {
    const token = await tokenFromMail(system, account.session.credentials.email, 'verification');
    const confirm = () => account.request('POST', '/auth/email-verification/confirm', { token });
    expect(await confirm()).toMatchObject({ status: 200, body: { emailVerified: true } });
    expect((await confirm()).status).toBe(410);
  });

  it('changes its password: other sessions end, and the old password is refused', async () => {
    const other = await system.signIn(account.session.credentials);
    const newPassword = `another password ${randomUUID()}`;
    const change = (currentPassword: string) =>
      account.request('POST', '/auth/password', { currentPassword, newPassword });
    expect(await change('not the password')).toMatchObject({ status: 401 });
    expect((await other.request('GET', '/auth/me')).status).toBe(200);
    expect((await change(password())).status).toBe(200);
    await isSignedOut(other);
    expect((await account.request('GET', '/auth/me')).status).toBe(200);
    expect((await signIn({})).status).toBe(401);
    account = await system.signIn({ ...account.session.credentials, password: newPassword });
  });

  it('resets a forgotten password with the one-time token, once: all sessions end', async () => {
    const { email } = account.session.credentials;
    expect((await system.guest.request('POST', '/auth/password-reset', { email })).status).toBe(202);
    const token = await tokenFromMail(system, email, 'passwordReset');
    const newPassword = `a third password ${randomUUID()}`;
    const reset = () => system.guest.request('POST', '/auth/password-reset/confirm', { token, newPassword });
    expect((await reset()).status).toBe(200);
    expect((await reset()).status).toBe(410);
    await isSignedOut(account);
    expect((await signIn({})).status).toBe(401);
    account = await system.signIn({ email, password: newPassword });
  });

  it('changes its address with the one-time token sent there; the old address no longer signs in', async () => {
    const newEmail = `${randomUUID()}@example.com`;
    const move = (proof: string) =>
      account.request('POST', '/auth/email-change', { newEmail, password: proof });
    expect((await move('not the password')).status).toBe(401);
    expect((await move(password())).status).toBe(202);
    expect((await account.request('GET', '/auth/me')).body).toMatchObject({
      email: account.session.credentials.email,
    });
    const token = await tokenFromMail(system, newEmail, 'emailChange');
    const moved = await account.request('POST', '/auth/email-change/confirm', { token });
    expect(moved).toMatchObject({ status: 200, body: { email: newEmail, emailVerified: true } });
    expect((await signIn({})).status).toBe(401);
    account = await system.signIn({ email: newEmail, password: password() });
  });

  it('is deleted: sign-in is refused, personal data is erased, and its delivered order remains', async () => {
    const staff = await system.demo('staff');
    const order = () => staff.request<Order>('GET', `/orders/${orderId}`);
    const paid = await until(order, ({ body }) => body.status === 'PAID');
    expect(paid.body).toMatchObject({ email: orderedAs, shippingAddress: address });
    // Undelivered orders keep their address, also after the account is deleted.
    for (const status of ['SHIPPED', 'DELIVERED'])
      expect((await staff.request('PATCH', `/orders/${orderId}/status`, { status })).status).toBe(200);
    const leave = (proof: string) => account.request('DELETE', '/auth/me', { password: proof });
    expect((await leave('not the password')).status).toBe(401);
    expect((await leave(password())).status).toBe(200);
    await isSignedOut(account);
    expect((await signIn({})).status).toBe(401);
    const { body: deleted } = await staff.request('GET', `/users/${account.account.id}`);
    expect(deleted).toMatchObject({ id: account.account.id, status: 'deleted', email: null });
    expect(JSON.stringify(deleted)).not.toContain(name);
    const { body: kept } = await until(order, ({ body }) => body.shippingAddress === null);
    expect(kept).toMatchObject({ status: 'DELIVERED', email: null, shippingAddress: null });
    const { body: story } = await staff.request('GET', `/orders/${orderId}/timeline`);
    for (const personal of [name, orderedAs, account.session.credentials.email, address.line1])
      expect(JSON.stringify([kept, story])).not.toContain(personal);
    // The e-mail address may register again, and sees none of the old orders.
    const next = await system.register(account.session.credentials.email);
    expect((await next.request('GET', `/orders/${orderId}`)).status).toBe(404);
  });
});
