import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startSystem, type System } from '../src/system/start-system.js';
import { ask } from './http.js';

const { PATH = '', HOME = '' } = process.env;
const development = { PATH, HOME };
const production = {
  ...development,
  NODE_ENV: 'production',
  STRIPE_SECRET: `sk_test_${'51Habc9KqLm2'.repeat(2)}`,
  STRIPE_ENDPOINT_SECRET: `whsec_${'q83vASNFZ4mrze8B'.repeat(2)}`,
  STRIPE_SUCCESS_URL: 'https://shop.example/thanks',
  STRIPE_CANCEL_URL: 'https://shop.example/cart',
};

describe('a start for production', () => {
  let dataDir: string;
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'orderwire-e2e-'));
  });
  afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

  /** What is said when it does not start. */
  const refusal = (environment: Record<string, string>): Promise<string> =>
    startSystem({ dataDir, environment }).then(
      (system: System) => system.stop().then(() => 'it started'),
      (error: Error) => error.message,
    );

  it('makes no demo accounts and no demo products', async () => {
    const system = await startSystem({ dataDir, environment: production });
    try {
      const gateway = system.state.urls.gateway ?? '';
      expect(system.state.demo).toEqual({});
      const admin = { email: 'admin@orderwire.example', password: 'demo-admin-2026' };
      expect((await ask(gateway, 'POST', '/api/v1/auth/login', admin)).status).toBe(401);
      expect((await ask<{ data: unknown[] }>(gateway, 'GET', '/api/v1/products')).body.data).toEqual([]);
    } finally {
      await system.stop();
    }
  });

  it('refuses with a data folder that holds demo accounts, in one sentence', async () => {
    await (await startSystem({ dataDir, environment: development })).stop();
    const said = await refusal(production);
    expect(said).toMatch(/^auth-ms ended with code 1\n/);
    expect(said).toMatch(/demo accounts/);
    expect(said.split('\n')).toHaveLength(2);
  });

  it.each<[string, Record<string, string>, RegExp]>([
    [
      'a placeholder as service key',
      { SERVICE_KEY: Buffer.alloc(32, 'change-me').toString('base64') },
      /SERVICE_KEY/,
    ],
    ['a default auth key', { AUTH_KEY_SECRET: Buffer.alloc(32).toString('base64') }, /AUTH_KEY_SECRET/],
    ['a key for order tokens that is too short', { ORDER_TOKEN_SECRET: 'c2hvcnQ=' }, /ORDER_TOKEN_SECRET/],
    ['a placeholder as Stripe key', { STRIPE_SECRET: 'sk_test_change_me' }, /STRIPE_SECRET/],
    [
      'the sandbox instead of Stripe',
      { STRIPE_SECRET: '', STRIPE_ENDPOINT_SECRET: '' },
      /STRIPE_API_URL|sandbox/i,
    ],
  ])('refuses %s', async (_what, changes, reason) => {
    const said = await refusal({ ...production, ...changes });
    expect(said).toMatch(/ended with code 1/);
    expect(said).toMatch(reason);
    for (const value of Object.values(changes).filter(Boolean)) expect(said).not.toContain(value);
  });
});
