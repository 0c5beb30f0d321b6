import { describe, expect, test } from '@jest/globals';
import { type CreatePaymentSessionRequest, PaymentRejected } from '@orderwire/contracts';
import fc from 'fast-check';
import {
  draftSession,
  idempotencyKeyOf,
  isKeyExpired,
  isAbandoned,
  creationWindow,
} from './checkout-session.js';

const urls = { successUrl: 'https://shop.test/s', cancelUrl: 'https://shop.test/c' };
const orderId = '0192f0c1-1111-7bbb-8ccc-000000000001';
const request = (changes: Partial<CreatePaymentSessionRequest> = {}): CreatePaymentSessionRequest => ({
  orderId,
  attempt: 3,
  currency: 'usd',
  items: [{ name: 'Teapot', unitAmount: 1999, quantity: 2 }],
  expiresAt: '2026-03-01T10:00:00.900Z',
  ...changes,
});
const line = fc.record({
  name: fc.constant('x'),
  unitAmount: fc.integer({ min: 0, max: 400_000 }),
  quantity: fc.integer({ min: 1, max: 99 }),
});

describe('drafting a session', () => {
  test('leads back to the page of its order', () => {
    const pages = {
      successUrl: 'https://shop.test/{ORDER_ID}?s={CHECKOUT_SESSION_ID}',
      cancelUrl: 'https://shop.test/',
    };
    expect(draftSession(request(), pages)).toMatchObject({
      successUrl: `https://shop.test/${orderId}?s={CHECKOUT_SESSION_ID}`,
      cancelUrl: 'https://shop.test/',
    });
  });

  test('has the sum of its lines as amount', () => {
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 2 }), (items) => {
        const sum = items.reduce(
          (total, { unitAmount, quantity }) => total + BigInt(unitAmount) * BigInt(quantity),
          0n,
        );
        fc.pre(sum > 0n && sum < 99_999_999n);
        expect(BigInt(draftSession(request({ items }), urls).amount)).toBe(sum);
      }),
    );
  });

  test.each([
    ['nothing', 0],
    ['more than the maximum of one charge', 99_999_999],
  ])('refuses to charge %s', (_name, unitAmount) => {
    const items = [{ name: 'x', unitAmount, quantity: 2 }];
    expect(() => draftSession(request({ items }), urls)).toThrow(PaymentRejected().message);
  });

  test('charges up to the twelve digits that Stripe allows for IDR', () => {
    const items = [{ name: 'x', unitAmount: 999_999_999_999, quantity: 1 }];
    expect(draftSession(request({ items, currency: 'idr' }), urls).amount).toBe(999_999_999_999);
    expect(() => draftSession(request({ items, currency: 'usd' }), urls)).toThrow(PaymentRejected().message);
  });

  test('is deterministic: Stripe refuses a key that comes with other parameters', () => {
    expect(JSON.stringify(draftSession(request(), urls))).toBe(JSON.stringify(draftSession(request(), urls)));
  });

  const lineOf = (changes: { name?: string; imageUrl?: string | undefined }) =>
    draftSession(request({ items: [{ name: 'x', unitAmount: 1, quantity: 1, ...changes }] }), urls).lines[0];

  test('keeps only images that Stripe accepts', () => {
    const images = ['https://shop.test/a.png', 'http://shop.test/a.png', undefined].map((imageUrl) =>
      lineOf({ imageUrl }),
    );
    expect(images.map((one) => one?.image)).toEqual(['https://shop.test/a.png', null, null]);
  });

  test.each([
    ['https://shop.test/호랑이.jpg', 'https://shop.test/%ED%98%B8%EB%9E%91%EC%9D%B4.jpg'],
    ['https://shop.test/café.png?é=1#ü', 'https://shop.test/caf%C3%A9.png?%C3%A9=1#%C3%BC'],
    ['https://shop.test/caf%C3%A9.png', 'https://shop.test/caf%C3%A9.png'],
    ['https://例子.公司/x.png', 'https://xn--fsqu00a.xn--55qx5d/x.png'],
    ['https://shop.test/a b|c[1]^.png', 'https://shop.test/a%20b%7Cc%5B1%5D%5E.png'],
    ['https://shop.test/100%.png', 'https://shop.test/100%25.png'],
    [`https://shop.test/${'é'.repeat(2_000)}.png`, null],
    [`https://shop.test/${'a'.repeat(2_048)}.png`, null],
    ['https://ada:secret@shop.test/a.png', null],
    ['data:image/png;base64,AAAA', null],
    ['not a url', null],
  ])('sends the image %j in ASCII, or leaves it out', (imageUrl, image) => {
    expect(lineOf({ imageUrl })?.image).toBe(image);
  });

  test.each([
    ['Teapot', 'Teapot'],
    ['  \t ', 'Item'],
    ['é'.repeat(300), 'é'.repeat(250)],
    [`${'a'.repeat(249)}🫖`, 'a'.repeat(249)],
    ['a\u0000b\ud800', 'ab\ufffd'],
  ])('cuts a name to the limit of Stripe, between characters: %j', (name, sent) => {
    expect(lineOf({ name })?.name).toBe(sent);
  });

  test.each([
    ['Ada@Example.COM', 'ada@example.com'],
    ['ada@münchen.example', 'ada@xn--mnchen-3ya.example'],
    ['jörg@example.com', null],
    ['"a b"@example.com', null],
    ['ada@[127.0.0.1]', null],
    ['ada@localhost', null],
    ['no address', null],
    ['', null],
  ])('pre-fills the e-mail address %s, or nothing', (email, sent) => {
    expect(draftSession(request({ email }), urls).email).toBe(sent);
  });

  test('expires at a whole second', () => {
    expect(draftSession(request(), urls).expiresAt).toBe(Date.parse('2026-03-01T10:00:00Z') / 1_000);
  });
});

test('an attempt has one idempotency key', () => {
  expect(idempotencyKeyOf(request())).toBe(`checkout:${orderId}:3`);
});

test('a key expires before Stripe may delete it', () => {
  const now = new Date('2026-03-02T10:00:00Z');
  const ago = (hours: number) => new Date(now.getTime() - hours * 3_600_000);
  expect([1, 22.9, 23.1, 24].map((hours) => isKeyExpired(ago(hours), now))).toEqual([
    false,
    false,
    true,
    true,
  ]);
});

test('a session is created while its key is valid, and at least 30 minutes before its end', () => {
  const keyedAt = new Date('2026-01-01T00:00:00Z');
  const window = (end: string) => creationWindow({ keyedAt, expiresAt: new Date(end) });
  expect(window('2026-01-01T01:00:00Z')).toEqual({
    from: new Date('2025-12-31T23:55:00Z'),
    to: new Date('2026-01-01T00:35:00Z'),
  });
  expect(window('2026-01-03T00:00:00Z').to).toEqual(new Date('2026-01-01T23:05:00Z'));
});

test('an attempt is abandoned a week after its end', () => {
  const end = new Date('2026-01-01T00:00:00Z');
  expect(isAbandoned(end, new Date('2026-01-07T23:59:59Z'))).toBe(false);
  expect(isAbandoned(end, new Date('2026-01-08T00:00:01Z'))).toBe(true);
});
