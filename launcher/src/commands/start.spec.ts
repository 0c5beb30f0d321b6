import { expect, it } from '@jest/globals';
import { parseReplicas } from './start.js';

it('accepts one number for all services', () => {
  expect(parseReplicas('2')).toEqual({
    'auth-ms': 2,
    'products-ms': 2,
    'orders-ms': 2,
    'payments-ms': 2,
    'notifications-ms': 2,
    'invoices-ms': 2,
    'shipping-ms': 2,
    'insights-ms': 2,
    'client-gateway': 2,
  });
});

it('accepts numbers by service', () => {
  expect(parseReplicas('orders-ms=3,payments-ms=1')).toEqual({ 'orders-ms': 3, 'payments-ms': 1 });
  expect(parseReplicas(undefined)).toEqual({});
});

it.each(['0', '1.5', 'many', 'orders-ms=', 'unknown=2', 'stripe-sandbox=2', 'mailbox=2'])(
  'rejects %s',
  (text) => {
    expect(() => parseReplicas(text)).toThrow(/--replicas/);
  },
);
