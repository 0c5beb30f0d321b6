import { afterEach, describe, expect, test } from '@jest/globals';
import { isLiveKey, readConfig } from './config.js';

const good = {
  PORT: '3003',
  NATS_SERVERS: 'nats://127.0.0.1:4222',
  DATABASE_URL: 'postgres://a:b@127.0.0.1/payments',
  STRIPE_SECRET: 'sk_test_abc',
  STRIPE_ENDPOINT_SECRET: 'whsec_new, whsec_old',
  STRIPE_SUCCESS_URL: 'http://localhost:3003/payments/success?session_id={CHECKOUT_SESSION_ID}',
  STRIPE_CANCEL_URL: 'http://localhost:3003/payments/cancel',
};
const before = process.env;
afterEach(() => {
  process.env = before;
});
const read = (changes: Record<string, string | undefined> = {}) => {
  process.env = { ...good, ...changes };
  return readConfig();
};

describe('the environment', () => {
  test('is read, with every secret of a rotation', () => {
    expect(read()).toMatchObject({ PORT: 3003, STRIPE_ENDPOINT_SECRET: ['whsec_new', 'whsec_old'] });
  });

  test('is refused with all wrong names at once, and never with their values', () => {
    process.env = {
      STRIPE_SECRET: 'pk_test_hidden',
      STRIPE_ENDPOINT_SECRET: 'hidden',
      STRIPE_CANCEL_URL: 'hidden',
    };
    const names = [...Object.keys(good)];
    expect(() => readConfig()).toThrow(new RegExp(names.map((name) => `(?=[^]*${name}: )`).join('')));
    expect(() => readConfig()).not.toThrow(/hidden/);
  });

  test.each([
    ['a publishable key', { STRIPE_SECRET: 'pk_test_abc' }],
    ['a secret that is no endpoint secret', { STRIPE_ENDPOINT_SECRET: 'whsec_a,sk_test_b' }],
    ['a placeholder that Stripe does not know', { STRIPE_SUCCESS_URL: 'http://a.test/{SESSION}' }],
    ['a return address that is no web address', { STRIPE_CANCEL_URL: 'javascript:alert(1)' }],
    ['an API address with a path', { STRIPE_API_URL: 'http://127.0.0.1:1/v1' }],
  ])('is refused with %s', (_name, changes) => {
    expect(() => read(changes)).toThrow(Object.keys(changes)[0]);
  });

  test('never sends a live key elsewhere than to Stripe', () => {
    const elsewhere = { STRIPE_API_URL: 'http://127.0.0.1:12111' };
    expect(read(elsewhere).STRIPE_API_URL).toBe('http://127.0.0.1:12111');
    for (const STRIPE_SECRET of ['sk_live_abc', 'rk_live_abc'])
      expect(() => read({ ...elsewhere, STRIPE_SECRET })).toThrow('STRIPE_API_URL: must not be set together');
    expect(read({ STRIPE_SECRET: 'sk_live_abc' }).STRIPE_SECRET).toBe('sk_live_abc');
  });
});

test('knows keys that move real money', () => {
  expect(['sk_live_a', 'rk_live_a', 'sk_test_a', 'rk_test_live_'].map(isLiveKey)).toEqual([
    true,
    true,
    false,
    false,
  ]);
});
