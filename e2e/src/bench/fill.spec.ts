import { expect, test } from '@jest/globals';
import { inserts, tablesOf } from './fill.js';

/** The most days that a scheduled reconciliation compares: the limit of RECONCILE_DAYS. */
const MAX_DAYS = 400;

test('filled payments, which Stripe does not have, are older than any scheduled reconciliation compares', () => {
  const paid = inserts.payments.find((sql) => sql.includes('INSERT INTO payments ')) ?? '';
  const [, days] = /now\(\) - interval '(\d+) days', 'succeeded'/.exec(paid) ?? [];
  expect(Number(days)).toBeGreaterThan(MAX_DAYS);
});

test('the tables whose indexes are built at the end are those of the statements', () => {
  expect(tablesOf('orders')).toEqual([
    'orders',
    'order_lines',
    'timeline',
    'messaging.outbox',
    'messaging.inbox',
  ]);
});
