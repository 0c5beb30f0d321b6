import { expect, it } from '@jest/globals';
import { parseReplicas } from './start.js';

it('takes one number for all services of ours', () => {
  expect(parseReplicas('2')).toEqual({
    'auth-ms': 2,
    'products-ms': 2,
    'orders-ms': 2,
    'payments-ms': 2,
    'client-gateway': 2,
  });
});

it('takes numbers by service', () => {
  expect(parseReplicas('orders-ms=3,payments-ms=1')).toEqual({ 'orders-ms': 3, 'payments-ms': 1 });
  expect(parseReplicas(undefined)).toEqual({});
});

it.each(['0', '1.5', 'many', 'orders-ms=', 'nobody=2', 'stripe-sandbox=2'])('refuses %s', (text) => {
  expect(() => parseReplicas(text)).toThrow(/--replicas/);
});
