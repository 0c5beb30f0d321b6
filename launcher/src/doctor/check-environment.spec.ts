import { describe, expect, it } from '@jest/globals';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readEnvironmentFile } from '../config.js';
import { repositoryRoot } from '../repository.js';
import { keyNames } from '../secrets.js';
import { checkEnvironment, namesOf, serviceSchemas } from './check-environment.js';

const problems = async (values: Record<string, string>) =>
  (await checkEnvironment(values, values))
    .filter(({ level }) => level === 'problem')
    .map(({ text, remedy }) => `${text}: ${remedy}`);

const keys = {
  STRIPE_SECRET: 'sk_test_51HabcQ83vASNFZ4mrze8BI0V',
  STRIPE_ENDPOINT_SECRET: 'whsec_q83vASNFZ4mrze8BI0VniavN',
};

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
  ])('suggests for %s the name %s', async (name, meant) => {
    expect(await problems({ [name]: 'x' })).toContain(
      `${name} is not a known variable: did you mean ${meant}?`,
    );
  });

  it('ignores names that resemble no known variable', async () => {
    expect(await problems({ EDITOR: 'vi', HOSTNAME: 'here' })).toEqual([]);
  });

  it('knows every variable of the services and of every .env.template', async () => {
    const names = [...(await serviceSchemas()).values()].flatMap(namesOf);
    expect(names).toEqual(
      expect.arrayContaining(['DATABASE_URL', 'METRICS_PORT', 'BODY_LIMIT', 'AUDIT_DAYS']),
    );
    const templates = ['.', ...readdirSync(repositoryRoot)]
      .map((folder) => join(repositoryRoot, folder, '.env.template'))
      .filter((file) => existsSync(file));
    expect(templates.length).toBeGreaterThan(3);
    const explained = templates.flatMap((file) => Object.keys(readEnvironmentFile(file)));
    const values = Object.fromEntries([...names, ...explained].map((name) => [name, '1']));
    expect((await problems(values)).filter((text) => text.includes('not a known variable'))).toEqual([]);
  });

  it('accepts both Stripe keys or neither', async () => {
    expect(await problems(keys)).toEqual([]);
    expect(await problems({})).toEqual([]);
    expect((await problems({ STRIPE_SECRET: keys.STRIPE_SECRET }))[0]).toContain(
      'STRIPE_ENDPOINT_SECRET is missing',
    );
  });

  it('accepts another Stripe API without keys and with test keys, and refuses it with a live key', async () => {
    const api = { STRIPE_API_URL: 'http://127.0.0.1:3900' };
    expect(await problems(api)).toEqual([]);
    expect(await problems({ ...keys, ...api })).toEqual([]);
    const live = { ...keys, STRIPE_SECRET: keys.STRIPE_SECRET.replace('test', 'live') };
    expect(await problems({ ...live, ...api })).toEqual([expect.stringMatching(/^STRIPE_API_URL must not/)]);
  });

  it.each(['sk_test_...', 'sk_test_xxxxxxxx', 'your-secret', '<secret>', 'changeme'])(
    'rejects the placeholder %s',
    async (value) =>
      expect(await problems({ ...keys, STRIPE_SECRET: value })).toEqual([
        expect.stringMatching(/^STRIPE_SECRET (is a placeholder|must be a secret key)/),
      ]),
  );

  it('never shows the value of a key', async () => {
    const invalid = { STRIPE_SECRET: 'pk_test_oops', STRIPE_ENDPOINT_SECRET: 'wrong_thing' };
    const output = JSON.stringify(await checkEnvironment(invalid, invalid));
    expect(output).not.toContain('oops');
    expect(output).not.toContain('wrong_thing');
  });

  it('warns of a live key', async () => {
    const live = { ...keys, STRIPE_SECRET: keys.STRIPE_SECRET.replace('test', 'live') };
    expect(await checkEnvironment({}, live)).toEqual([expect.objectContaining({ level: 'warning' })]);
  });

  it.each([
    Buffer.from('change-me-change-me-change-me-change-me').toString('base64'),
    Buffer.alloc(32).toString('base64'),
    'c2VjcmV0',
    'not base64 at all but long enough to be a key',
    '<make one>',
  ])('rejects %s as a key', async (value) => {
    for (const name of keyNames)
      expect(await problems({ [name]: value })).toEqual([
        expect.stringMatching(new RegExp(`^${name} (is|must be) `)),
      ]);
  });

  it('accepts random keys, and two where one replaces the other', async () => {
    const [placeholder, two] = [
      'q83vASNFZ4mrze8BI0VniavN7wEjRWeJq83vASNFZ4k=',
      'AZ5/3EgQ1xT3pT1m5oYhT0sY4GgW9mH2yqf2sQe8b0c=',
    ];
    for (const name of keyNames) {
      expect(await problems({ [name]: two })).toEqual([]);
      expect(await problems({ [name]: `${two}, ${two}` })).toEqual([]);
      expect(await problems({ [name]: `${two},${placeholder}` })).toHaveLength(1);
    }
  });

  it('accepts the old and the new endpoint secret during a rotation', async () => {
    const rotated = `${keys.STRIPE_ENDPOINT_SECRET}, ${keys.STRIPE_ENDPOINT_SECRET}2`;
    expect(await problems({ ...keys, STRIPE_ENDPOINT_SECRET: rotated })).toEqual([]);
    expect(
      await problems({ ...keys, STRIPE_ENDPOINT_SECRET: `${keys.STRIPE_ENDPOINT_SECRET},hunter2` }),
    ).toHaveLength(1);
  });

  const pages = {
    STRIPE_SUCCESS_URL: 'https://shop.example/thanks?id={CHECKOUT_SESSION_ID}',
    STRIPE_CANCEL_URL: 'https://shop.example/cart',
  };

  it('requires real Stripe in production, because the sandbox captures no money', async () => {
    expect(await problems({ ...pages, NODE_ENV: 'production' })).toEqual([
      expect.stringContaining('the sandbox is for development'),
    ]);
    expect(await problems({ ...keys, ...pages, NODE_ENV: 'production' })).toEqual([]);
  });

  it.each(['http://127.0.0.1:3003/payments/success', 'http://localhost:3003/', 'http://[::1]/', undefined])(
    'requires pages of the shop in production, not %s',
    async (page) => {
      const { STRIPE_SUCCESS_URL: _, ...others } = { ...keys, ...pages };
      const all = { ...others, ...(page && { STRIPE_SUCCESS_URL: page }) };
      expect(await problems({ ...all, NODE_ENV: 'production' })).toEqual([
        expect.stringContaining('STRIPE_SUCCESS_URL'),
      ]);
      expect(await problems(all)).toEqual([]);
    },
  );

  it('rejects an unknown mode', async () => {
    expect(await problems({ NODE_ENV: 'prod' })).toEqual([expect.stringContaining('must be one of')]);
  });

  it.each(['99999', 'three thousand', '0'])('rejects the port %s', async (value) => {
    expect(await problems({ CLIENT_GATEWAY_PORT: value })).toHaveLength(1);
  });
});
