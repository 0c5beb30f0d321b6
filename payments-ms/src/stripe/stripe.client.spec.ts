import { describe, expect, test } from '@jest/globals';
import { RefundPayment } from '@orderwire/contracts';
import { Stripe } from 'stripe';
import { startUntrustedServer } from '@orderwire/test-kit';
import { pino } from 'pino';
import { checkTls, connectStripe, isKeyExhausted } from './stripe.client.js';

test('the time limit of one request is shorter than the deadline of a refund', () => {
  const { timeoutMs } = RefundPayment;
  expect(connectStripe('sk_test_any').getApiField('timeout')).toBeLessThan(timeoutMs - 3_000);
});

test('a certificate of an unknown authority is logged with the host and NODE_EXTRA_CA_CERTS', async () => {
  const server = await startUntrustedServer();
  const line = await new Promise<string>((resolve) => {
    checkTls(pino({}, { write: resolve }), `https://127.0.0.1:${server.port}`);
  });
  expect(line).toMatch(
    new RegExp(`127\\.0\\.0\\.1:${server.port}.*NODE_EXTRA_CA_CERTS.*cannot be reached over TLS`),
  );
  server.close();
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
