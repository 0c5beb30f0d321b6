import { describe, expect, test } from '@jest/globals';
import { RefundPayment } from '@orderwire/contracts';
import { Stripe } from 'stripe';
import { connectStripe, isKeyExhausted } from './stripe.client.js';

test('the time limit of one request is shorter than the deadline of a refund', () => {
  const { timeoutMs } = RefundPayment;
  expect(connectStripe('sk_test_any').getApiField('timeout')).toBeLessThan(timeoutMs - 3_000);
});

const error = (statusCode: number, headers: Record<string, string> = {}) => ({
  type: 'idempotency_error' as const,
  message: 'no',
  statusCode,
  headers,
});

describe('an idempotency key', () => {
  test('of another request is exhausted', () => {
    expect(isKeyExhausted(new Stripe.errors.StripeIdempotencyError(error(400)))).toBe(true);
  });

  test('that repeats an old failure is exhausted', () => {
    const replayed = error(500, { 'idempotent-replayed': 'true' });
    expect(isKeyExhausted(new Stripe.errors.StripeAPIError({ ...replayed, type: 'api_error' }))).toBe(true);
    expect(isKeyExhausted(new Stripe.errors.StripeAPIError({ ...error(500), type: 'api_error' }))).toBe(
      false,
    );
  });

  test('whose first request is still running is not exhausted', () => {
    expect(isKeyExhausted(new Stripe.errors.StripeIdempotencyError(error(409)))).toBe(false);
  });
});
