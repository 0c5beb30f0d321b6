import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { bareEnvironment, startSystem, type System, topology } from '@orderwire/launcher/system';
import { ShopClient } from '@orderwire/test-kit/shop-client';
import { until } from './harness/until.js';

const production = {
  ...bareEnvironment(),
  NODE_ENV: 'production',
  STRIPE_SECRET: `sk_test_${'51Habc9KqLm2'.repeat(2)}`,
  STRIPE_ENDPOINT_SECRET: `whsec_${'q83vASNFZ4mrze8B'.repeat(2)}`,
  STRIPE_SUCCESS_URL: 'https://shop.example/thanks',
  STRIPE_CANCEL_URL: 'https://shop.example/cart',
  // Production has no mailbox. Nothing is sent: there is no account.
  SMTP_URL: 'smtps://shop:password@mail.shop.example',
  MAIL_FROM: 'The shop <orders@shop.example>',
  NOTIFICATIONS_PUBLIC_URL: 'https://mails.shop.example',
  // Nothing is shipped: there is no order.
  ...{ CARRIER_API_KEY: 'EZAK7fd3Gq51', CARRIER_WEBHOOK_SECRET: 'q83vASNFZ4mrze8Bq83v' },
  ...{ SHIPPER_NAME: 'The shop', SHIPPER_LINE1: 'Main Street 1', SHIPPER_CITY: 'Dublin' },
  ...{ SHIPPER_COUNTRY: 'IE', SHIPPER_PHONE: '+353 1 555 0100' },
  // No document is issued either.
  ...{ SELLER_NAME: 'The shop Ltd', SELLER_LINE1: 'Main Street 1', SELLER_POSTAL_CODE: 'D02 X285' },
  ...{ SELLER_CITY: 'Dublin', SELLER_COUNTRY: 'IE', SELLER_CONTACT: 'Customer service' },
  ...{ SELLER_PHONE: '+353 1 555 0100', SELLER_EMAIL: 'orders@shop.example' },
};

describe('a start for production', () => {
  /**
   * Created by the first start, and used by all: the other tests depend on environment and data
   * only.
   */
  const dataDir = mkdtempSync(join(tmpdir(), 'orderwire-e2e-'));
  afterAll(() => rmSync(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }));

  /** The error of a start of these services. */
  const refusal = (environment: Record<string, string>, services: typeof topology): Promise<string> =>
    startSystem({ dataDir, environment, topology: services, durable: false }).then(
      (system: System) => system.stop().then(() => 'it started'),
      (error: Error) => error.message,
    );
  const only = (...names: string[]) => topology.filter(({ name }) => names.includes(name));

  it('creates no demo accounts and no demo products, and has no mailbox', async () => {
    const system = await startSystem({ dataDir, environment: production, durable: false });
    try {
      const gateway = system.state.urls.gateway ?? '';
      expect(system.state.demo).toEqual({});
      expect(system.state.urls.mailbox).toBeUndefined();
      const admin = { email: 'admin@orderwire.example', password: 'demo-admin-2026' };
      const guest = ShopClient.guest(gateway);
      expect((await guest.request('POST', '/auth/login', admin)).status).toBe(401);
      const products = await until(
        () => guest.listProducts(),
        ({ status }) => status === 200,
      );
      expect(products.body.data).toEqual([]);
    } finally {
      await system.stop();
    }
  });

  it.each<[string, string, Record<string, string>, RegExp]>([
    [
      'a placeholder as service key',
      'products-ms',
      { SERVICE_KEY: Buffer.alloc(32, 'change-me').toString('base64') },
      /SERVICE_KEY/,
    ],
    [
      'a default auth key',
      'auth-ms',
      { AUTH_KEY_SECRET: Buffer.alloc(32).toString('base64') },
      /AUTH_KEY_SECRET/,
    ],
    [
      'a key for order tokens that is too short',
      'orders-ms',
      { ORDER_TOKEN_SECRET: 'c2hvcnQ=' },
      /ORDER_TOKEN_SECRET/,
    ],
    ['no mail server', 'notifications-ms', { SMTP_URL: '' }, /SMTP_URL/],
    ['documents without a seller', 'invoices-ms', { SELLER_NAME: '' }, /SELLER_NAME/],
    ['mails without a sender', 'notifications-ms', { MAIL_FROM: '' }, /MAIL_FROM/],
    [
      'links in mails that are not https',
      'notifications-ms',
      { NOTIFICATIONS_PUBLIC_URL: 'http://mails.shop.example' },
      /PUBLIC_URL/,
    ],
    ['a placeholder as Stripe key', 'payments-ms', { STRIPE_SECRET: 'sk_test_change_me' }, /STRIPE_SECRET/],
    [
      'the sandbox instead of Stripe',
      'payments-ms',
      { STRIPE_SECRET: '', STRIPE_ENDPOINT_SECRET: '' },
      /STRIPE_API_URL|sandbox/i,
    ],
  ])('refuses %s', async (_what, service, changes, reason) => {
    const message = await refusal({ ...production, ...changes }, only(service, 'stripe-sandbox'));
    expect(message).toMatch(/ended with code 1/);
    expect(message).toMatch(reason);
    for (const value of Object.values(changes).filter(Boolean)) expect(message).not.toContain(value);
  });

  it('of auth-ms refuses a data folder with demo accounts, in one sentence', async () => {
    const auth = { dataDir, topology: only('auth-ms'), durable: false };
    await (await startSystem({ ...auth, environment: bareEnvironment() })).stop();
    const message = await refusal(production, auth.topology);
    expect(message).toMatch(/^auth-ms ended with code 1\n/);
    expect(message).toMatch(/demo accounts/);
    expect(message.split('\n')).toHaveLength(2);
  });
});
