import { randomBytes } from 'node:crypto';
import { afterEach, describe, expect, test } from '@jest/globals';
import { isLiveKey, readConfig } from './config.js';

const good = {
  PORT: '3003',
  NATS_SERVERS: 'nats://user:pw@127.0.0.1:4222',
  DATABASE_URL: 'postgres://a:b@127.0.0.1/payments',
  SERVICE_KEY: randomBytes(32).toString('base64'),
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

  test('defaults to a reconciliation every five minutes and of 30 days; 0 disables it', () => {
    expect(read()).toMatchObject({ RECONCILE_EVERY_SECONDS: 300, RECONCILE_DAYS: 30 });
    expect(read({ RECONCILE_EVERY_SECONDS: '0', RECONCILE_DAYS: '0' })).toMatchObject({
      RECONCILE_EVERY_SECONDS: 0,
      RECONCILE_DAYS: 0,
    });
    expect(() => read({ RECONCILE_DAYS: '-1' })).toThrow('RECONCILE_DAYS');
  });

  test('is refused with the names of all invalid variables and without their values', () => {
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
    ['a secret that is not an endpoint secret', { STRIPE_ENDPOINT_SECRET: 'whsec_a,sk_test_b' }],
    ['a placeholder that Stripe does not know', { STRIPE_SUCCESS_URL: 'http://a.test/{SESSION}' }],
    ['a return URL that is not HTTP', { STRIPE_CANCEL_URL: 'javascript:alert(1)' }],
    ['a shop with a space', { STRIPE_SHOP: 'my shop' }],
    ['an API URL with a path', { STRIPE_API_URL: 'http://127.0.0.1:1/v1' }],
  ])('is refused with %s', (_name, changes) => {
    expect(() => read(changes)).toThrow(Object.keys(changes)[0]);
  });

  test('never uses a live key with another API URL', () => {
    const elsewhere = { STRIPE_API_URL: 'http://127.0.0.1:12111' };
    expect(read(elsewhere).STRIPE_API_URL).toBe('http://127.0.0.1:12111');
    for (const STRIPE_SECRET of ['sk_live_abc', 'rk_live_abc'])
      expect(() => read({ ...elsewhere, STRIPE_SECRET })).toThrow('STRIPE_API_URL: must not be set together');
    expect(read({ STRIPE_SECRET: 'sk_live_abc' }).STRIPE_SECRET).toBe('sk_live_abc');
  });
});

describe('a production start', () => {
  const real = {
    NODE_ENV: 'production',
    DATABASE_URL: 'postgres://payments:Vb3kq9w8Zr2n@127.0.0.1/payments',
    STRIPE_SECRET: `sk_live_${randomBytes(24).toString('hex')}`,
    STRIPE_ENDPOINT_SECRET: `whsec_${randomBytes(16).toString('hex')}`,
    STRIPE_SUCCESS_URL: 'https://shop.example/thanks?session={CHECKOUT_SESSION_ID}',
    STRIPE_CANCEL_URL: 'https://shop.example/orders/{ORDER_ID}?cancelled=1',
  };

  test('accepts real keys', () => {
    expect(read(real).NODE_ENV).toBe('production');
  });

  test.each([
    ['a key from a template', { STRIPE_SECRET: 'sk_test_your_own_key_goes_in_here' }],
    ['a key that is too short', { STRIPE_SECRET: 'sk_live_abc' }],
    ['a placeholder endpoint secret', { STRIPE_ENDPOINT_SECRET: 'whsec_change_me_change_me_change' }],
    [
      'another API URL',
      { STRIPE_SECRET: `sk_test_${'a1'.repeat(20)}`, STRIPE_API_URL: 'http://127.0.0.1:1' },
    ],
  ])('refuses %s and names the variable', (_what, changes) => {
    expect(() => read({ ...real, ...changes })).toThrow(
      new RegExp(`${Object.keys(changes).at(-1)}: (is a placeholder|must not)`),
    );
    expect(() => read(changes)).not.toThrow();
  });

  test.each([
    'http://localhost:3003/payments/success',
    'http://shop.localhost/thanks',
    'http://127.0.0.1:3003/?session_id={CHECKOUT_SESSION_ID}',
    'http://127.1/thanks',
    'http://[::1]:3003/',
    'http://0.0.0.0/',
  ])('refuses a return URL on the loopback interface: %s', (page) => {
    for (const name of ['STRIPE_SUCCESS_URL', 'STRIPE_CANCEL_URL']) {
      expect(() => read({ ...real, [name]: page })).toThrow(`${name}: is a loopback address`);
      expect(() => read({ [name]: page })).not.toThrow();
    }
  });
});

test('recognises live keys', () => {
  expect(['sk_live_a', 'rk_live_a', 'sk_test_a', 'rk_test_live_'].map(isLiveKey)).toEqual([
    true,
    true,
    false,
    false,
  ]);
});
