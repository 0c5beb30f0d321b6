import { expect, test } from '@jest/globals';
import { fillTo } from './fill.js';
import type { Target } from './target.js';

/** The most days that a scheduled reconciliation compares: the limit of RECONCILE_DAYS. */
const MAX_DAYS = 400;

test('filled payments, which Stripe does not have, are older than any scheduled reconciliation compares', async () => {
  const statements: string[] = [];
  const pool = {
    query: async (sql: string) => {
      statements.push(sql);
      return { rows: sql.includes('count(*)') ? [{ count: 0 }] : [{ id: 'order' }] };
    },
  };
  const databases = { orders: pool, payments: pool, products: pool, notifications: pool, invoices: pool };
  await fillTo(databases as unknown as Target['databases'], 1, () => undefined);
  const paid = statements.find((sql) => sql.includes('INSERT INTO payments ')) ?? '';
  const [, days] = /now\(\) - interval '(\d+) days', 'succeeded'/.exec(paid) ?? [];
  expect(Number(days)).toBeGreaterThan(MAX_DAYS);
});
