import { describe, expect, it } from '@jest/globals';
import { checkEnvironment } from './check-environment.js';

const problems = (values: Record<string, string>) =>
  checkEnvironment(values, values)
    .filter(({ level }) => level === 'problem')
    .map(({ text, mend }) => `${text}: ${mend}`);

const keys = { STRIPE_SECRET: 'sk_test_51Habc', STRIPE_ENDPOINT_SECRET: 'whsec_abc123' };

describe('checkEnvironment', () => {
  it.each([
    ['STRIPE_SECERT', 'STRIPE_SECRET'],
    ['STRIP_SECRET', 'STRIPE_SECRET'],
    ['stripe_secret', 'STRIPE_SECRET'],
    ['PAYMENT_MS_PORT', 'PAYMENTS_MS_PORT'],
    ['NATS_SERVER', 'NATS_SERVERS'],
    ['LOGLEVEL', 'LOG_LEVEL'],
    ['SERVICEKEY', 'SERVICE_KEY'],
    ['AUTH_KEY_SECERT', 'AUTH_KEY_SECRET'],
    ['ORDERS_TOKEN_SECRET', 'ORDER_TOKEN_SECRET'],
    ['RATELIMIT_IP', 'RATE_LIMIT_IP'],
  ])('asks whether %s was meant to be %s', (name, meant) => {
    expect(problems({ [name]: 'x' })).toContain(
      `${name} is not a name that anybody reads: did you mean ${meant}?`,
    );
  });

  it('leaves names alone that resemble none of ours', () => {
    expect(problems({ EDITOR: 'vi', HOSTNAME: 'here' })).toEqual([]);
  });

  it('accepts both Stripe keys, or neither, and nothing between', () => {
    expect(problems(keys)).toEqual([]);
    expect(problems({})).toEqual([]);
    expect(problems({ STRIPE_SECRET: keys.STRIPE_SECRET })[0]).toContain('STRIPE_ENDPOINT_SECRET is missing');
  });

  it.each(['sk_test_...', 'sk_test_xxxxxxxx', 'your-secret', '<secret>', 'changeme'])(
    'sees that %s is a placeholder',
    (value) => expect(problems({ ...keys, STRIPE_SECRET: value })[0]).toContain('still a placeholder'),
  );

  it('never shows the value of a key', () => {
    const spoilt = { STRIPE_SECRET: 'pk_test_oops', STRIPE_ENDPOINT_SECRET: 'wrong_thing' };
    const said = JSON.stringify(checkEnvironment(spoilt, spoilt));
    expect(said).not.toContain('oops');
    expect(said).not.toContain('wrong_thing');
  });

  it('warns of a live key', () => {
    const live = { ...keys, STRIPE_SECRET: 'sk_live_51Habc' };
    expect(checkEnvironment({}, live)).toEqual([expect.objectContaining({ level: 'warning' })]);
  });

  it.each([
    Buffer.from('change-me-change-me-change-me-change-me').toString('base64'),
    Buffer.alloc(32).toString('base64'),
    'c2VjcmV0',
    'not base64 at all but long enough to be a key',
    '<make one>',
  ])('refuses %s as a key of ours', (value) => {
    for (const name of ['SERVICE_KEY', 'AUTH_KEY_SECRET', 'ORDER_TOKEN_SECRET'])
      expect(problems({ [name]: value })).toEqual([expect.stringContaining(`${name} is `)]);
  });

  it('accepts random keys of ours, and two where one replaces the other', () => {
    const [one, two] = [
      'q83vASNFZ4mrze8BI0VniavN7wEjRWeJq83vASNFZ4k=',
      'AZ5/3EgQ1xT3pT1m5oYhT0sY4GgW9mH2yqf2sQe8b0c=',
    ];
    expect(problems({ SERVICE_KEY: two, ORDER_TOKEN_SECRET: `${two}, ${two}` })).toEqual([]);
    expect(problems({ SERVICE_KEY: `${one},${two}` })).toHaveLength(1);
  });

  it('accepts the old and the new endpoint secret while it is being changed', () => {
    expect(problems({ ...keys, STRIPE_ENDPOINT_SECRET: 'whsec_old1, whsec_new2' })).toEqual([]);
    expect(problems({ ...keys, STRIPE_ENDPOINT_SECRET: 'whsec_old1,hunter2' })).toHaveLength(1);
  });

  const pages = {
    STRIPE_SUCCESS_URL: 'https://shop.example/thanks?id={CHECKOUT_SESSION_ID}',
    STRIPE_CANCEL_URL: 'https://shop.example/cart',
  };

  it('wants the real Stripe in production, where the sandbox would take no money', () => {
    expect(problems({ ...pages, NODE_ENV: 'production' })).toEqual([
      expect.stringContaining('the sandbox is for development'),
    ]);
    expect(problems({ ...keys, ...pages, NODE_ENV: 'production' })).toEqual([]);
  });

  it.each(['http://127.0.0.1:3003/payments/success', 'http://localhost:3003/', 'http://[::1]/', undefined])(
    'wants pages of the shop in production, not %s',
    (page) => {
      const all = { ...keys, ...pages, ...(page ? { STRIPE_SUCCESS_URL: page } : {}) };
      if (!page) delete (all as Record<string, string>)['STRIPE_SUCCESS_URL'];
      expect(problems({ ...all, NODE_ENV: 'production' })).toEqual([
        expect.stringContaining('STRIPE_SUCCESS_URL'),
      ]);
      expect(problems(all)).toEqual([]);
    },
  );

  it('knows the three modes', () => {
    expect(problems({ NODE_ENV: 'prod' })).toEqual([expect.stringContaining('use one of development')]);
  });

  it.each(['99999', 'three thousand', '0'])('refuses %s as a port', (value) => {
    expect(problems({ CLIENT_GATEWAY_PORT: value })).toHaveLength(1);
  });
});
