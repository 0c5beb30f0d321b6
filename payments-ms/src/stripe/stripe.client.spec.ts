import { describe, expect, test } from '@jest/globals';
import { RefundPayment } from '@orderwire/contracts';
import { Stripe } from 'stripe';
import {
  connectStripe,
  IdempotencyKeyExhausted,
  isKeyExhausted,
  stripeCallOf,
  toFault,
} from './stripe.client.js';
import { CircuitBreaker } from './stripe-status.client.js';

test('the time limit of one request is shorter than the deadline of a refund', () => {
  const { timeoutMs } = RefundPayment;
  expect(connectStripe('sk_test_any').getApiField('timeout')).toBeLessThan(timeoutMs - 3_000);
});

test.each([
  [
    'GET',
    '/v1/checkout/sessions/cs_test_a1HuTxOTa?expand[0]=payment_intent',
    'GET /v1/checkout/sessions/:id',
  ],
  ['POST', '/v1/checkout/sessions/cs_test_a1HuTxOTa/expire', 'POST /v1/checkout/sessions/:id/expire'],
  ['GET', '/v1/balance_transactions?limit=100', 'GET /v1/balance_transactions'],
  ['GET', '/v1/radar/early_fraud_warnings/issfr_1Q', 'GET /v1/radar/early_fraud_warnings/:id'],
])('%s %s is measured without ids and query', (method, path, call) => {
  expect(stripeCallOf(method, path)).toBe(call);
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

  test('that is exhausted again is reported as an outage, not as an error of ours', () => {
    expect(toFault(new IdempotencyKeyExhausted('again'))).toMatchObject({ code: 'payments.unavailable' });
  });

  test('whose first request is still running is not exhausted', () => {
    expect(isKeyExhausted(new Stripe.errors.StripeIdempotencyError(error(409)))).toBe(false);
  });
});

describe('a circuit breaker', () => {
  const changes: boolean[] = [];
  let now = 0;
  /** After so many failures. */
  const failed = (times: number) => {
    changes.length = 0;
    const circuit = new CircuitBreaker(
      (isOpen) => changes.push(isOpen),
      () => now,
    );
    for (let time = 0; time < times; time++) circuit.failed();
    return circuit;
  };

  test('opens after 8 failures in a row', () => {
    const circuit = failed(7);
    circuit.succeeded();
    for (let time = 0; time < 7; time++) circuit.failed();
    expect([circuit.isOpen, circuit.enter()]).toEqual([false, 0]);
    circuit.failed();
    expect([circuit.isOpen, circuit.enter()]).toEqual([true, 5_000]);
    expect(changes).toEqual([true]);
  });

  test('lets one trial pass after its pause, whose success closes it', () => {
    const circuit = failed(8);
    now += 5_000;
    expect([circuit.enter(), circuit.enter()]).toEqual([0, 5_000]);
    circuit.succeeded();
    expect([circuit.isOpen, circuit.enter(), circuit.enter()]).toEqual([false, 0, 0]);
    expect(changes).toEqual([true, false]);
  });

  test('doubles its pause up to 30 s with each trial that fails, and not with late failures', () => {
    const circuit = failed(20);
    for (const pause of [5_000, 10_000, 20_000, 30_000, 30_000]) {
      expect(circuit.waitMs).toBe(pause);
      now += pause;
      expect(circuit.enter()).toBe(0);
      circuit.failed();
      circuit.failed();
    }
    expect(changes).toEqual([true]);
  });

  test('replaces a trial without a result', () => {
    const circuit = failed(8);
    now += 5_000;
    expect(circuit.enter()).toBe(0);
    now += 5_000;
    expect(circuit.enter()).toBe(0);
  });
});
