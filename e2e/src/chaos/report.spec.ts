import { describe, expect, it } from '@jest/globals';
import { type ChaosReport, count, reportLines } from './report.js';

const report: ChaosReport = {
  seed: 7,
  scenarios: 2_100,
  orders: 2_000,
  seconds: 300,
  finalStatuses: { PAID: 1_500, CANCELLED: 500 },
  injected: { 'kill -9 orders-ms': 99, 'streams lost': 1 },
  lost: { 'order.paid': 31, 'refund.failed': 2 },
  stripeFaults: { 'webhooks.drop': 40 },
  retries: 12,
  reconciled: { lost_webhook: 4 },
  violations: [],
};
const lines = (changes: Partial<ChaosReport> = {}) => [...reportLines({ ...report, ...changes })];

describe('the report of a chaos run', () => {
  it('names seed, orders and injected faults by kind', () => {
    const text = lines().join('\n');
    for (const part of [
      'seed 7',
      '2100 scenarios, 2000 orders',
      'PAID 1500',
      'kill -9 orders-ms 99',
      'injected: 100',
      'lost events: 33 (order.paid 31, refund.failed 2)',
      'webhooks.drop 40',
    ])
      expect(text).toContain(part);
  });

  it('bounds the failure rate by the rule of three when nothing was violated', () => {
    expect(lines().at(-1)).toBe(
      '0 violations; with 95 % confidence fewer than 0.15 % of orders are affected (3/2000)',
    );
  });

  it('states the rate and lists the violations otherwise', () => {
    const violations = [{ rule: 'no order stays PENDING', what: 'order x is PENDING' }];
    expect(lines({ violations })).toEqual(
      expect.arrayContaining([
        'VIOLATED: no order stays PENDING (1)',
        '  order x is PENDING',
        '1 violations; 0.05 % of the orders',
      ]),
    );
  });

  it('counts by name', () => {
    const counts = {};
    for (const name of ['a', 'b', 'a']) count(counts, name);
    expect(counts).toEqual({ a: 2, b: 1 });
  });
});
