import { describe, expect, test } from '@jest/globals';
import { Stripe } from 'stripe';
import { isSpent } from './stripe.errors.js';

const error = (statusCode: number, headers: Record<string, string> = {}) => ({
  type: 'idempotency_error' as const,
  message: 'no',
  statusCode,
  headers,
});

describe('an idempotency key', () => {
  test('of another request is spent', () => {
    expect(isSpent(new Stripe.errors.StripeIdempotencyError(error(400)))).toBe(true);
  });

  test('that repeats an old failure is spent', () => {
    const replayed = error(500, { 'idempotent-replayed': 'true' });
    expect(isSpent(new Stripe.errors.StripeAPIError({ ...replayed, type: 'api_error' }))).toBe(true);
    expect(isSpent(new Stripe.errors.StripeAPIError({ ...error(500), type: 'api_error' }))).toBe(false);
  });

  test('whose first request is still under way is not: what that one makes cannot be seen yet', () => {
    expect(isSpent(new Stripe.errors.StripeIdempotencyError(error(409)))).toBe(false);
  });
});
