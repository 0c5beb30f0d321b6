import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import Stripe from 'stripe';
import { connect, failure, line, lineWith, order, Shop } from './shop.js';

describe('wrong requests', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await Shop.open({ now: () => now });
  });
  afterAll(() => shop.close());

  /** The sandbox's clock is fixed, so that the limits are exact. */
  const now = Date.now();
  const PRODUCT = 'line_items[0][price_data][product_data]';
  const seconds = (fromNow: number): number => Math.floor(now / 1000) + fromNow;
  const raw = (change: object): Promise<unknown> =>
    shop.stripe.rawRequest('POST', '/v1/checkout/sessions', { ...order(), ...change });

  it.each([
    [{ mode: undefined }, 'mode', 'parameter_missing'],
    [{ success_url: undefined }, 'success_url', 'parameter_missing'],
    [{ success_url: 'nope' }, 'success_url', 'url_invalid'],
    [{ line_items: undefined }, 'line_items', 'parameter_missing'],
    [{ line_items: [{ quantity: 1 }] }, 'line_items[0][price_data]', 'parameter_missing'],
    [
      { line_items: [line('usd', 1.5)] },
      'line_items[0][price_data][unit_amount]',
      'parameter_invalid_integer',
    ],
    [
      { line_items: [line('usd', -1)] },
      'line_items[0][price_data][unit_amount]',
      'parameter_invalid_integer',
    ],
    [{ line_items: [line('usd', 600, 0)] }, 'line_items[0][quantity]', 'parameter_invalid_integer'],
    [{ line_items: [line('xyz')] }, 'line_items[0][price_data][currency]', undefined],
    [{ line_items: [line('usd'), line('eur')] }, 'line_items', undefined],
    [{ line_items: [line('usd', 49, 1)] }, undefined, 'amount_too_small'],
    [{ line_items: [line('jpy', 49, 1)] }, undefined, 'amount_too_small'],
    [{ line_items: [line('krw', 49, 1)] }, undefined, 'amount_too_small'],
    [{ line_items: [line('usd', 50_000_000, 2)] }, undefined, 'amount_too_large'],
    [{ line_items: [line('idr', 500_000_000_000, 2)] }, undefined, 'amount_too_large'],
    [
      { line_items: [line('isk', 550)] },
      'line_items[0][price_data][unit_amount]',
      'parameter_invalid_integer',
    ],
    [
      { line_items: [line('ugx', 199_950)] },
      'line_items[0][price_data][unit_amount]',
      'parameter_invalid_integer',
    ],
    [
      { line_items: [line('kwd', 1234)] },
      'line_items[0][price_data][unit_amount]',
      'parameter_invalid_integer',
    ],
    [{ success_url: 'https://shop.example/dané' }, 'success_url', 'url_invalid'],
    [{ success_url: 'shop://paid' }, 'success_url', 'url_invalid'],
    [{ cancel_url: 'https://käse.example/' }, 'cancel_url', 'url_invalid'],
    [{ cancel_url: 'https://shop.example/a b' }, 'cancel_url', 'url_invalid'],
    [{ cancel_url: `https://shop.example/${'a'.repeat(2048)}` }, 'cancel_url', 'url_invalid'],
    [
      { line_items: [lineWith({ images: ['https://img.example/thé.png'] })] },
      `${PRODUCT}[images][0]`,
      'url_invalid',
    ],
    [
      { line_items: [lineWith({ images: ['https://img.example/%zz.png'] })] },
      `${PRODUCT}[images][0]`,
      'url_invalid',
    ],
    [
      { line_items: [lineWith({ images: Array(9).fill('https://img.example/1') })] },
      `${PRODUCT}[images]`,
      undefined,
    ],
    [{ line_items: [lineWith({ name: 'x'.repeat(5001) })] }, `${PRODUCT}[name]`, undefined],
    [{ line_items: [lineWith({ description: 'x'.repeat(40_001) })] }, `${PRODUCT}[description]`, undefined],
    [{ line_items: [lineWith({ tax_code: 'tea' })] }, `${PRODUCT}[tax_code]`, 'resource_missing'],
    [
      { line_items: [lineWith({ metadata: { ['k'.repeat(41)]: 'v' } })] },
      `${PRODUCT}[metadata][${'k'.repeat(41)}]`,
      undefined,
    ],
    [{ line_items: Array(101).fill(line()) }, 'line_items', undefined],
    [{ client_reference_id: 'x'.repeat(201) }, 'client_reference_id', undefined],
    [
      { metadata: Object.fromEntries(Array.from({ length: 51 }, (_, n) => [`k${n}`, 'v'])) },
      'metadata',
      undefined,
    ],
    [{ locale: 'klingon' }, 'locale', undefined],
    [{ customer_email: 'zoë@example.com' }, 'customer_email', 'email_invalid'],
    [{ customer_email: 'ada@exämple.com' }, 'customer_email', 'email_invalid'],
    [{ customer_email: ' ada@example.com' }, 'customer_email', 'email_invalid'],
    [{ customer_email: '"ada lovelace"@example.com' }, 'customer_email', 'email_invalid'],
    [{ customer_email: 'ada..l@example.com' }, 'customer_email', 'email_invalid'],
    [{ customer_email: 'ada@[127.0.0.1]' }, 'customer_email', 'email_invalid'],
    [{ customer_email: 'ada@example' }, 'customer_email', 'email_invalid'],
    [{ customer_email: 'ada@b@example.com' }, 'customer_email', 'email_invalid'],
    [{ customer_email: 'nope' }, 'customer_email', 'email_invalid'],
    [{ customer: 'cus_missing' }, 'customer', 'resource_missing'],
    [{ client_reference_id: '' }, 'client_reference_id', 'parameter_invalid_empty'],
    [{ banana: 'yes' }, 'banana', 'parameter_unknown'],
    [{ payment_intent_data: { banana: 'yes' } }, 'payment_intent_data[banana]', 'parameter_unknown'],
    [{ allow_promotion_codes: true }, 'allow_promotion_codes', undefined],
    [{ payment_method_types: ['bitcoin'] }, 'payment_method_types[0]', undefined],
    [{ allowed_payment_method_types: ['klarna'] }, 'allowed_payment_method_types', undefined],
    [{ metadata: { key: 'x'.repeat(501) } }, 'metadata[key]', undefined],
    [{ expires_at: seconds(1799) }, 'expires_at', undefined],
    [{ expires_at: seconds(24 * 3600 + 1) }, 'expires_at', undefined],
  ])('refuses %j naming %s (%s)', async (change, param, code) => {
    const error = await failure(raw(change));
    expect(error).toBeInstanceOf(Stripe.errors.StripeInvalidRequestError);
    expect([error.statusCode, error.param, error.code]).toEqual([400, param, code]);
    expect(error.requestId).toMatch(/^req_/);
    if (code) expect(error.doc_url).toBe(`https://stripe.com/docs/error-codes/${code.replaceAll('_', '-')}`);
  });

  describe('of an account that cannot take payments', () => {
    const account = (state: string): Promise<unknown> => shop.control('account', { state }, 'PUT');
    afterEach(() => account('active'));

    it.each([
      ['restricted', 400, 'Your account cannot currently make charges.', undefined],
      ['no_business_name', 400, 'In order to use Checkout, you must set an account or', undefined],
      ['no_payment_methods', 400, 'No valid payment method types for this Checkout Session.', undefined],
      ['key_revoked', 401, 'Invalid API Key provided: sk_test_', undefined],
      ['key_expired', 401, 'Expired API Key provided: sk_test_', 'api_key_expired'],
      ['key_restricted', 403, 'does not have the required permissions for this endpoint', undefined],
    ])('are refused as %s with %d, until it is active again', async (state, status, message, code) => {
      await account(state);
      const error = await failure(shop.session());
      expect([error.statusCode, error.rawType]).toEqual([status, 'invalid_request_error']);
      expect([error.param, error.code]).toEqual([undefined, code]);
      expect(error.message).toContain(message);
      await account('active');
      await expect(shop.session()).resolves.toMatchObject({ status: 'open' });
    });

    it('are stored by their Idempotency-Key when they were performed, not when the key was refused', async () => {
      const create = (idempotencyKey: string): Promise<unknown> =>
        shop.stripe.checkout.sessions.create(order(), { idempotencyKey });
      await account('restricted');
      await failure(create('performed'));
      await account('key_revoked');
      await failure(create('refused'));
      await account('active');
      expect((await failure(create('performed'))).message).toContain('cannot currently make charges');
      await expect(create('refused')).resolves.toBeDefined();
    });

    it('leave open sessions unpaid while it is restricted', async () => {
      const { id } = await shop.session();
      await account('restricted');
      expect(await shop.pay(id)).toMatchObject({ status: 400 });
      await account('active');
      expect(await shop.pay(id)).toMatchObject({ status: 200 });
    });

    it('names an unknown state, and changes nothing', async () => {
      expect(await shop.control('account', { state: 'sad' }, 'PUT')).toMatchObject({ status: 400 });
      expect(await shop.read('account')).toEqual({ state: 'active' });
    });
  });

  it.each([
    [{ line_items: [line('idr', 999_999_999_900, 1)] }],
    [{ line_items: [line('isk', 500)] }],
    [
      {
        success_url:
          'https://xn--kse-qla.example/orders/{CHECKOUT_SESSION_ID}?from=th%C3%A9&x={CHECKOUT_SESSION_ID}#top',
      },
    ],
    [{ cancel_url: 'http://user:secret@[::1]:3000/a' }],
    [{ customer_email: "o'hara+tea@mail.xn--kse-qla.example" }],
    [{ line_items: [lineWith({ name: '🫖'.repeat(5000) })] }],
  ])('accepts %j', async (change) => {
    await expect(raw(change)).resolves.toMatchObject({ status: 'open' });
  });

  it.each([
    ['Stripe-Version', '2026-10-29.endive', 400, undefined, 'Invalid Stripe API version: 2026-10-29.endive'],
    ['Stripe-Version', 'latest', 400, undefined, 'Invalid Stripe API version: latest'],
    ['Stripe-Account', 'acct_other', 403, 'account_invalid', "does not have access to account 'acct_other'"],
  ])('refuses the %s %s', async (name, value, status, code, message) => {
    const headers = { authorization: 'Bearer sk_test_sandbox', [name]: value };
    const response = await fetch(`${shop.sandbox.url}/v1/events`, { headers });
    const text = await response.text();
    const { error } = JSON.parse(text) as { error: Stripe.StripeRawError };
    expect([response.status, error.type, error.code]).toEqual([status, 'invalid_request_error', code]);
    expect(error.message).toContain(message);
    expect(text).toBe(JSON.stringify({ error }, null, 2));
  });

  it('accepts an older API version', async () => {
    const versioned = { apiVersion: '2025-03-31.basil' };
    await expect(shop.stripe.events.list({}, versioned)).resolves.toMatchObject({ object: 'list' });
  });

  it('accepts an expiry of exactly 30 minutes and of 24 hours', async () => {
    await expect(shop.session({ expires_at: seconds(1800) })).resolves.toBeDefined();
    await expect(shop.session({ expires_at: seconds(24 * 3600) })).resolves.toBeDefined();
  });

  it('answers 404 resource_missing for every unknown id', async () => {
    const { checkout, paymentIntents, charges, refunds, events, customers } = shop.stripe;
    const calls = [
      checkout.sessions.retrieve('cs_no'),
      checkout.sessions.expire('cs_no'),
      checkout.sessions.listLineItems('cs_no'),
      paymentIntents.retrieve('pi_no'),
      charges.retrieve('ch_no'),
      refunds.retrieve('re_no'),
      events.retrieve('evt_no'),
      customers.retrieve('cus_no'),
    ];
    const errors = await Promise.all(calls.map(failure));
    expect(errors.map(({ statusCode, code }) => [statusCode, code])).toEqual(
      calls.map(() => [404, 'resource_missing']),
    );
  });

  it.each(['sk_test_wrong_key_entirely', 'sk_live_51wrong'])('refuses the key %s', async (key) => {
    const error = await failure(connect(shop.sandbox.port, key).events.list());
    expect(error).toBeInstanceOf(Stripe.errors.StripeAuthenticationError);
    expect(error.message).not.toContain(key);
  });

  it('refuses the API and the control API without a key, and accepts Basic and Bearer', async () => {
    const get = async (path: string, headers: Record<string, string> = {}): Promise<number> =>
      (await fetch(`${shop.sandbox.url}${path}`, { headers })).status;
    expect([await get('/v1/events'), await get('/_sandbox/stats')]).toEqual([401, 401]);
    const basic = `Basic ${Buffer.from('sk_test_sandbox:').toString('base64')}`;
    expect(await get('/v1/events', { authorization: basic })).toBe(200);
    expect([await get('/health/live'), await get('/health/ready')]).toEqual([200, 200]);
  });

  it('answers an unknown URL and a malformed body with Stripe’s error object', async () => {
    const unknown = await failure(shop.stripe.rawRequest('GET', '/v1/bananas'));
    expect([unknown.statusCode, unknown.message]).toEqual([404, expect.stringContaining('GET: /v1/bananas')]);
    const { status } = await fetch(`${shop.sandbox.url}/v1/customers`, {
      method: 'POST',
      headers: { authorization: 'Bearer sk_test_sandbox', 'content-type': 'application/json' },
      body: '{',
    });
    expect(status).toBe(415);
  });
});
