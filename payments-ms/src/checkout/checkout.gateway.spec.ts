import { describe, expect, test } from '@jest/globals';
import { Stripe } from 'stripe';
import { AccountRefused, isAccountFault } from '../stripe/stripe.client.js';
import { StripeStatus } from '../stripe/stripe-status.client.js';
import { CheckoutGateway } from './checkout.gateway.js';
import type { SessionDraft } from './checkout-session.js';

type Line = Record<string, unknown>;

/** A gateway whose log lines are kept. */
function gatewayOf(sessions: object) {
  const lines: Line[] = [];
  const keep = (line: Line) => void lines.push(line);
  const log = { warn: keep, error: keep, info: keep } as never;
  const status = new StripeStatus(log);
  const stripe = { checkout: { sessions } } as unknown as Stripe;
  return Object.assign(new CheckoutGateway(stripe, async () => 'shop', status, log), {
    state: status,
    lines,
  });
}

test('a search that reaches its limit is payments.unavailable', async () => {
  const list = function* () {
    for (;;) yield { id: 'cs_other', client_reference_id: 'other' };
  };
  const gateway = gatewayOf({ list });
  const span = { from: new Date(0), to: new Date(1_000) };
  await expect(gateway.find('ours', 1, span)).rejects.toMatchObject({ code: 'payments.unavailable' });
});

const draft = (changes: Partial<SessionDraft> = {}): SessionDraft => ({
  orderId: '0192f0c1-1111-7bbb-8ccc-000000000001',
  attempt: 1,
  amount: 100,
  currency: 'usd',
  lines: [{ name: 'Cup', unitAmount: 100, quantity: 1, image: 'https://shop.test/cup.png' }],
  email: 'ada@example.com',
  expiresAt: Math.floor(Date.now() / 1_000) + 3_600,
  successUrl: 'https://shop.test/s',
  cancelUrl: 'https://shop.test/c',
  ...changes,
});

const { StripeAuthenticationError, StripeInvalidRequestError, StripePermissionError } = Stripe.errors;

/** Stripe's refusal of a request, as the SDK throws it. */
function refusal(raw: object, status = 400): Stripe.errors.StripeError {
  const error = { type: 'invalid_request_error', message: 'No.', statusCode: status, ...raw } as const;
  if (status === 401) return new StripeAuthenticationError(error);
  return status === 403 ? new StripePermissionError(error) : new StripeInvalidRequestError(error);
}

/** A gateway to a Stripe that refuses requests by `judge`, and the keys of the requests. */
function refusing(judge: (params: Stripe.Checkout.SessionCreateParams) => object | undefined, status = 400) {
  const keys: string[] = [];
  const create = async (params: Stripe.Checkout.SessionCreateParams, { idempotencyKey = '' }) => {
    keys.push(idempotencyKey);
    const raw = judge(params);
    if (raw) throw refusal(raw, status);
    return { id: 'cs_1', object: 'checkout.session', expires_at: 1 };
  };
  return Object.assign(gatewayOf({ create }), { keys });
}

describe('optional data that Stripe refuses', () => {
  const image = 'line_items[0][price_data][product_data][images][0]';

  test('is left out: the session is created under keys derived from the first', async () => {
    const gateway = refusing(({ customer_email: email, line_items: [line] = [] }) => {
      if (email) return { param: 'customer_email', code: 'email_invalid' };
      return line?.price_data?.product_data?.images ? { param: image, code: 'url_invalid' } : undefined;
    });
    expect(await gateway.create(draft(), 'k')).toMatchObject({ id: 'cs_1' });
    expect(gateway.keys).toEqual([
      'k',
      'k:without_customer_email',
      'k:without_customer_email:without_images',
    ]);
    expect(gateway.lines.map(({ omitted }) => omitted)).toEqual(['customer_email', 'images']);
  });

  test('is not the reason when it was not sent', async () => {
    const gateway = refusing(() => ({ param: 'customer_email' }));
    await expect(gateway.create(draft({ email: null }), 'k')).rejects.toMatchObject({
      code: 'payments.rejected',
    });
    expect(gateway.keys).toEqual(['k']);
  });
});

describe('a refusal', () => {
  test.each<[string, object, number]>([
    ['without a parameter', { message: 'Your account cannot currently make charges.' }, 400],
    ['of a parameter of the configuration', { param: 'success_url', code: 'url_invalid' }, 400],
    ['of the payment methods', { param: 'payment_method_types', code: 'payment_method_unactivated' }, 400],
    ['of a live charge with an account that is not activated', { code: 'testmode_charges_only' }, 400],
    ['of the API key', { message: 'Invalid API Key provided: sk_test_secret' }, 401],
    ['of an expired API key', { code: 'api_key_expired' }, 401],
    ['of the permissions of the API key', {}, 403],
    ['of an expiry that is right by our clock', { param: 'expires_at' }, 400],
  ])('%s is the account’s: payments.unavailable, and operators are alerted', async (_name, raw, status) => {
    const gateway = refusing(() => raw, status);
    const fault: unknown = await gateway.create(draft(), 'k').catch((error: unknown) => error);
    expect(fault).toMatchObject({ code: 'payments.unavailable', details: { retryAfterMs: 60_000 } });
    expect(isAccountFault(fault)).toBe(true);
    expect(gateway.lines).toEqual([expect.objectContaining({ code: 'stripe.account_refused' })]);
    expect(gateway.state.warnings()).toEqual({ 'stripe account': expect.stringContaining('dashboard') });
    expect(JSON.stringify([fault, gateway.lines, gateway.state.warnings()])).not.toContain('_secret');
  });

  test.each<[string, object, Partial<SessionDraft>]>([
    ['of a line', { param: 'line_items[0][price_data][unit_amount]' }, {}],
    ['of an amount, without its parameter', { code: 'amount_too_small' }, {}],
    ['of an expiry that is too early', { param: 'expires_at' }, { expiresAt: 60 }],
  ])('%s is the order’s: payments.rejected', async (_name, raw, changes) => {
    const gateway = refusing(() => raw);
    await expect(gateway.create(draft(changes), 'k')).rejects.toMatchObject({ code: 'payments.rejected' });
    expect(gateway.state.warnings()).toEqual({});
  });

  test('that repeats an old one of the account is recognised', async () => {
    const gateway = refusing(() => ({ headers: { 'idempotent-replayed': 'true' } }));
    await expect(gateway.create(draft(), 'k')).rejects.toBeInstanceOf(AccountRefused);
  });

  test('is logged once, and again when it lasts or changes', () => {
    let now = 0;
    const lines: Line[] = [];
    const keep = (line: Line) => void lines.push(line);
    const status = new StripeStatus({ error: keep, info: keep } as never, () => now);
    for (const code of ['a', 'a', 'b', 'b']) status.refused(refusal({ code }));
    expect(lines).toHaveLength(2);
    now = 5 * 60_000;
    status.refused(refusal({ code: 'b' }));
    expect(lines).toHaveLength(3);
    status.accepted();
    status.accepted();
    expect(lines).toHaveLength(4);
    expect(lines.at(-1)).toEqual({ code: 'stripe.account_accepted' });
    expect(status.warnings()).toEqual({});
  });
});

describe('the clock', () => {
  test.each([
    [0, undefined],
    [59_000, undefined],
    [840_000, '14 minutes ahead'],
    [-90_000, '1.5 minutes behind'],
  ])('that is %i ms ahead of Stripe’s is reported: %s', (difference, words) => {
    const lines: Line[] = [];
    const keep = (line: Line) => void lines.push(line);
    const status = new StripeStatus({ error: keep } as never, () => 1_000_000_000 + difference);
    for (let times = 0; times < 3; times++) status.sawDate(new Date(1_000_000_000).toUTCString());
    expect(lines).toHaveLength(words ? 1 : 0);
    expect(status.warnings()['clock'] ?? '').toMatch(words ?? /^$/);
  });
});
