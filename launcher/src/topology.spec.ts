import { describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { allRpcs } from '@orderwire/contracts';
import { loadSecrets } from './secrets.js';
import { stripeAccess, topology, type SystemContext } from './topology.js';

const realKeys = { STRIPE_SECRET: 'sk_test_own', STRIPE_ENDPOINT_SECRET: 'whsec_own' };
const sandbox = 'http://127.0.0.1:3004';
const proxy = 'http://127.0.0.1:3900';

/** Whether the sandbox is started, and the Stripe API that payments-ms gets. */
function stripeOf(environment: Record<string, string>): { sandbox?: boolean; api?: string; shop?: string } {
  const folder = mkdtempSync(join(tmpdir(), 'orderwire-topology-'));
  try {
    const stripe = stripeAccess(environment, loadSecrets(join(folder, 'secrets.json'), []));
    const started = topology
      .find(({ name }) => name === 'stripe-sandbox')
      ?.enabled?.({ stripe, environment });
    const urls = { ...(started && { 'stripe-sandbox': sandbox }), 'payments-ms': 'http://127.0.0.1:3003' };
    const context = { stripe, environment, urls } as unknown as SystemContext;
    const settings = topology.find(({ name }) => name === 'payments-ms')?.environment?.(context);
    return { sandbox: started, api: settings?.['STRIPE_API_URL'], shop: settings?.['STRIPE_SHOP'] };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('contracts', () => {
  it('name only services that exist as callers', () => {
    const services: string[] = topology.map(({ name }) => name);
    for (const { subject, callers } of allRpcs().values())
      for (const caller of callers === 'all' ? [] : callers)
        expect([subject, services.includes(caller) ? 'a service' : caller]).toEqual([subject, 'a service']);
  });
});

describe('payments-ms', () => {
  it('gets the marker of the shop from the environment', () => {
    expect(stripeOf({ STRIPE_SHOP: 'staging' })).toMatchObject({ shop: 'staging' });
  });

  it('uses the sandbox without keys, and Stripe with both', () => {
    expect(stripeOf({})).toEqual({ sandbox: true, api: sandbox });
    expect(stripeOf(realKeys)).toEqual({ sandbox: false, api: undefined });
  });

  it('uses STRIPE_API_URL, in front of the sandbox or with keys of its own', () => {
    expect(stripeOf({ STRIPE_API_URL: proxy })).toEqual({ sandbox: true, api: proxy });
    expect(stripeOf({ ...realKeys, STRIPE_API_URL: proxy })).toEqual({ sandbox: false, api: proxy });
  });
});

describe('notifications-ms', () => {
  it.each([
    [{}, 'http://127.0.0.1:3006'],
    [{ NOTIFICATIONS_PUBLIC_URL: 'https://mail.shop.example' }, 'https://mail.shop.example'],
  ])('is reached by recipients at its own URL unless another one is configured: %j', (environment, url) => {
    const context = { environment, urls: { 'notifications-ms': 'http://127.0.0.1:3006' } };
    const definition = topology.find(({ name }) => name === 'notifications-ms');
    expect(definition?.environment?.(context as unknown as SystemContext)).toMatchObject({ PUBLIC_URL: url });
  });
});
